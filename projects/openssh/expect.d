/*
 * What the workload in `driver` must show: logins that succeed and fail, four
 * that come at once, 3 MB in several ways, and forwarded connections.
 */

int accepted[int];		/* a connection's first process */
int exchange[int];		/* a key exchange, by process */
int tried[int];			/* an attempt to log in, by process */
int commands[int, int];		/* by process and session */
string channel[int, int];	/* its name, by process and number */
int written[int];		/* bytes for commands, by process */
int asked[int, unsigned int];	/* sftp requests, by process and number */

/* Connections */

openssh*:::connection-start
/copyinstr(arg0) == "127.0.0.1" && arg1 > 0 && copyinstr(arg2) == "127.0.0.1" &&
    arg3 > 0/
{
	accepted[pid] = arg1;
	@ok["a client connects from 127.0.0.1"] = count();
}

openssh*:::connection-done
/accepted[pid] == arg1 && copyinstr(arg2) == "tester" && arg3 == 1/
{
	@ok["the connection of tester ends"] = count();
}

openssh*:::connection-done
/accepted[pid] == arg1 && copyinstr(arg2) == "stranger" && arg3 == 0/
{
	@ok["the connection of a stranger ends without a login"] = count();
}

openssh*:::connection-done
/accepted[pid] == arg1 && copyinstr(arg2) == "" && arg3 == 0/
{
	@ok["a connection ends and nobody said who it is"] = count();
}

openssh*:::connection-done
/accepted[pid] != arg1/
{
	@bad["a connection ends that did not start, or twice"] = count();
}

openssh*:::connection-done
{
	accepted[pid] = 0;
}

openssh*:::connection-drop
/copyinstr(arg0) == "127.0.0.1" && arg1 > 0 && arg3 == 3 &&
    strstr(copyinstr(arg2), "axstartups") != 0/
{
	@ok["the fourth connection at once is turned away"] = count();
}

openssh*:::connection-drop
/copyinstr(arg0) == "127.0.0.1" && arg1 > 0 && arg3 == 3 &&
    strstr(copyinstr(arg2), "MaxStartups") != 0/
{
	@ok["the fourth connection at once is turned away"] = count();
}

openssh*:::connect-start
/copyinstr(arg0) == "127.0.0.1" && copyinstr(arg1) == "127.0.0.1" && arg2 > 0/
{
	@ok["ssh connects"] = count();
}

openssh*:::connect-done
/copyinstr(arg3) == ""/
{
	@ok["it has connected"] = count();
}

openssh*:::connect-done
/copyinstr(arg3) == "Connection refused"/
{
	@ok["it cannot connect where nobody listens"] = count();
}

openssh*:::banner
/strstr(copyinstr(arg1), "SSH-2.0-OpenSSH_") == copyinstr(arg1) && arg0 == 1/
{
	@ok["the server knows the version of the client"] = count();
}

openssh*:::banner
/strstr(copyinstr(arg1), "SSH-2.0-OpenSSH_") == copyinstr(arg1) && arg0 == 0/
{
	@ok["the client knows the version of the server"] = count();
}

openssh*:::disconnect
/arg0 == 0 && copyinstr(arg1) == "disconnected by user" && arg2 > 3000000/
{
	@ok["a client has sent 3 MB and disconnects"] = count();
}

openssh*:::disconnect
/arg0 == 1 && arg3 > 3000000/
{
	@ok["the server has received 3 MB when it ends"] = count();
}

/* Keys */

openssh*:::kex-start
{
	exchange[pid]++;
}

openssh*:::kex-start
/arg0 == 0 && arg1 == 1/
{
	@ok["a client wants new keys"] = count();
}

openssh*:::kex-choose
/strlen(copyinstr(arg1)) > 8 && copyinstr(arg2) == "ssh-ed25519" &&
    strlen(copyinstr(arg3)) > 8 && strlen(copyinstr(arg4)) > 8/
{
	@ok["both sides agree on algorithms"] = count();
}

