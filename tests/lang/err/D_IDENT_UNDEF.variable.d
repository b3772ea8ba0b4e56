BEGIN
{
	trace(x);
	trace(self->y);
	trace(this->z);
	trace(`sym);
	trace(mod`sym);
}
