/* Layouts are those of C, with attributes too. */
struct plain { char a; int b; char c; long d; };
struct packed { char a; int b; char c; long d; } __attribute__((packed));
struct __attribute__((packed)) before { char a; long b; };
struct aligned { char a; int b __attribute__((aligned(16))); char c; };
struct large { char a; } __attribute__((aligned(64)));
struct mixed { char a; long b __attribute__((packed)); short c; };
struct holds { char a; struct large l; };
union either { char a[5]; int b; };
struct bits { unsigned a : 3, b : 30; char c; unsigned : 0; int d : 2; };
struct packedbits { char a; unsigned b : 12, c : 12; } __attribute__((packed, aligned(2)));
struct list { struct list *next; void (*function)(struct list *, int); };

BEGIN
{
	printf("%d %d %d\n", sizeof(struct plain), offsetof(struct plain, b),
	    offsetof(struct plain, d));
	printf("%d %d %d\n", sizeof(struct packed), offsetof(struct packed, b),
	    offsetof(struct packed, d));
	printf("%d %d\n", sizeof(struct before), offsetof(struct before, b));
	printf("%d %d %d\n", sizeof(struct aligned),
	    offsetof(struct aligned, b), offsetof(struct aligned, c));
	printf("%d %d %d\n", sizeof(struct large), sizeof(struct holds),
	    offsetof(struct holds, l));
	printf("%d %d %d\n", sizeof(struct mixed), offsetof(struct mixed, b),
	    offsetof(struct mixed, c));
	printf("%d\n", sizeof(union either));
	printf("%d %d\n", sizeof(struct bits), offsetof(struct bits, c));
	printf("%d\n", sizeof(struct packedbits));
	printf("%d\n", sizeof(struct list));
	exit(0);
}