openssh*:::kex-mismatch
/strstr(copyinstr(arg2), "diffie-hellman-group1-sha1") == copyinstr(arg2) &&
    arg0 == 1/
{
	@ok["the server does not agree to group1"] = count();
}

openssh*:::kex-done
/exchange[pid] && arg1 == 0 && strlen(copyinstr(arg2)) > 8/
{
	@ok["the first keys"] = count();
}

openssh*:::kex-done
/exchange[pid] && arg1 == 1 && arg0 == 1/
{
	@ok["the server has new keys in the midst of a session"] = count();
}

openssh*:::kex-done
/!exchange[pid]/
{
	@bad["new keys that nobody asked for"] = count();
}

/* Logins */

openssh*:::auth-start
{
	tried[pid]++;
}

openssh*:::auth-start
/copyinstr(arg0) == "tester" && copyinstr(arg1) == "ssh-connection" &&
    copyinstr(arg2) == "publickey" && arg3 > 0/
{
	@ok["tester tries a public key"] = count();
}

openssh*:::auth-start
/copyinstr(arg2) == "none" && arg3 != 0/
{
	@bad["the first attempt is not the first"] = count();
}

openssh*:::auth-done
/tried[pid] && copyinstr(arg0) == "tester" && copyinstr(arg1) == "publickey" &&
    arg2 == 1 && arg3 == 0/
{
	@ok["tester is logged in"] = count();
}

openssh*:::auth-done
/tried[pid] && copyinstr(arg1) == "password" && arg2 == 0/
{
	@ok["a password is wrong"] = count();
}

openssh*:::auth-decide
/copyinstr(arg0) == "Accepted" && copyinstr(arg1) == "tester" && arg2 == 1 &&
    copyinstr(arg3) == "publickey" && copyinstr(arg5) == "127.0.0.1" &&
    strstr(copyinstr(arg4), "ED25519 SHA256:") == copyinstr(arg4)/
{
	@ok["the key with which tester is logged in"] = count();
}

openssh*:::auth-decide
/copyinstr(arg0) == "Failed" && copyinstr(arg1) == "tester" &&
    copyinstr(arg3) == "password"/
{
	@ok["the password of tester is refused"] = count();
}

openssh*:::auth-done
/tried[pid] && copyinstr(arg0) == "stranger" && copyinstr(arg1) == "publickey" &&
    arg2 == 0/
{
	@ok["the key of a stranger is refused"] = count();
}

openssh*:::auth-decide
/copyinstr(arg0) == "Failed" && copyinstr(arg1) == "tester" && arg2 == 1 &&
    copyinstr(arg3) == "publickey" && arg6 > 0/
{
	@ok["the key of somebody else is refused"] = count();
}

openssh*:::auth-decide
/copyinstr(arg0) == "Accepted" && copyinstr(arg1) != "tester"/
{
	@bad["somebody else is logged in"] = count();
}

openssh*:::auth-decide
/strstr(copyinstr(arg1), "sesame") != 0 || strstr(copyinstr(arg4), "sesame") != 0/
{
	@bad["a password is told"] = count();
}

/* Commands */

openssh*:::command-start
{
	commands[pid, arg0] = 1;
}

openssh*:::command-start
/copyinstr(arg2) == "tester" && copyinstr(arg3) == "command" &&
    copyinstr(arg4) == "echo hello" && copyinstr(arg5) == ""/
{
	@ok["a command starts: echo hello"] = count();
}

openssh*:::command-start
/copyinstr(arg3) == "subsystem" && copyinstr(arg4) == "internal-sftp"/
{
	@ok["a subsystem starts"] = count();
}

openssh*:::command-done
/commands[pid, arg0] && copyinstr(arg2) == "tester" && arg3 > 0 && arg4 == 3 &&
    arg5 == 0/
{
	@ok["exit 3 has status 3"] = count();
}

