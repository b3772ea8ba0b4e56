/* offsetof() of members of members, of types of D and of the kernel */
struct inner { char c; int i; struct { short s; long l; } deep; };
struct outer { long head; struct inner in; union { int u; struct inner w; } un; };

BEGIN
{
	printf("%d %d %d %d\n", offsetof(struct outer, in), offsetof(struct outer, in.i),
	    offsetof(struct outer, in.deep.l), offsetof(struct outer, un.w.i));
	this->a = (int *)alloca(sizeof(struct outer));
	((struct outer *)this->a)->in.deep.l = 77;
	printf("%d\n", *(long *)((char *)this->a + offsetof(struct outer, in.deep.l)));
	printf("%d\n", offsetof(struct list_head, next) == 0 &&
	    offsetof(struct task_struct, se.vruntime) > offsetof(struct task_struct, se));
	exit(0);
}
