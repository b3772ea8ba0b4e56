/* Keys and values of several aggregations by one format. */
BEGIN
{
	@sum["k", 3, (char)'x'] = sum(-5);
	@avg["k", 3, (char)'x'] = avg(7);
	@count["k", 3, (char)'x'] = count();
	@count["l", 4, (char)'y'] = count();
	printa("%-5s|%3d|%c|%@8d|%8@d|%-@8d|%@u|%@x|%@o\n",
	    @sum, @avg, @count, @sum, @avg, @avg);
	printa("%s %@d %@d\n", @sum, @count);
	printa("only %@d %%\n", @avg);
	printa(@sum, @avg, @count);
	exit(0);
}
