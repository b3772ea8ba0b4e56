enum colour { RED, GREEN = 7, BLUE = -3, WHITE, GREY = 0xffffffff };
BEGIN
{
	printf("%d %d %d %d %u\n", RED, GREEN, BLUE, WHITE, GREY);
	printf("%d %d %d\n", sizeof(RED), sizeof(BLUE), sizeof(enum colour));
	printf("%d %d %d\n", BLUE < 0, WHITE > RED, GREY > 0);
	printf("%d %d %d\n", BLUE / 2, BLUE * GREEN, -BLUE);
	this->c = (enum colour)GREEN;
	printf("%d\n", this->c == GREEN);
	exit(0);
}
