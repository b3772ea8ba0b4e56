/*
 * What the workload in `driver` must show. Numbers of requests, retries and
 * denials are those that the driver reads in HAProxy's own statistics.
 */

int requests, ends, attempts, failures, retries, denials, queued;
int open[int, uint64_t];	/* sessions */
int busy[int, uint64_t];	/* streams */
int checking[string];	/* servers */

haproxy*:::session-start
{
	open[pid, arg0] = 1;
}

haproxy*:::session-start
/copyinstr(arg1) == "web" && copyinstr(arg2) == "in" &&
    copyinstr(arg3) == "127.0.0.2" && arg4 > 1023/
{
	@ok["a client connects from 127.0.0.2"] = count();
}

haproxy*:::session-done
/!open[pid, arg0]/
{
	@bad["a session ends that did not start"] = count();
}

haproxy*:::session-done
/open[pid, arg0] && copyinstr(arg1) == "web" && copyinstr(arg2) == "tls"/
{
	@ok["a session ends at the listener tls"] = count();
}

haproxy*:::session-done
{
	open[pid, arg0] = 0;
}

haproxy*:::stream-start
{
	busy[pid, arg0] = 1;
}

haproxy*:::stream-start
/!open[pid, arg1] && copyinstr(arg2) == "web"/
{
	@bad["a stream of a session that did not start"] = count();
}

haproxy*:::stream-start
/copyinstr(arg2) == "raw" && copyinstr(arg3) == "127.0.0.1"/
{
	@ok["a TCP stream from 127.0.0.1"] = count();
}

haproxy*:::stream-done
/!busy[pid, arg0]/
{
	@bad["a stream ends that did not start"] = count();
}

haproxy*:::stream-done
{
	busy[pid, arg0] = 0;
}

haproxy*:::stream-done
/copyinstr(arg1) == "web"/
{
	ends++;
}

haproxy*:::stream-done
/copyinstr(arg2) == "pages" && arg4 == 200 && copyinstr(arg5) == "--" &&
    arg6 > 0 && arg7 > 0 && arg8 > 0/
{
	@ok["a page is sent, and all is well"] = count();
}

haproxy*:::stream-done
/copyinstr(arg3) == "gone" && arg4 == 503 && copyinstr(arg5) == "SC"/
{
	@ok["a server that is gone: 503, ending SC"] = count();
}

haproxy*:::stream-done
/copyinstr(arg2) == "raw-servers" && copyinstr(arg3) == "b" && arg4 == 0/
{
	@ok["a TCP stream has no status"] = count();
}

haproxy*:::request-start
/!busy[pid, arg0]/
{
	@bad["a request without a stream"] = count();
}

haproxy*:::request-start
/copyinstr(arg1) == "web"/
{
	requests++;
}

haproxy*:::request-start
/copyinstr(arg2, arg3) == "GET" && copyinstr(arg4, arg5) == "/one"/
{
	@ok["GET /one"] = count();
}

haproxy*:::response-start
/copyinstr(arg1) == "pages" && arg3 == 500 && (int64_t)arg4 >= 0/
{
	@ok["a server answers with status 500"] = count();
}

haproxy*:::response-start
/copyinstr(arg1) == "broken"/
{
	@bad["a server answers that is gone"] = count();
}

END
/requests == 22 && ends == 22/
{
	@ok["22 requests, each ends: as many as in the log"] = count();
}

haproxy*:::rule-deny
{
	denials++;
}

haproxy*:::rule-deny
/copyinstr(arg3) == "tcp-request connection" && arg1 == 0 &&
    copyinstr(arg6) == "127.0.0.2"/
{
	@ok["a rule rejects the connection from 127.0.0.2"] = count();
}

haproxy*:::rule-deny
/copyinstr(arg3) == "http-request" && busy[pid, arg1] &&
    basename(copyinstr(arg4)) == "haproxy.cfg" && arg5 > 0/
{
	@ok["a line of haproxy.cfg denies a request"] = count();
}

haproxy*:::rule-deny
/copyinstr(arg2) == "pages" && copyinstr(arg3) == "http-response"/
{
	@ok["a rule denies a response"] = count();
}

END
/denials == 4/
{
	@ok["four denials in all"] = count();
}

haproxy*:::server-assign
/copyinstr(arg1) == "narrow" && copyinstr(arg2) == "one" && arg3 == 0 &&
    arg4 == 1/
{
	@ok["a server with room for one has one"] = count();
}

haproxy*:::queue-enter
{
	queued++;
}

haproxy*:::queue-enter
/copyinstr(arg1) == "narrow" && copyinstr(arg2) == "" && arg3 == 1/
{
	@ok["the second waits in the queue of the backend"] = count();
}

haproxy*:::queue-leave
/copyinstr(arg1) == "narrow" && copyinstr(arg2) == "one" && arg3 == 1/
{
	@ok["the second gets the server"] = count();
}

haproxy*:::queue-leave
/copyinstr(arg1) == "impatient" && arg3 == 0 && arg4 >= 100 && arg4 < 60000/
{
	@ok["one gives up after 100 ms"] = count();
}

