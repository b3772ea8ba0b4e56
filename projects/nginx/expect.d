/*
 * What the workload in `driver` must show.  nginx is its own upstream there:
 * its one worker accepts the connections that it makes, and serves the
 * requests that it passes on.  The counts in END are those of the workload.
 */

nginx*:::connection-accept
{
	accepted++;
}

nginx*:::connection-accept
/copyinstr(arg1, arg2) == "127.0.0.1" && copyinstr(arg3, 10) == "127.0.0.1:"/
{
	@ok["a client connects from 127.0.0.1 to a port of 127.0.0.1"] =
	    count();
}

nginx*:::connection-close
{
	closed++;
}

nginx*:::connection-close
/arg1 == 3/
{
	@ok["a kept connection has carried three requests"] = count();
}

nginx*:::connection-close
/arg1 == 0/
{
	@ok["a connection is closed that has carried no request"] = count();
}

nginx*:::connection-close
/arg2 > 60000/
{
	@bad["a connection was open for more than a minute"] = count();
}

nginx*:::ssl-handshake-done
/arg1 == 1 && copyinstr(arg2) == "TLSv1.3" && copyinstr(arg5) == ""/
{
	@ok["a client shakes hands with TLSv1.3"] = count();
}

nginx*:::ssl-handshake-done
/arg1 == 0 && copyinstr(arg2) == "TLSv1.3" && copyinstr(arg5) == ""/
{
	@ok["nginx shakes hands with an upstream"] = count();
}

nginx*:::ssl-handshake-done
/arg4 == 1/
{
	@ok["a client resumes its TLS session"] = count();
}

nginx*:::ssl-handshake-done
/copyinstr(arg5) == "unsupported protocol"/
{
	@ok["a client that knows no TLSv1.3 is refused"] = count();
}

nginx*:::request-start
{
	started++;
	self->request = arg0;
}

nginx*:::request-start
/copyinstr(arg2, arg3) == "GET" && copyinstr(arg4, arg5) == "/index.html" &&
    copyinstr(arg6, arg7) == "127.0.0.1"/
{
	@ok["GET /index.html of 127.0.0.1 starts"] = count();
}

nginx*:::request-start
/copyinstr(arg4, arg5) == "/index.html?page=2" && arg8 == 2/
{
	@ok["the URI of the second request has its arguments"] = count();
}

nginx*:::request-done
{
	done++;
}

nginx*:::request-done
/arg0 == self->request && arg1 == 200 &&
    copyinstr(arg2, arg3) == "/index.html" &&
    copyinstr(arg6, arg7) == "GET"/
{
	@ok["GET /index.html is answered with 200"] = count();
}

nginx*:::request-done
/arg1 == 404 && copyinstr(arg2, arg3) == "/nosuch"/
{
	@ok["GET /nosuch is answered with 404, in spite of error_page"] =
	    count();
}

nginx*:::request-done
/arg1 == 400 && arg3 == 0 && copyinstr(arg2, arg3) == "" &&
    copyinstr(arg6, arg7) == ""/
{
	@ok["what is not HTTP is answered with 400, and has no URI"] = count();
}

nginx*:::request-done
/arg1 == 503 && copyinstr(arg2, arg3) == "/refuse"/
{
	@ok["a request above the limit is answered with 503"] = count();
}

nginx*:::request-done
/arg1 == 201 && copyinstr(arg6, arg7) == "POST"/
{
	@ok["POST is answered with 201"] = count();
}

nginx*:::request-done
/copyinstr(arg2, arg3) == "/throttled/big" && arg4 > 400000 && arg5 >= 500/
{
	@ok["400000 bytes at 256 kB a second take half a second"] = count();
}

nginx*:::request-done
/arg1 < 200/
{
	@bad["a request ends without a status"] = count();
}

nginx*:::request-done
/arg5 < 0 || arg5 > 60000/
{
	@bad["a request takes less than nothing or more than a minute"] =
	    count();
}

nginx*:::request-redirect
/copyinstr(arg1, arg2) == "/nosuch" &&
    copyinstr(arg3, arg4) == "/missing.html"/
{
	@ok["error_page sends /nosuch to /missing.html"] = count();
}

nginx*:::request-redirect
/copyinstr(arg1, arg2) == "/fallback" && copyinstr(arg3, arg4) == "@named"/
{
	@ok["try_files sends /fallback to @named"] = count();
}

