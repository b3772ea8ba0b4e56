/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/doctor.h"

#include <stdio.h>
#include <string.h>

#include "backend/health.h"
#include "base/buf.h"
#include "base/json.h"

static const char *const states[] = {
	[HEALTH_OK] = "ok", [HEALTH_LIMITED] = "limited",
	[HEALTH_MISSING] = "missing",
};

static void add_text(const struct health *h, struct buf *out)
{
	buf_printf(out, "%-8s %-16s %s\n", states[h->state], h->name, h->text);
	if (h->remedy)
		buf_printf(out, "%26sremedy: %s\n", "", h->remedy);
}

static void add_json(const struct health *h, struct buf *out)
{
	buf_printf(out, "{\"type\":\"check\",\"name\":\"%s\","
		   "\"state\":\"%s\",\"text\":", h->name, states[h->state]);
	json_text(h->text, strlen(h->text), out);
	if (h->remedy) {
		buf_add_str(out, ",\"remedy\":");
		json_text(h->remedy, strlen(h->remedy), out);
	}
	buf_add_str(out, "}\n");
}

int cmd_doctor(const struct options *o)
{
	struct health checks[HEALTH_MAX];
	size_t n = health_check(checks);
	struct buf out = BUF_INIT;
	int status = 0;

	for (size_t i = 0; i < n; i++) {
		if (o->x.json)
			add_json(&checks[i], &out);
		else
			add_text(&checks[i], &out);
		status |= checks[i].state == HEALTH_MISSING;
	}
	if (o->x.json)
		buf_printf(&out, "{\"type\":\"exit\",\"status\":%d}\n", status);
	fputs(buf_str(&out), stdout);
	buf_release(&out);
	return status;
}
