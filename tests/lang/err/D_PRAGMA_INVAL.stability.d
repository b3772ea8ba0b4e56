// options: -h -o /dev/null
provider p {
	probe a();
};
#pragma D attributes Steady/Stable/Common provider p provider
#pragma D attributes Stable/Stable/Everywhere provider p provider
