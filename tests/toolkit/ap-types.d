/* What a build of httpd puts before its probes, as short as ap.c has it. */
struct server_rec {
	char *server_hostname;
};
struct conn_rec {
	char *client_ip;
};
struct request_rec {
	struct server_rec *server;
	char *uri;
	char *content_type;
	int64_t bytes_sent;
};
