#pragma D alias dtrace:::OLD BEGIN 1 -
dtrace:::OLD
/arg1 == 0/
{
	self->arg1 = 1;
	trace(self->arg1);
	trace(arg0);
	trace(args[2]);
}