openssh*:::command-done
/!commands[pid, arg0]/
{
	@bad["a command ends that did not start"] = count();
}

openssh*:::command-done
{
	commands[pid, arg0] = 0;
}

/* Channels */

openssh*:::channel-open
{
	channel[pid, arg0] = copyinstr(arg2);
}

openssh*:::channel-open
/copyinstr(arg1) == "direct-tcpip"/
{
	@ok["a channel for a connection that is forwarded"] = count();
}

openssh*:::channel-open
/copyinstr(arg1) == "forwarded-tcpip"/
{
	@ok["a channel for a connection that comes back"] = count();
}

openssh*:::channel-close
/channel[pid, arg0] == "server-session"/
{
	@ok["the channel of a session is closed"] = count();
}

openssh*:::channel-close
/channel[pid, arg0] == ""/
{
	@bad["a channel is closed that was not open"] = count();
}

openssh*:::channel-close
{
	channel[pid, arg0] = 0;
}

openssh*:::channel-read
/channel[pid, arg0] == "server-session" && arg1 == 6 && arg2 == 0/
{
	@ok["6 bytes from echo hello"] = count();
}

openssh*:::channel-read
/channel[pid, arg0] == "server-session" && arg1 == 6 && arg2 == 1/
{
	@ok["6 bytes from standard error"] = count();
}

openssh*:::channel-write
/channel[pid, arg0] == "server-session"/
{
	written[pid] += arg1;
}

openssh*:::channel-write
/written[pid] == 3000000/
{
	@ok["3,000,000 bytes for wc"] = count();
}

/* Forwarding */

openssh*:::forward-start
/copyinstr(arg0) == "127.0.0.1" && arg1 > 0/
{
	@ok["a connection is forwarded"] = count();
}

openssh*:::forward-done
/arg1 > 0 && copyinstr(arg2) == ""/
{
	@ok["it is connected"] = count();
}

openssh*:::forward-done
/arg1 > 0 && copyinstr(arg2) == "Connection refused"/
{
	@ok["another one cannot be"] = count();
}

/* sftp */

openssh*:::sftp-request-start
{
	asked[pid, arg0] = 1;
}

openssh*:::sftp-request-start
/copyinstr(arg1) == "open" && basename(copyinstr(arg2)) == "big"/
{
	@ok["a file is opened, by its path"] = count();
}

openssh*:::sftp-request-start
/copyinstr(arg1) == "read" && basename(copyinstr(arg2)) == "big"/
{
	@ok["a file is read, by its handle"] = count();
}

openssh*:::sftp-request-start
/copyinstr(arg1) == "posix-rename" && basename(copyinstr(arg2)) == "put"/
{
	@ok["a file is renamed"] = count();
}

openssh*:::sftp-request-done
/asked[pid, arg0] && copyinstr(arg1) == "read" && arg2 == 0 && arg3 > 0/
{
	@ok["a part of a file is read"] = count();
}

openssh*:::sftp-request-done
/asked[pid, arg0] && copyinstr(arg1) == "write" && arg2 == 0 && arg3 == 6/
{
	@ok["6 bytes are written"] = count();
}

openssh*:::sftp-request-done
/asked[pid, arg0] && arg2 == 2 && arg3 == 0/
{
	@ok["there is no such file"] = count();
}

openssh*:::sftp-request-done
/!asked[pid, arg0]/
{
	@bad["a request is answered that was not made"] = count();
}

openssh*:::sftp-request-done
{
	asked[pid, arg0] = 0;
}

openssh*:::sftp-close
/basename(copyinstr(arg0)) == "big" && arg1 == 3000000 && arg2 == 0/
{
	@ok["all 3,000,000 bytes of a file were read"] = count();
}

openssh*:::sftp-close
/basename(copyinstr(arg0)) == "copy" && arg1 == 0 && arg2 == 3000000/
{
	@ok["all 3,000,000 bytes of a copy were written"] = count();
}
