BEGIN
{
	a[1, "a"] = 1;
	a["a", 1] = 1;
	@b[execname] = count();
	@b[pid] = count();
	@c[stack()] = count();
	@c[ustack()] = count();
}
