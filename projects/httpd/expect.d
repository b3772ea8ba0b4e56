/*
 * What the workload in `driver` must show. The server is its own backend, for
 * /back/ and /group/. Its module mod_every_hook has a function for each hook.
 */

self string uri;	/* of the request that this thread processes */
self uintptr_t request;	/* its address */

ap*:::read-request-entry
{
	entries++;
}

ap*:::read-request-success
/args[0]->status == 200 && copyinstr(arg1) == "GET" &&
    copyinstr(arg2) == "/index.html" && copyinstr(arg3) == "localhost" &&
    arg4 == 200/
{
	@ok["GET /index.html is read, from the server localhost"] = count();
}

ap*:::read-request-success
/copyinstr(arg3) == "backend.example"/
{
	@ok["the backend is the virtual host of that name"] = count();
}

ap*:::read-request-success
{
	read++;
}

ap*:::read-request-success
/stringof(args[0]->uri) != copyinstr(arg2) ||
    stringof(args[0]->method) != copyinstr(arg1) ||
    args[0]->status != arg4/
{
	@bad["the request_rec is not what the arguments say"] = count();
}

ap*:::read-request-success
/stringof(args[0]->connection->client_ip) == "127.0.0.1" &&
    stringof(args[0]->the_request) == "GET /index.html?page=2 HTTP/1.1" &&
    stringof(args[0]->args) == "page=2" &&
    stringof(args[0]->server->server_hostname) == "localhost"/
{
	@ok["the request_rec leads to its connection and its server"] =
	    count();
}

ap*:::read-request-success
/stringof(args[0]->uri_path) == "/nosuch" && args[0]->method_number == 0 &&
    args[0]->request_time > 1500000000000000/
{
	@ok["the request_rec has its parsed URI and its time"] = count();
}

ap*:::read-request-failure
/arg0 == 0/
{
	@bad["a request that cannot be read has no address"] = count();
}

ap*:::read-request-failure
/args[0]->the_request != NULL && stringof(args[0]->the_request) == "HELO" &&
    args[0]->status == 400/
{
	@ok["what is not HTTP fails with 400"] = count();
}

ap*:::read-request-failure
/args[0]->the_request == NULL/
{
	@ok["a connection ends while its next request is waited for"] = count();
}

ap*:::process-request-entry
{
	processed++;
	self->request = arg0;
	self->uri = copyinstr(arg1);
}

ap*:::process-request-return
/arg2 == -3/
{
	suspended[arg0] = 1;
}

ap*:::process-request-return
/arg2 != -3 && self->request != arg0 && !suspended[arg0]/
{
	@bad["a request returns in another thread, and was not suspended"] =
	    count();
}

ap*:::process-request-return
/copyinstr(arg1) == "/big.bin" && arg2 == 200 && args[0]->clength == 100000 &&
    args[0]->finfo_size == 100000/
{
	@ok["100000 bytes are served from a file of that size"] = count();
}

ap*:::process-request-return
/copyinstr(arg1) == "/private/index.html" && arg2 == 200 &&
    stringof(args[0]->user) == "ada"/
{
	@ok["ada may see what is private"] = count();
}

ap*:::process-request-return
/copyinstr(arg1) == "/private/index.html" && arg2 == 401/
{
	@ok["others may not"] = count();
}

ap*:::process-request-return
/copyinstr(arg1) == "/slow/index.html" && arg2 == -3/
{
	@ok["a slow response suspends its request"] = count();
}

ap*:::internal-redirect
/copyinstr(arg0) == "/nosuch" && copyinstr(arg1) == "/sorry.html"/
{
	@ok["ErrorDocument sends /nosuch to /sorry.html"] = count();
}

ap*:::internal-redirect
/copyinstr(arg0) == "/dir/from" && copyinstr(arg1) == "/dir/to.html"/
{
	@ok["a rule in a directory sends /dir/from to /dir/to.html"] = count();
}

ap*:::internal-redirect
/copyinstr(arg0) == "/cgi-bin/redirect" && copyinstr(arg1) == "/index.html"/
{
	@ok["a CGI script sends /cgi-bin/redirect to /index.html"] = count();
}

ap*:::proxy-run
/stringof(args[0]->uri) == "/back/index.html" && arg4 == 0/
{
	@ok["the backend is asked for /back/index.html"] = count();
}

ap*:::proxy-run
/stringof(args[0]->uri) == "/group/index.html"/
{
	@ok["the group has a member to ask"] = count();
}

ap*:::proxy-run-finished
/stringof(args[0]->uri) == "/back/index.html" && arg1 == 0 && arg2 == 0/
{
	@ok["the backend answers at the first attempt"] = count();
}

ap*:::proxy-run-finished
/stringof(args[0]->uri) == "/dead/index.html" && arg2 == 503/
{
	@ok["a dead backend gives 503"] = count();
}

ap*:::proxy-run-finished
/stringof(args[0]->uri) == "/group/index.html" && arg1 == 1 && arg2 == 0/
{
	@ok["the group answers at the second attempt"] = count();
}

ap*:::rewrite-log
/arg1 == 2 && arg2 == 0 && copyinstr(arg3) == "127.0.0.1" &&
    strstr(copyinstr(arg4), "rewrite '/old' -> '/index.html'") != NULL/
{
	@ok["mod_rewrite tells of /old, though LogLevel is warn"] = count();
}

ap*:::rewrite-log
/arg2 == 1 && strstr(copyinstr(arg4), "rewrite '/old'") != NULL/
{
	@ok["it does so in a subrequest, which it says"] = count();
}

ap*:::handler-dispatch-complete
/copyinstr(arg0) == "core.c" && arg1 == 0/
{
	@ok["the core's handler serves files"] = count();
}

ap*:::handler-dispatch-complete
/copyinstr(arg0) == "mod_every_hook.c" && arg1 == -1/
{
	@ok["a module that declines is told to have done so"] = count();
}

ap*:::handler-dispatch-complete
/copyinstr(arg0) == "mod_dav.c" && self->uri == "/dav/papers" && arg1 != -1/
{
	@ok["mod_dav handles MKCOL"] = count();
}

ap*:::error_log-entry
{
	self->functions = 0;
}

ap*:::error_log-dispatch-invoke
{
	self->functions++;
}

ap*:::error_log-return
/self->functions == 0/
{
	@ok["a hook for which there is no function runs all the same"] =
	    count();
}

ap*:::http_scheme-return
/copyinstr(arg0) == "http"/
{
	@ok["the scheme is http"] = count();
}

ap*:::default_port-return
/arg0 == 80/
{
	@ok["its port is 80"] = count();
}

ap*:::mpm_get_name-return
/copyinstr(arg0) == "event"/
{
	@ok["the MPM is event"] = count();
}

ap*:::create_connection-return
/stringof(args[0]->client_ip) == "127.0.0.1"/
{
	@ok["a connection is from 127.0.0.1"] = count();
}

ap*:::check_user_id-dispatch-complete
/copyinstr(arg0) == "mod_auth_basic.c" && arg1 == 401/
{
	@ok["mod_auth_basic wants a password"] = count();
}

ap*:::fatal_exception-entry
{
	crashed++;
}

END
/crashed == 1/
{
	@ok["one child process crashes"] = count();
}

END
/processed > 2000 && read >= processed && entries > read/
{
	@ok["each request is read before it is processed"] = count();
}
