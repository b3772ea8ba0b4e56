BEGIN
{
	printa("[%d]\n", (char)-1);
	printa("[%d]\n", xlate <psinfo_t *> (curthread));
	clear((char)-1);
}
