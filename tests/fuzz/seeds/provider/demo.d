/* Every kind of argument there is, and 32 of them. */
struct inner {
	int x;
	char tag[4];
};
typedef struct node {
	struct node *next;
	struct inner in;
	unsigned flags : 3;
	enum color { RED, GREEN = 5 } c;
} node_t;
typedef struct {
	int a;
} anon_t;
typedef unsigned int my_u32;

provider demo {
	probe start();
	probe request__done(uintptr_t request, int status, char *uri,
	    const char *host);
	probe types(char a, unsigned char b, short c, unsigned short d,
	    int e, unsigned f, long g, unsigned long h);
	probe floats(double d, float f);
	probe ptrs(node_t *n, anon_t *an, struct unknown *u, void *p,
	    char **argv, my_u32 v);
	probe many(int a0, long a1, char *a2, char a3, int a4, int a5, int a6,
	    int a7, char a8, long a9, double a10, char *a11, short a12,
	    my_u32 a13, node_t *a14, uint8_t a15, int a16, int a17, int a18,
	    int a19, int a20, int a21, int a22, int a23, int a24, int a25,
	    int a26, int a27, int a28, int a29, int a30, int64_t a31);
	probe xlate(node_t *n, int x : (int x, node_t *n));
	probe flag(bool b, string s, uint64_t big, size_t sz, pid_t p,
	    enum color c);
	probe never__fired(int x);
};

#pragma D attributes Evolving/Evolving/Common provider demo provider
#pragma D attributes Private/Private/Unknown provider demo module
#pragma D attributes Private/Private/Unknown provider demo function
#pragma D attributes Evolving/Evolving/Common provider demo name
#pragma D attributes Evolving/Evolving/ISA provider demo args

provider other {
	probe tick(int n);
};
