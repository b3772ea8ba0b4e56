/* the local time; tests/lang/run says where */
BEGIN
{
	printf("%Y|%25Y|\n", 0, (uint64_t)86400 * 1000000000);
	printf("[%T] [%34T]\n", 0, 1000000000000000000);
	exit(0);
}
