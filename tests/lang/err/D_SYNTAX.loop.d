BEGIN
{
	while (1) { }
}
BEGIN
{
	for (;;) x++;
}
BEGIN
{
	switch (x) { }
}
