/* Every conversion of printf(), with flags, width, precision and size. */
BEGIN
{
	printf("[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%'d]\n", 42, 42, 42, 42, 42, 42, 7, 1234567);
	printf("[%i] [%u] [%o] [%#o] [%x] [%#x] [%X] [%#X]\n", -1, -1, 8, 8, 255, 255, 255, 255);
	printf("[%d] [%u] [%x]\n", (char)-1, (char)-1, (char)-1);
	printf("[%hd] [%hhd] [%ld] [%lld] [%lu] [%llx] [%hx]\n", (short)-2, (char)-3, -4, -5, 6, -7, (short)-1);
	printf("[%jd] [%zd] [%td]\n", 1, 2, 3);
	printf("[%c] [%wc] [%C] [%5c] [%-5c]\n", 65, 66, 10, 67, 68);
	printf("[%s] [%10s] [%-10s] [%.2s] [%S] [%ws]\n", "abc", "abc", "abc", "abc", "a\tb\n\"\001", "wide");
	printf("[%*d] [%-*d] [%*s] [%.*s] [%.*d]\n", 6, 1, 6, 2, 8, "r", 2, "xyz", 4, 5);
	printf("[%%] [%5%]\n");
	printf("[%C] [%C] [%-4C] [%D] [%O] [%U]\n", 65, 10, 1, -5, 8, 9);
	printf("[%P] [%8P] [%wc] [%ws]\n", 64999, 64998, 66, "w");
	printf("[%p] [%5p]\n", 4096, (void *)0);
	exit(0);
}
