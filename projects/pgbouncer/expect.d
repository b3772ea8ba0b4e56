/*
 * What the workload in `driver` must show. Two pools have one server each;
 * a client waits for the other one's transaction, for PAUSE, and in vain.
 */

uint64_t asked[uintptr_t];	/* when a query started, by client */
int held[uintptr_t];		/* a server is assigned, by server */
int waits[uintptr_t];
uintptr_t sleeper, canceller;

pgbouncer*:::client-connect
/copyinstr(arg1) == "127.0.0.1" && arg2 > 0/
{
	@ok["a client connects from 127.0.0.1"] = count();
}

pgbouncer*:::client-login
/copyinstr(arg1) == "shop" && copyinstr(arg2) == "tester" && arg3 >= 0/
{
	@ok["tester logs in to shop"] = count();
}

pgbouncer*:::client-login
/copyinstr(arg1) == "pgbouncer" && copyinstr(arg2) == "admin"/
{
	@ok["admin logs in to the console"] = count();
}

pgbouncer*:::client-disconnect
/copyinstr(arg1) == "shop" && copyinstr(arg2) == "tester" &&
    copyinstr(arg3) == "client close request" && arg4 >= 0/
{
	@ok["a client closes its connection"] = count();
}

pgbouncer*:::server-connect
/copyinstr(arg1) == "shop" && copyinstr(arg2) == "tester" &&
    copyinstr(arg3) == "127.0.0.1" && arg4 > 0/
{
	@ok["a connection to the server of shop"] = count();
}

pgbouncer*:::server-login
/copyinstr(arg1) == "shop" && copyinstr(arg2) == "tester" && arg3 > 0/
{
	@ok["the server of shop can take queries"] = count();
}

pgbouncer*:::server-disconnect
/copyinstr(arg1) == "shop" && strlen(copyinstr(arg3)) > 0 && arg4 > 0/
{
	@ok["a server is disconnected, and why"] = count();
}

pgbouncer*:::resolve-start
/copyinstr(arg1) == "localhost"/
{
	@ok["localhost is looked up"] = count();
}

pgbouncer*:::resolve-done
/copyinstr(arg1) == "127.0.0.1" || copyinstr(arg1) == "::1"/
{
	@ok["it is 127.0.0.1, or ::1"] = count();
}

pgbouncer*:::wait-start
{
	waits[arg0] = 1;
}

pgbouncer*:::wait-start
/arg3 < 1/
{
	@bad["a client waits, and none waits"] = count();
}

pgbouncer*:::wait-done
/!waits[arg0]/
{
	@bad["a client has waited that did not start to"] = count();
}

pgbouncer*:::wait-done
/waits[arg0] && copyinstr(arg1) == "shop" && copyinstr(arg2) == "tester" &&
    arg3 > 300000 && arg4 == 1/
{
	@ok["a client waits 0.3 s and more, and is served"] = count();
}

pgbouncer*:::wait-done
/waits[arg0] && arg3 >= 1000000 && arg4 == 0/
{
	@ok["a client waits a second in vain"] = count();
}

pgbouncer*:::wait-done
{
	waits[arg0] = 0;
}

pgbouncer*:::server-assign
/held[arg1]/
{
	@bad["a server has two clients"] = count();
}

pgbouncer*:::server-assign
{
	held[arg1] = 1;
}

pgbouncer*:::server-release
/held[arg1] && copyinstr(arg2) == "shop" && copyinstr(arg3) == "tester"/
{
	@ok["a client gives its server back"] = count();
}

pgbouncer*:::server-release
/!held[arg1]/
{
	@bad["a server is released that nobody had"] = count();
}

pgbouncer*:::server-release
{
	held[arg1] = 0;
}

pgbouncer*:::server-disconnect
{
	held[arg0] = 0;
}

pgbouncer*:::query-start
{
	asked[arg0] = timestamp;
}

pgbouncer*:::query-start
/arg3 == 'Q' && copyinstr(arg4, arg5) == "select 1 / 0"/
{
	@ok["the text of a simple query"] = count();
}

pgbouncer*:::query-start
/arg3 == 'P' && strstr(copyinstr(arg4, arg5), "select") != 0/
{
	@ok["the text of a query of the extended protocol"] = count();
}

pgbouncer*:::query-start
/copyinstr(arg1) == "pgbouncer"/
{
	@bad["a query of the console"] = count();
}

pgbouncer*:::query-done
/asked[arg0] && arg1 != 0 && copyinstr(arg2) == "shop" &&
    copyinstr(arg3) == "tester" && arg4 >= 900000 && arg4 < 60000000/
{
	@ok["a query of a second has taken a second"] = count();
}

pgbouncer*:::query-done
/!asked[arg0]/
{
	@bad["a query ends that did not start"] = count();
}

pgbouncer*:::query-done
{
	asked[arg0] = 0;
}

pgbouncer*:::query-error
/copyinstr(arg2) == "shop" && copyinstr(arg4) == "22012" &&
    copyinstr(arg5) == "division by zero"/
{
	@ok["a division by zero"] = count();
}

pgbouncer*:::query-error
/copyinstr(arg4) == "57014" && arg0 == sleeper/
{
	@ok["the query of that client is cancelled"] = count();
}

pgbouncer*:::transaction-start
/copyinstr(arg1) == "shop" && copyinstr(arg2) == "tester"/
{
	@ok["a transaction starts"] = count();
}

pgbouncer*:::transaction-done
/copyinstr(arg2) == "shop" && arg4 >= 900000/
{
	@ok["a transaction of a second"] = count();
}

pgbouncer*:::cancel-request
/arg1 != 0 && copyinstr(arg2) == "shop" && copyinstr(arg3) == "tester"/
{
	canceller = arg0;
	sleeper = arg1;
}

pgbouncer*:::cancel-forward
/arg0 == canceller && arg1 != 0 && copyinstr(arg2) == "shop"/
{
	@ok["a cancel request is sent on"] = count();
}

pgbouncer*:::admin-command
/copyinstr(arg1) == "admin" && copyinstr(arg2) == "resume shop"/
{
	@ok["admin commands: resume shop"] = count();
}

pgbouncer*:::pause-start
/copyinstr(arg1) == "shop"/
{
	@ok["shop is paused"] = count();
}

pgbouncer*:::pause-start
/copyinstr(arg1) == ""/
{
	@ok["all is paused"] = count();
}

pgbouncer*:::pause-done
/arg0 != 0/
{
	@ok["a pause is complete"] = count();
}

pgbouncer*:::resume
/copyinstr(arg1) == "shop"/
{
	@ok["shop goes on"] = count();
}

pgbouncer*:::tls-start
/arg1 == 0/
{
	@ok["a client wants TLS"] = count();
}

pgbouncer*:::tls-done
/arg1 == 0 && copyinstr(arg2) == "TLSv1.3" && strlen(copyinstr(arg3)) > 8 &&
    copyinstr(arg4) == ""/
{
	@ok["a client has TLS 1.3"] = count();
}

pgbouncer*:::tls-done
/arg1 == 1 && copyinstr(arg4) == ""/
{
	@ok["a server has TLS"] = count();
}
