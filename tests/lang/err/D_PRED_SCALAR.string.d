BEGIN
/execname/
{
	if (probename)
		trace(1);
}
