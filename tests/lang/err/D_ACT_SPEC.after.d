// options: -w -e
BEGIN
{
	speculate(1);
	stop();
}
