/* Variables of threads and clauses, arrays, time that goes on. */
target$target:::work-start { self->i = arg0 + 1; self->t = timestamp; calls[arg0]++; }
target$target:::work-done
/self->i/
{
	this->d = timestamp - self->t;
	printf("%d %d %d %d\n", self->i, calls[args[0]], this->d > 0, this->d < 1000000000);
	self->i = 0;
	total += args[1];
}
END { printf("%d\n", total); }
