#pragma D alias dtrace:::OLD
#pragma D alias OLD BEGIN
#pragma D alias dtrace:::OLD BEGIN 1 x
#pragma D alias dtrace:::OLD BEGIN 10
#pragma D alias dtrace:a:b:OLD BEGIN
BEGIN
{
}
