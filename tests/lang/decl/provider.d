/* what a program that fires probes gives to dtrace -h may stand in a program */
struct request {
	int id;
	const char *uri;
};

struct brief {
	int number;
};

translator struct brief < struct request *r > {
	number = r->id;
};

provider server {
	probe request__start(int, struct request *) : (int id, struct request *r);
	probe request__done(int);
};
#pragma D attributes Evolving/Evolving/Common provider server provider
#pragma D attributes Private/Private/Unknown provider server module

BEGIN
{
	printf("%d\n", sizeof(struct request));
	exit(0);
}
