/* Every library at once: their names do not clash. */
inline int all = ENOENT + SIGHUP + SOCK_STREAM + AF_INET + B_READ + R_PC +
    PS_NONE + SONPROC;

BEGIN
{
	printf("%d\n", all > 0);
	exit(0);
}
