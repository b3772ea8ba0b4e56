/* words of C's declarations; what headers declare extern or static is not D's */
typedef unsigned long word_t, *word_p;
extern int later;
const char letter;
volatile int v;
int *restrict p;
static int hidden;
self int r;
this int a;
int later;

BEGIN
{
	later = 3; v = 4;
	this->a = 5; self->r = 6;
	printf("%d %d %d %d\n", later, v, this->a, self->r);
	printf("%d %d %d\n", letter, p == NULL, p == NULL);
	printf("%d %d\n", sizeof(word_t), sizeof(word_p));
	exit(0);
}
