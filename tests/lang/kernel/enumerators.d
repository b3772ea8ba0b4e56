/*
 * The kernel's enumerators, where nothing else has the name; of more than one
 * kind: of a named enum, of one without a name, as a case of a key.
 */
enum mine { PIDTYPE_TGID = 77 };

BEGIN
{
	printf("%d %d\n", PIDTYPE_PID, `PIDTYPE_TGID);
	printf("%d %d\n", PIDTYPE_TGID, vmlinux`PIDTYPE_TGID);
	printf("%d\n", BPF_MAP_TYPE_HASH == 1 && BPF_MAP_TYPE_ARRAY == 2);
	@[PIDTYPE_SID > PIDTYPE_PGID ? "above" : "below"] = count();
	BPF_MAP_TYPE_ARRAY = 5;
	printf("%d\n", BPF_MAP_TYPE_ARRAY);
	printf("%d\n", sizeof(PIDTYPE_PID));
	self->x = ZONE_NORMAL;
	this->y = (self->x == ZONE_NORMAL);
	printf("%d\n", this->y);
	exit(0);
}
