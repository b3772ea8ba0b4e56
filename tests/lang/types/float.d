/* Numbers with a point can be held and printed, not computed with. */
union number { uint64_t n; double d; uint32_t half[2]; float f; };
this union number u;

BEGIN
{
	this->u.n = 0x400921fb54442d18;
	printf("%f %e %E %g %G %.2f\n", this->u.d, this->u.d, this->u.d, this->u.d, this->u.d, this->u.d);
	this->u.half[0] = 0x3f000000;
	printf("[%f] [%10.3f] [%-8g]\n", this->u.f, this->u.f, this->u.f);
	exit(0);
}
