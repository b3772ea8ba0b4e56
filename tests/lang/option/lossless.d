/* Nobody can come later for this one. */
#pragma D option lossless
BEGIN
{
	printf("begins\n");
	exit(0);
}
