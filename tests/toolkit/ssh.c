/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of OpenSSH: one connection is turned away, one logs in with
 * its second key and fetches a file, in the two processes that a server has.
 */
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ssh.h"

#define HOME "192.0.2.7"
#define KEY "ED25519 SHA256:uNiVztksCsDhcc0u9e8BrJQXVUpKZIDTMczCvj3tD2s"

/* The unprivileged process. */
static void log_in(void)
{
	OPENSSH_KEX_START(1, 0);
	usleep(20000);
	OPENSSH_KEX_DONE(1, 0, "curve25519-sha256");
	OPENSSH_AUTH_START("ada", "ssh-connection", "none", 0);
	OPENSSH_AUTH_DONE("ada", "none", 0, 0, 0);
	OPENSSH_AUTH_START("ada", "ssh-connection", "publickey", 1);
	OPENSSH_AUTH_DONE("ada", "publickey", 0, 0, 0);
	OPENSSH_AUTH_START("ada", "ssh-connection", "publickey", 2);
	usleep(20000);
	OPENSSH_AUTH_DONE("ada", "publickey", 1, 0, 1);
}

static void request(unsigned int id, char *name, int status, uint64_t bytes)
{
	OPENSSH_SFTP_REQUEST_START(id, name, "/srv/report");
	OPENSSH_SFTP_REQUEST_DONE(id, name, status, bytes);
}

int main(void)
{
	pid_t child;

	OPENSSH_CONNECTION_DROP("198.51.100.9", 40000, "past MaxStartups", 10);
	OPENSSH_CONNECTION_START(HOME, 40001, "192.0.2.1", 22);
	usleep(20000);
	OPENSSH_BANNER(1, "SSH-2.0-OpenSSH_10.0");
	child = fork();
	if (child == 0) {
		log_in();
		_exit(0);
	}
	if (child < 0 || waitpid(child, NULL, 0) < 0)
		return 1;
	OPENSSH_AUTH_DECIDE("Failed", "root", 0, "password", "", HOME, 40001);
	OPENSSH_AUTH_DECIDE("Accepted", "ada", 1, "publickey", KEY, HOME, 40001);
	OPENSSH_CONNECTION_DONE("198.51.100.8", 40002, "guest", 0);
	request(1, "open", 0, 0);
	request(2, "read", 0, 32768);
	request(3, "read", 1, 0);
	OPENSSH_SFTP_CLOSE("/srv/report", 32768, 0);
	request(4, "stat", 2, 0);
	OPENSSH_CONNECTION_DONE(HOME, 40001, "ada", 1);
	return 0;
}
