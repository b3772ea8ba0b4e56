/*
 * What the workload in `driver` must show: transfers that succeed and fail, one
 * redirect, one connection that dies while it is reused.
 */

int started[uintptr_t], looking[uintptr_t], shaking[uintptr_t], moved[uintptr_t];
int reused[uintptr_t];

curl*:::transfer-start
{
	started[arg0] = 1;
}

curl*:::transfer-start
/strstr(copyinstr(arg1), "http://127.0.0.1:") != 0/
{
	@ok["a transfer starts, with a URL"] = count();
}

curl*:::transfer-done
/!started[arg0]/
{
	@bad["a transfer is done that did not start"] = count();
}

curl*:::transfer-done
{
	started[arg0] = 0;
}

curl*:::transfer-done
/arg2 == 0 && arg3 == 200 && arg4 == 6 &&
    strstr(copyinstr(arg1), "/ok") != 0/
{
	@ok["a transfer of six bytes succeeds"] = count();
}

curl*:::transfer-done
/arg2 == 0 && arg3 == 200 && arg4 == 2 && arg5 == 5/
{
	@ok["five bytes are sent"] = count();
}

curl*:::transfer-done
/arg2 == 22 && arg3 == 404/
{
	@ok["a transfer fails because of status 404"] = count();
}

curl*:::resolve-start
/copyinstr(arg1) == "localhost" && arg2 > 0/
{
	looking[arg0] = 1;
}

curl*:::resolve-done
/looking[arg0] && copyinstr(arg1) == "localhost" && arg2 == 0/
{
	@ok["localhost is looked up"] = count();
}

curl*:::resolve-done
/arg2 == 6 && strstr(copyinstr(arg1), "xxx.invalid") != 0/
{
	@ok["a name is not found"] = count();
}

curl*:::connect-start
/copyinstr(arg1) == "127.0.0.1" && arg2 > 0/
{
	@ok["a connection to 127.0.0.1 is made"] = count();
}

curl*:::connect-done
/copyinstr(arg1) == "127.0.0.1" && arg2 > 0 && arg3 == 0/
{
	@ok["it is made"] = count();
}

curl*:::connect-done
/copyinstr(arg1) == "127.0.0.1" && arg3 == 7/
{
	@ok["nobody listens"] = count();
}

curl*:::tls-start
/copyinstr(arg1) == "localhost"/
{
	shaking[arg0] = 1;
}

curl*:::tls-done
/shaking[arg0] && copyinstr(arg1) == "localhost" && arg2 == 0/
{
	@ok["a handshake succeeds"] = count();
}

curl*:::tls-done
/shaking[arg0] && arg2 == 60/
{
	@ok["a certificate is not trusted"] = count();
}

curl*:::connection-new
/arg1 == 0 && copyinstr(arg2) == "127.0.0.1" && arg3 > 0/
{
	@ok["the first connection is new"] = count();
}

curl*:::connection-reuse
/arg1 == 0 && copyinstr(arg2) == "127.0.0.1" && arg3 > 0/
{
	@ok["the first connection is used again"] = count();
	reused[arg0] = 1;
}

curl*:::connection-close
/arg0 >= 0 && copyinstr(arg1) == "127.0.0.1" && arg2 > 0/
{
	@ok["a connection is closed"] = count();
}

curl*:::request-start
/copyinstr(arg1) == "POST" && strstr(copyinstr(arg2), "/post") != 0/
{
	@ok["a POST request"] = count();
}

curl*:::request-sent
/strstr(copyinstr(arg1), "/post") != 0/
{
	@ok["it is sent"] = count();
}

curl*:::response-header
/copyinstr(arg1, arg2) == "Content-Length: 6\r\n"/
{
	@ok["a header of a response"] = count();
}

curl*:::response-status
/arg1 == 302 && arg2 == 11/
{
	moved[arg0] = 1;
}

curl*:::redirect
/moved[arg0] && arg1 == 302 && strstr(copyinstr(arg2), "/ok") != 0/
{
	@ok["a redirect to /ok"] = count();
}

curl*:::retry
/reused[arg0] && strstr(copyinstr(arg1), "/ok") != 0 && arg2 == 1/
{
	@ok["a connection dies, and the request is sent once more"] = count();
}

curl*:::error
/strstr(copyinstr(arg1), "The requested URL returned error: 404") != 0/
{
	@ok["why: the requested URL returned error 404"] = count();
}
