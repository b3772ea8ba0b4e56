/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/report.h"

#include <string.h>
#include <time.h>

#include "base/json.h"
#include "drift/blame.h"

/* What people want to know of a commit. */
struct about {
	char id[GIT_OID_HEXSZ + 1];
	char date[32];
	const char *author, *mail, *subject;
	git_commit *commit;	/* owns the texts */
};

static int about_commit(const struct drift *d, const git_oid *id,
			struct about *a, struct err *e)
{
	const git_signature *who;
	time_t when;
	struct tm tm;

	if (git_commit_lookup(&a->commit, d->repo->git, id))
		return repo_error(d->repo, e, "cannot read commit", id);
	who = git_commit_author(a->commit);
	a->author = who->name ? who->name : "";
	a->mail = who->email ? who->email : "";
	a->subject = git_commit_summary(a->commit);
	if (!a->subject)
		a->subject = "";
	when = who->when.time + who->when.offset * 60;
	gmtime_r(&when, &tm);
	strftime(a->date, sizeof(a->date), "%Y-%m-%d", &tm);
	git_oid_tostr(a->id, sizeof(a->id), id);
	return 0;
}

static const struct patch_file *worst_file(const struct drift *d, size_t i)
{
	return &d->series->patches.items[i].files
		.items[d->findings[i].worst.file];
}

/* "FILE: hunk 2 ...", for what is not clean. */
static void explain(const struct drift *d, size_t i, struct buf *out)
{
	const struct finding *f = &d->findings[i];
	const struct step *w = &f->worst;
	const struct patch_file *file;

	if (f->changes_nothing || f->state == STATE_CLEAN)
		return;
	file = worst_file(d, i);
	buf_printf(out, "%s: ", file->path);
	switch (w->state) {
	case STATE_CLEAN:
	case STATE_OFFSET:
		buf_printf(out, "hunk %zu applies %+ld lines away",
			   w->applied.hunk + 1, w->applied.offset);
		break;
	case STATE_FUZZ:
		buf_printf(out, "hunk %zu applies with fuzz %d",
			   w->applied.hunk + 1, w->applied.fuzz);
		break;
	case STATE_UPSTREAM:
		buf_add_str(out, f->state == STATE_UPSTREAM ?
			    "has the change already" :
			    "has the change already, other files do not");
		break;
	case STATE_CONFLICT:
		if (file->creates)
			buf_add_str(out, "is there already, and differs");
		else
			buf_printf(out, "hunk %zu of %zu (line %d) does not "
				   "apply", w->applied.hunk + 1,
				   file->hunks.len, file->hunks
				   .items[w->applied.hunk].at);
		break;
	case STATE_MISSING:
		buf_add_str(out, "is not there");
		if (f->moved_to)
			buf_printf(out, "; %s is (%s)", f->moved_to,
				   state_name(f->moved_state));
		break;
	}
}

static int since_text(const struct drift *d, const struct finding *f,
		      struct buf *out, struct err *e)
{
	struct about a, merge;
	int ret;

	if (f->since == SINCE_START)
		buf_add_str(out, d->is_cut ?
			    "    since before this shallow clone begins\n" :
			    "    since before the range begins\n");
	if (f->since != SINCE_COMMIT)
		return 0;
	ret = about_commit(d, &f->commit, &a, e);
	if (ret)
		return ret;
	buf_printf(out, "    %s %.12s %s ", f->is_same_change ?
		   "the same change:" : "since", a.id, a.date);
	buf_add_printable(out, a.author, strlen(a.author));
	buf_add_str(out, ": ");
	buf_add_printable(out, a.subject, strlen(a.subject));
	buf_add_char(out, '\n');
	git_commit_free(a.commit);
	if (!f->is_merged)
		return 0;
	ret = about_commit(d, &f->merge, &merge, e);
	if (ret)
		return ret;
	buf_printf(out, "    merged by %.12s %s\n", merge.id, merge.date);
	git_commit_free(merge.commit);
	return 0;
}

int report_text(const struct drift *d, bool show, struct buf *out,
		struct err *e)
{
	int width = 0, ret = 0;

	for (size_t i = 0; i < d->series->patches.len; i++) {
		int n = (int)strlen(d->series->patches.items[i].name);

		width = n > width ? n : width;
	}
	for (size_t i = 0; ret == 0 && i < d->series->patches.len; i++) {
		const struct finding *f = &d->findings[i];

		buf_printf(out, "%-*s  %-8s  ", width,
			   d->series->patches.items[i].name,
			   state_name(f->state));
		explain(d, i, out);
		while (out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
		buf_add_char(out, '\n');
		ret = since_text(d, f, out, e);
		if (ret == 0 && show && state_is_bad(f->state))
			ret = blame_show(d, i, out, e);
	}
	return ret;
}

/* ---- JSON ---- */

static void json_field(const char *name, const char *value, struct buf *out)
{
	buf_printf(out, ", \"%s\": ", name);
	json_text(value, strlen(value), out);
}

static int json_commit(const struct drift *d, const char *name,
		       const git_oid *id, struct buf *out, struct err *e)
{
	struct about a;
	int ret = about_commit(d, id, &a, e);

	if (ret)
		return ret;
	buf_printf(out, ", \"%s\": {\"id\": \"%s\", \"date\": \"%s\"", name,
		   a.id, a.date);
	json_field("author", a.author, out);
	json_field("mail", a.mail, out);
	json_field("subject", a.subject, out);
	buf_add_char(out, '}');
	git_commit_free(a.commit);
	return 0;
}

static int json_finding(const struct drift *d, size_t i, struct buf *out,
			struct err *e)
{
	const struct finding *f = &d->findings[i];
	const char *name = d->series->patches.items[i].name;
	struct buf text = BUF_INIT;
	int ret = 0;

	buf_add_str(out, "{\"patch\": ");
	json_text(name, strlen(name), out);
	json_field("state", state_name(f->state), out);
	explain(d, i, &text);
	if (text.len) {
		json_field("file", worst_file(d, i)->path, out);
		json_field("text", text.data, out);
	}
	buf_release(&text);
	if (f->moved_to)
		json_field("moved-to", f->moved_to, out);
	if (f->since == SINCE_START)
		json_field("since", "before", out);
	if (f->since == SINCE_COMMIT) {
		ret = json_commit(d, f->is_same_change ? "upstream" : "since",
				  &f->commit, out, e);
		if (ret == 0 && f->is_merged)
			ret = json_commit(d, "merge", &f->merge, out, e);
	}
	buf_add_char(out, '}');
	return ret;
}

int report_json(const struct drift *d, struct buf *out, struct err *e)
{
	char hex[GIT_OID_HEXSZ + 1];
	int ret = 0;

	git_oid_tostr(hex, sizeof(hex), &d->to);
	buf_printf(out, "{\"commit\": \"%s\"", hex);
	if (d->has_range) {
		git_oid_tostr(hex, sizeof(hex), &d->from);
		buf_printf(out, ", \"from\": \"%s\", \"shallow\": %s", hex,
			   d->is_cut ? "true" : "false");
	}
	buf_printf(out, ", \"commits\": %zu", d->commits);
	json_field("series", d->series->path, out);
	buf_add_str(out, ",\n \"patches\": [");
	for (size_t i = 0; ret == 0 && i < d->series->patches.len; i++) {
		buf_add_str(out, i ? ",\n  " : "\n  ");
		ret = json_finding(d, i, out, e);
	}
	buf_add_str(out, "\n ]}\n");
	return ret;
}
