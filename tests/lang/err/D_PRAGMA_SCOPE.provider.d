// options: -h -o /dev/null
provider p {
	probe a();
};
#pragma D attributes Stable/Stable/Common provider q provider
