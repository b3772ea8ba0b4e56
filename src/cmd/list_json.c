/* SPDX-License-Identifier: BSD-2-Clause */
/* dtrace -l -x oformat=json. */
#include <string.h>

#include "cmd/list.h"
#include "base/json.h"

static void add_text(const char *name, const char *text, struct buf *out)
{
	buf_printf(out, ",\"%s\":", name);
	json_text(text, strlen(text), out);
}

static void add_argument(void *data, bool is_declared, size_t n,
			 const char *type)
{
	struct buf *out = data;

	buf_printf(out, "%s{\"name\":\"arg%s%zu%s\"", n ? "," : "",
		   is_declared ? "s[" : "", n, is_declared ? "]" : "");
	add_text("type", type, out);
	buf_add_char(out, '}');
}

void list_json(const struct probe *p, struct buf *out)
{
	buf_printf(out, "{\"type\":\"probe\",\"id\":%u", p->id);
	add_text("provider", p->provider, out);
	add_text("module", p->module, out);
	add_text("function", p->function, out);
	add_text("name", p->name, out);
	if (p->pid)
		buf_printf(out, ",\"pid\":%d", (int)p->pid);
	buf_printf(out, ",\"sites\":%zu,\"args\":[", p->sites.len);
	list_arguments(p, add_argument, out);
	buf_add_str(out, "]}\n");
}
