BEGIN
/pid ==/
{
}
END
/pid == 1
{
}
