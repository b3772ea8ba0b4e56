BEGIN
{
	trace(json("{}", ""));
	trace(json("{}", "a..b"));
	trace(json("{}", "a[x]"));
	trace(json("{}", "a[1]b"));
	trace(json("{}", execname));
	trace(json("{}", "a.b.c.d.e.f.g.h.i"));
	trace(json("{}", "a.b.c.d.e.f.g.h"));
}
