// args: a-b
BEGIN
{
	x = $1;
}
