BEGIN
{
	panic();
	breakpoint();
	trace(mutex_owned(0));
	trace(rw_iswriter(0));
	trace(msgdsize(arg0));
	trace(ddi_pathname(0, 1));
}
