/* what other dtrace commands know and what has no subject here */
#pragma D option core
#pragma D option cppargs=word
#pragma D option debug
#pragma D option debugassert=word
#pragma D option droptags
#pragma D option evaltime=word
#pragma D option iregs=4
#pragma D option kdefs
#pragma D option knodefs
#pragma D option late=word
#pragma D option lazyload
#pragma D option ldpath=word
#pragma D option libdir=word
#pragma D option linkmode=word
#pragma D option linknommap
#pragma D option linktype=word
#pragma D option modpath=word
#pragma D option nolibs
#pragma D option objcopypath=word
#pragma D option pgmax=4
#pragma D option procfspath=word
#pragma D option pspec
#pragma D option stdc=word
#pragma D option strip
#pragma D option syslibdir=word
#pragma D option tregs=4
#pragma D option debugdir=word
#pragma D option udefs
#pragma D option unodefs
#pragma D option useruid=4
#pragma D option version=word
#pragma D option aggpercpu
#pragma D option aggrate=10hz
#pragma D option bpflog
#pragma D option bpflogsize=64k
#pragma D option bufresize=word
#pragma D option cleanrate=10hz
#pragma D option jstackframes=4
#pragma D option jstackstrsize=64k
#pragma D option lockmem=word
#pragma D option maxframes=4
#pragma D option pcapsize=64k
#pragma D option preallocate=word
#pragma D option quietresize
#pragma D option scratchsize=64k
#pragma D option statusrate=10hz

BEGIN
{
	printf("nothing happens\n");
	exit(0);
}
