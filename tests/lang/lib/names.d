/* Names for numbers: errors, signals, sockets. */
BEGIN
{
	printf("%d %d %d\n", ENOENT, EINTR, EWOULDBLOCK);
	printf("%d %d %d\n", SIGKILL, SIGCHLD, CLD_DUMPED);
	printf("%d %d %d\n", AF_INET6, SOCK_STREAM, IPPROTO_TCP);
	printf("%d %d\n", O_RDWR | O_CREAT, B_READ | B_ASYNC);
	exit(0);
}