nginx*:::request-limit
/copyinstr(arg1, arg2) == "refuse" && arg3 == -1/
{
	@ok["zone refuse refuses a request"] = count();
}

nginx*:::request-limit
/copyinstr(arg1, arg2) == "delay" && arg3 > 0 && arg3 <= 500/
{
	@ok["zone delay makes a request wait, for half a second at most"] =
	    count();
}

nginx*:::request-body-file
/arg1 == 65536/
{
	@ok["a body of 65536 bytes goes to a file"] = count();
}

nginx*:::request-body-file
/arg1 != 65536/
{
	@bad["a small body goes to a file"] = count();
}

nginx*:::upstream-connect
{
	connects++;
}

nginx*:::upstream-connect
/copyinstr(arg1, 10) != "127.0.0.1:" || arg3 != 0/
{
	@bad["a connect is not a new one to 127.0.0.1"] = count();
}

nginx*:::upstream-header
/arg3 == 200 && arg5 >= arg4/
{
	@ok["an upstream's header has status 200 and comes after the connect"] =
	    count();
}

nginx*:::upstream-next
/copyinstr(arg3) == "error"/
{
	@ok["a dead peer is left because of an error"] = count();
}

nginx*:::upstream-next
/copyinstr(arg3) != "error"/
{
	@bad["a peer is left for another reason"] = count();
}

nginx*:::upstream-response-file
/arg1 > 0 && arg1 < 400000/
{
	@ok["a response for a slow client goes to a file"] = count();
}

nginx*:::upstream-done
{
	upstreams++;
}

nginx*:::upstream-done
/arg3 == 200 && arg4 > 0/
{
	@ok["an upstream answers with 200"] = count();
}

nginx*:::upstream-done
/arg3 == 502 && arg4 == 0/
{
	@ok["where all peers are dead, 502 is the status"] = count();
}

nginx*:::cache-lookup
/copyinstr(arg1) == "MISS" && copyinstr(arg2, arg3) == "small" &&
    copyinstr(arg4, arg5) == "/missing.html"/
{
	@ok["the small cache misses /missing.html"] = count();
}

nginx*:::cache-lookup
/copyinstr(arg1) == "HIT" && copyinstr(arg2, arg3) == "lasting" &&
    copyinstr(arg4, arg5) == "/index.html"/
{
	@ok["the lasting cache hits /index.html"] = count();
}

nginx*:::cache-lookup
/copyinstr(arg1) == "EXPIRED" && copyinstr(arg2, arg3) == "short"/
{
	@ok["after two seconds the entry of the short cache has expired"] =
	    count();
}

nginx*:::cache-lookup
/copyinstr(arg2, arg3) == "brief"/
{
	uses++;
}

nginx*:::cache-lookup
/copyinstr(arg1) == "BYPASS"/
{
	@ok["proxy_cache_bypass goes around the cache"] = count();
}

nginx*:::cache-expire
/copyinstr(arg0, arg1) == "brief" && arg2 > 0 && arg3 == uses/
{
	@ok["an entry of the brief cache expires after all its uses"] = count();
}

nginx*:::cache-expire
{
	uses = 0;
}

nginx*:::cache-expire
/copyinstr(arg0, arg1) != "brief"/
{
	@bad["an entry of another cache expires"] = count();
}

nginx*:::cache-evict
/copyinstr(arg0, arg1) == "small" && arg2 >= 400000 && arg3 == 1/
{
	@ok["the small cache throws out 400000 bytes"] = count();
}

nginx*:::cache-evict
{
	evicted++;
}

nginx*:::worker-start
/arg0 == 0/
{
	workers++;
}

nginx*:::worker-exit
/arg1 == 1/
{
	@ok["after a reload the old worker ends gracefully"] = count();
}

nginx*:::worker-exit
/arg1 == 0/
{
	@ok["SIGTERM ends the worker at once"] = count();
}

END
/accepted == 35 && closed == 35/
{
	@ok["35 connections are accepted, and all are closed"] = count();
}

END
/started == 41 && done == 42/
{
	@ok["41 requests start and are done, one more is malformed"] = count();
}

END
/connects == 15 && upstreams == 14/
{
	@ok["14 requests use an upstream, one of them tries two peers"] =
	    count();
}

END
/evicted == 3 && workers == 2/
{
	@ok["a reload starts a second worker and evicts three entries"] =
	    count();
}
