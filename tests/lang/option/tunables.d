#pragma D option aggsize=64k
#pragma D option bufsize=128k
#pragma D option dynvarsize=64k
#pragma D option specsize=16k
#pragma D option strsize=24
#pragma D option switchrate=50hz
#pragma D option aggsortkey
#pragma D option aggsortrev=on
#pragma D option nspec=2
#pragma D option stackframes=5
#pragma D option stackindent=2
#pragma D option ustackframes=5
#pragma D option empty
#pragma D option temporal
#pragma D option destructive

BEGIN
{
	printf("[%s]\n", strjoin("no more than ", "nineteen bytes"));
	@["b"] = sum(1); @["a"] = sum(3); @["c"] = sum(2);
	printa("%s %@d\n", @);
	exit(0);
}
