BEGIN
{
	a = 0x12345678fedcba98;
	printf("%d %d %d %d\n", (char)a, (short)a, (int)a, (unsigned char)a);
	printf("%u %x\n", (uint16_t)a, (uint32_t)a);
	printf("%d\n", (int8_t)200);
	exit(0);
}