END
/queued == 2/
{
	@ok["two requests had to wait"] = count();
}

haproxy*:::connect-start
/copyinstr(arg1) == "broken" && copyinstr(arg3) == "127.0.0.1" && arg4 > 0 &&
    arg5 == attempts/
{
	attempts++;
}

haproxy*:::connect-done
/copyinstr(arg1) == "broken" && copyinstr(arg4) != ""/
{
	failures++;
}

haproxy*:::connect-retry
/copyinstr(arg1) == "broken" && arg3 == retries + 1 && arg4 == 0/
{
	retries++;
}

END
/attempts == 3 && failures == 3 && retries == 2/
{
	@ok["a server that is gone: three attempts fail"] = count();
}

haproxy*:::connect-done
/copyinstr(arg1) == "broken" && copyinstr(arg4) == ""/
{
	@bad["a connection to a server that is gone"] = count();
}

haproxy*:::connect-done
/copyinstr(arg1) == "half" && copyinstr(arg2) == "a" && copyinstr(arg4) == ""/
{
	@ok["another server is connected to instead"] = count();
}

haproxy*:::connect-retry
/copyinstr(arg1) == "half" && copyinstr(arg2) == "gone" && arg4 == 1/
{
	@ok["another server is to be chosen"] = count();
}

haproxy*:::connect-reuse
/copyinstr(arg1) == "pages" && copyinstr(arg2) == "a"/
{
	@ok["a connection to a is used again"] = count();
}

haproxy*:::check-start
{
	checking[copyinstr(arg1)] = 1;
}

haproxy*:::check-done
/!checking[copyinstr(arg1)]/
{
	@bad["a check ends that did not start"] = count();
}

haproxy*:::check-done
/copyinstr(arg1) == "b" && arg2 == 0 && arg3 == 1 &&
    copyinstr(arg4) == "L7OK" && arg5 == 200/
{
	@ok["b passes its check with status 200"] = count();
}

haproxy*:::check-done
/copyinstr(arg1) == "b" && arg3 == 0 && copyinstr(arg4) == "L7STS" &&
    arg5 == 503/
{
	@ok["b fails its check with status 503"] = count();
}

haproxy*:::server-state
/copyinstr(arg2) == "UP" && copyinstr(arg3) == "DOWN"/
{
	@ok["b goes down"] = count();
}

haproxy*:::server-state
/copyinstr(arg2) == "DOWN" && copyinstr(arg3) == "UP"/
{
	@ok["b comes up"] = count();
}

haproxy*:::server-state
/copyinstr(arg2) == "UP" && copyinstr(arg3) == "DRAIN"/
{
	@ok["b is drained"] = count();
}

haproxy*:::server-state
/copyinstr(arg2) == "DRAIN" && copyinstr(arg3) == "MAINT"/
{
	@ok["b is in maintenance"] = count();
}

haproxy*:::server-state
/copyinstr(arg2) == "MAINT" && copyinstr(arg3) == "UP"/
{
	@ok["b is back from maintenance"] = count();
}

haproxy*:::tls-start
/copyinstr(arg1) == "sealed" && copyinstr(arg2) == "tls"/
{
	@ok["a handshake with a server begins"] = count();
}

haproxy*:::tls-done
/copyinstr(arg1) == "web" && copyinstr(arg2) == "" &&
    copyinstr(arg3, 4) == "TLSv" && copyinstr(arg6) == ""/
{
	@ok["a handshake with a client is done"] = count();
}

haproxy*:::tls-done
/copyinstr(arg2) == "tls" && arg5 == 1/
{
	@ok["a session with a server is resumed"] = count();
}

haproxy*:::tls-done
/copyinstr(arg3) == "" && copyinstr(arg6) != "" &&
    copyinstr(arg7) == "http request"/
{
	@ok["a handshake fails: it is an HTTP request"] = count();
}

haproxy*:::stick-create
/copyinstr(arg0) == "clients" && copyinstr(arg1) == "127.0.0.3" && arg2 == 1/
{
	@ok["127.0.0.3 is the one client in the table"] = count();
}

haproxy*:::stick-expire
/copyinstr(arg1) == "127.0.0.1" && arg2 == 1/
{
	@ok["127.0.0.1 must make room in the table"] = count();
}

haproxy*:::stick-expire
/copyinstr(arg1) == "127.0.0.3" && arg2 == 0/
{
	@ok["127.0.0.3 has been in the table long enough"] = count();
}

haproxy*:::listener-limit
/copyinstr(arg0) == "raw" && copyinstr(arg2) == "frontend" && arg3 == 1/
{
	@ok["the frontend raw is full with one client"] = count();
}

haproxy*:::cli-command
/copyinstr(arg0) == "set server pages/b state drain" &&
    copyinstr(arg1) == "admin"/
{
	@ok["an administrator drains b"] = count();
}

haproxy*:::reload-start
/arg0 == 0/
{
	@ok["the master reloads"] = count();
}

haproxy*:::stop-start
/arg0 > 0/
{
	@ok["the old worker is to stop"] = count();
}
