/*
 * The probes of httpd. Each hook has four: that it runs and is done, and for
 * each function that a module has registered that it is called and returns.
 * entry and return fire also when nobody has registered anything. Texts end
 * with NUL.
 *
 * probefunc tells whose hook it is: ap_run_handler, proxy_run_pre_request. It
 * is exact unless the compiler moves functions into each other.
 *
 * What a request_rec and a conn_rec look like depends on the build. The build
 * knows: it puts their declarations before this file, so that args[0]->uri is
 * right for its programs. Where it cannot, the two are just addresses.
 */
provider ap {
	/* ---- Requests ---- */

	/*
	 * A request_rec was made: allocated, and nothing filled in but its
	 * memory pool and connection. A connection that waits for its next
	 * request has one.
	 * @request	the request
	 * @connection	the connection that it comes over
	 */
	probe read__request__entry(struct request_rec *request,
	    struct conn_rec *connection);

	/*
	 * The header of a request was read.
	 * @request	the request
	 * @method	method, such as GET
	 * @uri		URI without arguments
	 * @server	name of the virtual host, %v of the access log
	 * @status	200 unless something is wrong with it
	 */
	probe read__request__success(struct request_rec *request,
	    char *method, char *uri, char *server, int status);

	/*
	 * There is no request to process: what came was no good and has been
	 * answered with an error, or nothing came before the connection was
	 * closed or the time was up; then request->the_request is NULL. It is
	 * still there, and freed after this.
	 * @request	the request
	 */
	probe read__request__failure(struct request_rec *request);

	/*
	 * A request is processed, from here on and mostly in this thread.
	 * @request	the request
	 * @uri		URI without arguments
	 */
	probe process__request__entry(struct request_rec *request,
	    char *uri);

	/*
	 * The response was made and given to the filters; what they keep is
	 * sent after this, then the request is logged and freed.
	 * @request	the request
	 * @uri		URI without arguments, perhaps a rewritten one
	 * @status	HTTP status; -3 (SUSPENDED) when the request goes on
	 *		later, perhaps in another thread: it returns again then
	 */
	probe process__request__return(struct request_rec *request,
	    char *uri, int status);

	/*
	 * A request goes on under another URI inside the server:
	 * ErrorDocument, RewriteRule in a directory, Location of a CGI script.
	 * @from	URI until now
	 * @to		new URI
	 */
	probe internal__redirect(char *from, char *to);

	/* ---- Modules ---- */

	/*
	 * mod_proxy asks a backend. Fires for each attempt.
	 * @request	the request
	 * @worker	proxy_worker, which stands for the backend
	 * @configuration	proxy_server_conf
	 * @url		URL that the backend is asked for
	 * @attempt	0 for the first one
	 */
	probe proxy__run(struct request_rec *request, void *worker,
	    void *configuration, char *url, int attempt);

	/*
	 * mod_proxy is done with a request. Fires also for those that found
	 * no backend to ask.
	 * @request	the request
	 * @attempts	how many attempts failed
	 * @status	0 OK, or an HTTP status
	 */
	probe proxy__run__finished(struct request_rec *request, int attempts,
	    int status);

	/*
	 * mod_rewrite tells what it does, whatever LogLevel is.
	 * @request	the request
	 * @level	1 for the most important messages, 8 for the least
	 * @subrequest	1 when it is about a subrequest
	 * @server	name of the server, %V of the access log: with
	 *		UseCanonicalName Off what the client calls it
	 * @message	the line, as it is in the error log at LogLevel
	 *		rewrite:trace8
	 */
	probe rewrite__log(struct request_rec *request, int level,
	    int subrequest, char *server, char *message);

	/* ---- Hooks of the core: connections and requests, in about the order of a request ---- */

	/* A connection was accepted: make its conn_rec. */
	probe create_connection__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe create_connection__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @connection	the connection; NULL: refused
	 */
	probe create_connection__dispatch__complete(char *module,
	    struct conn_rec *connection);
	/*
	 * All functions that had to were called.
	 * @connection	the connection; NULL: refused
	 */
	probe create_connection__return(struct conn_rec *connection);

	/* A connection is set up: add filters, start TLS. */
	probe pre_connection__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_connection__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_connection__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_connection__return(int result);

	/* A connection is served, all its requests. */
	probe process_connection__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe process_connection__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe process_connection__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe process_connection__return(int result);

	/* Offer protocols (h2, http/1.1) for a connection. */
	probe protocol_propose__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe protocol_propose__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe protocol_propose__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe protocol_propose__return(int result);

	/* Switch the protocol of a connection. */
	probe protocol_switch__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe protocol_switch__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe protocol_switch__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe protocol_switch__return(int result);

	/* A connection leaves its thread. */
	probe suspend_connection__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe suspend_connection__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe suspend_connection__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe suspend_connection__return(int result);

	/* A connection is back in a thread. */
	probe resume_connection__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe resume_connection__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe resume_connection__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe resume_connection__return(int result);

	/* A connection is about to be closed. */
	probe pre_close_connection__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_close_connection__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_close_connection__dispatch__complete(char *module,
	    int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_close_connection__return(int result);

	/* A request_rec was made, also of a subrequest or redirect. */
	probe create_request__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe create_request__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe create_request__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe create_request__return(int result);

	/* The header of a request is about to be read. */
	probe pre_read_request__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_read_request__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe pre_read_request__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe pre_read_request__return(int result);

	/* The header of a request was read. */
	probe post_read_request__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe post_read_request__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe post_read_request__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe post_read_request__return(int result);

	/* What is the scheme, http or https?. */
	probe http_scheme__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe http_scheme__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @text	the answer; NULL when there is none
	 */
	probe http_scheme__dispatch__complete(char *module, char *text);
	/*
	 * All functions that had to were called.
	 * @text	the answer; NULL when there is none
	 */
	probe http_scheme__return(char *text);

	/* What is the port when a URL names none?. */
	probe default_port__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe default_port__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @port	port, 0 when not known
	 */
	probe default_port__dispatch__complete(char *module, int port);
	/*
	 * All functions that had to were called.
	 * @port	port, 0 when not known
	 */
	probe default_port__return(int port);

	/* A handler may answer before all other hooks (caches). */
	probe quick_handler__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe quick_handler__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe quick_handler__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe quick_handler__return(int result);

	/* The URI is mapped to a name, before it is decoded. */
	probe pre_translate_name__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_translate_name__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe pre_translate_name__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe pre_translate_name__return(int result);

	/* The URI is mapped to a name (mod_rewrite, mod_alias). */
	probe translate_name__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe translate_name__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe translate_name__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe translate_name__return(int result);

	/* The name is looked for: <Directory>, .htaccess. */
	probe map_to_storage__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe map_to_storage__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe map_to_storage__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe map_to_storage__return(int result);

	/* A part of the path is looked up with stat(2). */
	probe dirwalk_stat__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe dirwalk_stat__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0, or an error of APR; 122000 (AP_DECLINED)
	 */
	probe dirwalk_stat__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0, or an error of APR; 122000 (AP_DECLINED)
	 */
	probe dirwalk_stat__return(int result);

	/* An .htaccess file is looked for. */
	probe open_htaccess__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe open_htaccess__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0, or an error of APR; 122000 (AP_DECLINED)
	 */
	probe open_htaccess__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0, or an error of APR; 122000 (AP_DECLINED)
	 */
	probe open_htaccess__return(int result);

	/* The configuration of the directory is known. */
	probe post_perdir_config__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe post_perdir_config__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe post_perdir_config__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe post_perdir_config__return(int result);

	/* Look at the header, knowing the directory. */
	probe header_parser__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe header_parser__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe header_parser__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe header_parser__return(int result);

	/* May this client have it, whoever it is?. */
	probe access_checker__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe access_checker__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe access_checker__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe access_checker__return(int result);

	/* May this client have it without a password?. */
	probe access_checker_ex__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe access_checker_ex__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe access_checker_ex__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe access_checker_ex__return(int result);

	/* Must the user be known even where it is not needed?. */
	probe force_authn__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe force_authn__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe force_authn__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe force_authn__return(int result);

	/* Who is the user? Checks the password. */
	probe check_user_id__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe check_user_id__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe check_user_id__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe check_user_id__return(int result);

	/* May this user have it?. */
	probe auth_checker__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe auth_checker__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe auth_checker__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe auth_checker__return(int result);

	/* The client must be told how to authenticate. */
	probe note_auth_failure__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe note_auth_failure__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe note_auth_failure__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe note_auth_failure__return(int result);

	/* What is its media type?. */
	probe type_checker__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe type_checker__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe type_checker__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe type_checker__return(int result);

	/* The last chance to change the request. */
	probe fixups__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe fixups__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe fixups__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe fixups__return(int result);

	/* Output filters are put in. */
	probe insert_filter__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe insert_filter__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe insert_filter__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe insert_filter__return(int result);

	/* The response is made. */
	probe handler__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe handler__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe handler__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe handler__return(int result);

	/* An error's response gets its filters. */
	probe insert_error_filter__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe insert_error_filter__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe insert_error_filter__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe insert_error_filter__return(int result);

	/* As which user is a program run?. */
	probe get_suexec_identity__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe get_suexec_identity__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @identity	ap_unix_identity_t; NULL: the server's own
	 */
	probe get_suexec_identity__dispatch__complete(char *module,
	    void *identity);
	/*
	 * All functions that had to were called.
	 * @identity	ap_unix_identity_t; NULL: the server's own
	 */
	probe get_suexec_identity__return(void *identity);

	/* The response was sent: log it. */
	probe log_transaction__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe log_transaction__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe log_transaction__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe log_transaction__return(int result);

	/* A message was written to the error log. */
	probe error_log__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe error_log__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe error_log__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe error_log__return(int result);

	/* A connection or request gets an id for the logs. */
	probe generate_log_id__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe generate_log_id__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe generate_log_id__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe generate_log_id__return(int result);

	/* ---- Hooks of the core: the server and its processes ---- */

	/* The configuration is about to be read. */
	probe pre_config__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_config__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_config__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_config__return(int result);

	/* The configuration was read: check it. */
	probe check_config__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe check_config__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe check_config__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe check_config__return(int result);

	/* httpd -t has read the configuration. */
	probe test_config__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe test_config__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe test_config__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe test_config__return(int result);

	/* Open the logs. */
	probe open_logs__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe open_logs__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe open_logs__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe open_logs__return(int result);

	/* The configuration is complete: modules start. */
	probe post_config__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe post_config__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe post_config__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe post_config__return(int result);

	/* Modules look for functions of each other. */
	probe optional_fn_retrieve__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe optional_fn_retrieve__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe optional_fn_retrieve__dispatch__complete(char *module,
	    int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe optional_fn_retrieve__return(int result);

	/* The scoreboard is made. */
	probe pre_mpm__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_mpm__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_mpm__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe pre_mpm__return(int result);

	/* The server runs, until it stops or restarts. */
	probe mpm__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe mpm__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe mpm__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe mpm__return(int result);

	/* What can the MPM, how many threads has it?. */
	probe mpm_query__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe mpm_query__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe mpm_query__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe mpm_query__return(int result);

	/* What is the MPM's name?. */
	probe mpm_get_name__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe mpm_get_name__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @text	the answer; NULL when there is none
	 */
	probe mpm_get_name__dispatch__complete(char *module, char *text);
	/*
	 * All functions that had to were called.
	 * @text	the answer; NULL when there is none
	 */
	probe mpm_get_name__return(char *text);

	/* Call a function later. */
	probe mpm_register_timed_callback__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe mpm_register_timed_callback__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0, or an error of APR; 70023 (APR_ENOTIMPL)
	 */
	probe mpm_register_timed_callback__dispatch__complete(char *module,
	    int result);
	/*
	 * All functions that had to were called.
	 * @result	0, or an error of APR; 70023 (APR_ENOTIMPL)
	 */
	probe mpm_register_timed_callback__return(int result);

	/* A child process becomes another user. */
	probe drop_privileges__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe drop_privileges__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe drop_privileges__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe drop_privileges__return(int result);

	/* A child process starts. */
	probe child_init__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe child_init__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe child_init__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe child_init__return(int result);

	/* A child process started, ended or was lost. */
	probe child_status__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe child_status__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe child_status__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe child_status__return(int result);

	/* A child process is told to stop. */
	probe child_stopping__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe child_stopping__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe child_stopping__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe child_stopping__return(int result);

	/* The last child of an old configuration has ended. */
	probe end_generation__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe end_generation__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe end_generation__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe end_generation__return(int result);

	/* Every ten seconds, in the parent process. */
	probe monitor__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe monitor__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe monitor__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe monitor__return(int result);

	/* Which figures are there for a management system?. */
	probe get_mgmt_items__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe get_mgmt_items__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe get_mgmt_items__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe get_mgmt_items__return(int result);

	/* A process crashes (--enable-exception-hook). */
	probe fatal_exception__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe fatal_exception__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe fatal_exception__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe fatal_exception__return(int result);

	/* ---- Hooks of mod_proxy ---- */

	/* Is this URI for the proxy?. */
	probe check_trans__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe check_trans__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe check_trans__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe check_trans__return(int result);

	/* The URL of the backend is made canonical. */
	probe canon_handler__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe canon_handler__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe canon_handler__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe canon_handler__return(int result);

	/* A backend is chosen (mod_proxy_balancer). */
	probe pre_request__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe pre_request__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe pre_request__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe pre_request__return(int result);

	/* The backend is asked (mod_proxy_http and its like). */
	probe scheme_handler__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe scheme_handler__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe scheme_handler__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe scheme_handler__return(int result);

	/* The backend was asked. */
	probe post_request__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe post_request__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe post_request__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe post_request__return(int result);

	/* ---- Hooks of mod_cache, mod_session ---- */

	/* The cache has decided: hit, miss, revalidate. */
	probe cache_status__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe cache_status__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe cache_status__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe cache_status__return(int result);

	/* The session of a request is loaded. */
	probe session_load__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe session_load__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe session_load__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe session_load__return(int result);

	/* The session's text is decoded. */
	probe session_decode__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe session_decode__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe session_decode__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe session_decode__return(int result);

	/* The session is made a text. */
	probe session_encode__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe session_encode__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe session_encode__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe session_encode__return(int result);

	/* The session is saved. */
	probe session_save__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe session_save__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe session_save__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe session_save__return(int result);

	/* ---- Hooks of mod_dav ---- */

	/* May the method be applied to the resource?. */
	probe method_precondition__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe method_precondition__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe method_precondition__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe method_precondition__return(int result);

	/* Who knows this property?. */
	probe find_liveprop__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe find_liveprop__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	number of the property, 0 when not known
	 */
	probe find_liveprop__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	number of the property, 0 when not known
	 */
	probe find_liveprop__return(int result);

	/* PROPFIND asks for all properties. */
	probe insert_all_liveprops__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe insert_all_liveprops__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe insert_all_liveprops__dispatch__complete(char *module,
	    int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe insert_all_liveprops__return(int result);

	/* OPTIONS asks which sets of properties there are. */
	probe gather_propsets__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe gather_propsets__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe gather_propsets__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe gather_propsets__return(int result);

	/* Which reports are there?. */
	probe gather_reports__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe gather_reports__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	always 0
	 */
	probe gather_reports__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	always 0
	 */
	probe gather_reports__return(int result);

	/* REPORT asks for one. */
	probe deliver_report__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe deliver_report__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe deliver_report__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, -2 DONE, or an HTTP status
	 */
	probe deliver_report__return(int result);

	/* ---- Hooks of mod_watchdog ---- */

	/* Does a module want this watchdog?. */
	probe watchdog_need__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe watchdog_need__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_need__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_need__return(int result);

	/* A watchdog's thread starts. */
	probe watchdog_init__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe watchdog_init__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_init__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_init__return(int result);

	/* A watchdog's thread does its work, once an interval. */
	probe watchdog_step__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe watchdog_step__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_step__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_step__return(int result);

	/* A watchdog's thread ends. */
	probe watchdog_exit__entry();
	/*
	 * A module's function is called for it.
	 * @module	file that has the function, such as mod_alias.c
	 */
	probe watchdog_exit__dispatch__invoke(char *module);
	/*
	 * The function has returned.
	 * @module	file that has the function
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_exit__dispatch__complete(char *module, int result);
	/*
	 * All functions that had to were called.
	 * @result	0 OK, -1 DECLINED, else an error
	 */
	probe watchdog_exit__return(int result);
};

#pragma D attributes Evolving/Evolving/Common provider ap provider
#pragma D attributes Private/Private/Unknown provider ap module
#pragma D attributes Private/Private/Unknown provider ap function
#pragma D attributes Evolving/Evolving/Common provider ap name
#pragma D attributes Evolving/Evolving/Common provider ap args
