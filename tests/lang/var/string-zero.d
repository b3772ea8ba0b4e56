BEGIN
{
	s = "global"; self->s = "self"; this->s = "this"; a[1] = "element";
	s = 0; self->s = 0; this->s = 0; a[1] = 0;
	printf("%s|%s|%s|%s|\n", s, self->s, this->s, a[1]);
	exit(0);
}
