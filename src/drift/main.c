/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dtrace-drift: how a series of patches stands to upstream's history. See
 * dtrace-drift(1).
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "drift/report.h"

enum {
	EXIT_WELL = 0,		/* every patch applies without fuzz */
	EXIT_DRIFTED = 1,
	EXIT_USAGE = 2,
	EXIT_BROKEN = 3,	/* a repository or series that cannot be read */
};

static const char usage[] =
	"usage: dtrace-drift [-js] REPOSITORY SERIES [REVISION | FROM..TO]\n"
	"  -j  write JSON\n"
	"  -s  show the hunks that do not apply, and the commits' beside\n";

/* FROM..TO, or one revision: both are made commits. */
static int find(struct drift *d, const struct repo *r, const struct series *s,
		const char *revisions, struct err *e)
{
	const char *dots = strstr(revisions, "..");
	git_oid from, to;
	char *first;
	int ret;

	if (!dots) {
		ret = repo_commit(r, revisions, &to, e);
		return ret ? ret : drift_at(d, r, s, &to, e);
	}
	first = xstrndup(revisions, (size_t)(dots - revisions));
	ret = repo_commit(r, *first ? first : "HEAD", &from, e);
	free(first);
	if (ret == 0)
		ret = repo_commit(r, dots[2] ? dots + 2 : "HEAD", &to, e);
	return ret ? ret : drift_range(d, r, s, &from, &to, e);
}

static int run(const char *repository, const char *path,
	       const char *revisions, bool json, bool show, struct err *e)
{
	struct repo repo = { NULL, NULL };
	struct series series;
	struct drift drift = { .findings = NULL };
	struct buf out = BUF_INIT;
	int ret = series_read(&series, path, e), status = EXIT_BROKEN;

	if (ret == 0)
		ret = repo_open(&repo, repository, e);
	if (ret == 0)
		ret = find(&drift, &repo, &series, revisions, e);
	if (ret == 0)
		ret = json ? report_json(&drift, &out, e) :
			report_text(&drift, show, &out, e);
	if (ret == 0) {
		fwrite(buf_str(&out), 1, out.len, stdout);
		if (fflush(stdout) || ferror(stdout))
			ret = err_sys(e, -errno, "cannot write the report");
	}
	if (ret == 0)
		status = drift_is_bad(&drift) ? EXIT_DRIFTED : EXIT_WELL;
	buf_release(&out);
	drift_release(&drift);
	if (repo.path)
		repo_release(&repo);
	series_release(&series);
	return status;
}

int main(int argc, char **argv)
{
	struct err e = ERR_INIT;
	bool json = false, show = false;
	int option, status;

	while ((option = getopt(argc, argv, "hjs")) != -1) {
		switch (option) {
		case 'h':
			fputs(usage, stdout);
			return EXIT_WELL;
		case 'j':
			json = true;
			break;
		case 's':
			show = true;
			break;
		default:
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	if (argc - optind < 2 || argc - optind > 3) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	status = run(argv[optind], argv[optind + 1],
		     argc - optind > 2 ? argv[optind + 2] : "HEAD", json, show,
		     &e);
	if (status == EXIT_BROKEN)
		fprintf(stderr, "dtrace-drift: %s\n", e.text);
	return status;
}
