/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Actions that change something else than the text: they act at their place in
 * it, so what was printed before is written first. A line of JSON is written
 * when it is complete: after them.
 */
#include "consume/impl.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int write_text(struct consumer *c, struct buf *out)
{
	int ret = 0;

	if (!c->options.json) {
		ret = consumer_write(c, c->options.out, out);
		buf_clear(out);
	}
	if (!ret && fflush(c->options.out))
		ret = err_sys(&c->error, -(errno ? errno : EIO),
			      "cannot write output");
	return ret;
}

int consumer_complain(struct consumer *c, const char *text)
{
	struct buf message = BUF_INIT;
	int ret;

	if (c->options.json)
		json_message(text, strlen(text), &message);
	else
		buf_printf(&message, "dtrace: %s\n", text);
	ret = consumer_message(c, &message);
	buf_release(&message);
	return ret;
}

/* What failed is told, and the program goes on. */
static int tell(struct consumer *c, int code, const struct err *e)
{
	return code ? consumer_complain(c, e->text) : 0;
}

static int run_command(struct consumer *c, const char *command)
{
	struct err e = ERR_INIT;

	return tell(c, c->source.system(c->source.data, command, &e), &e);
}

static int reopen(struct consumer *c, const char *path)
{
	struct err e = ERR_INIT;

	return tell(c, c->source.reopen(c->source.data, path, &c->options,
					&e), &e);
}

int act_truncate(struct consumer *c, struct buf *out)
{
	struct err e = ERR_INIT;
	int ret = write_text(c, out);

	if (c->options.json)
		json_action("ftruncate", out);
	if (ret)
		return ret;
	if (ftruncate(fileno(c->options.out), 0))
		return tell(c, err_sys(&e, -errno, "ftruncate(): cannot empty "
				       "the output"), &e);
	rewind(c->options.out);
	return 0;
}

int act_format(struct consumer *c, const struct image_action *a,
	       const struct format_args *args, struct buf *out)
{
	bool is_system = a->kind == ACTION_SYSTEM;
	struct buf text = BUF_INIT;
	int ret = write_text(c, out);

	format_print(a->format, args, &text);
	if (c->options.json)
		json_act(is_system ? "system" : "freopen",
			 is_system ? "command" : "file", &text, out);
	if (!ret && is_system)
		ret = run_command(c, buf_str(&text));
	else if (!ret)
		ret = reopen(c, buf_str(&text));
	buf_release(&text);
	return ret;
}

int act_copyout(struct consumer *c, const struct image_action *a,
		const struct view *v, struct buf *out)
{
	const struct image_field *bytes = &a->fields[COPYOUT_BYTES];
	const unsigned char *from = v->data + bytes->offset;
	uint64_t at = (uint64_t)field_int(v, &a->fields[COPYOUT_ADDRESS]);
	uint64_t n = (uint64_t)field_int(v, &a->fields[COPYOUT_LENGTH]);
	struct err e = ERR_INIT;
	size_t most = bytes->size;

	if (bytes->kind == FIELD_STRING)
		most = strnlen((const char *)from, most - 1) + 1;
	if (n > most)
		n = most;
	if (c->options.json)
		json_action("copyout", out);
	return tell(c, c->source.copyout(c->source.data, v->header->pid, at,
					 from, n, &e), &e);
}

int act_set_option(struct consumer *c, const struct image_action *a,
		   struct buf *out)
{
	const char *value = a->nfields > 1 ? a->fields[1].text : NULL;
	struct err e = ERR_INIT;

	if (c->options.json)
		json_action("setopt", out);
	return tell(c, c->source.set_option(c->source.data, a->fields[0].text,
					    value, &c->options, &e), &e);
}
