BEGIN
{
	denormalize(@a);
}
