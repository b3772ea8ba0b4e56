/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * io: requests to block devices, when the device gets them and when it has
 * done them. The members of the arguments are in the library io.d.
 */
#include "probe/provider.h"

static const struct provider_decl decl = {
	.name = "io",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_ARGS] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
	},
};

/* Both have the request first. */
static const struct trace_def defs[] = {
	{ "done", { "block_rq_complete", 1, { 0 }, { { 0 } }, 0 }, 0 },
	{ "start", { "block_rq_issue", 1, { 0 }, { { 0 } }, 0 }, 0 },
};

static const char types[] = PROVIDER_TYPES
	"provider io {"
	"	probe done(struct request *R) :"
	"		(bufinfo_t *R, devinfo_t *R, fileinfo_t *R);"
	"	probe start(struct request *R) :"
	"		(bufinfo_t *R, devinfo_t *R, fileinfo_t *R);"
	"};";

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	return provider_add_traces(s, out, &provider_io, defs,
				   sizeof(defs) / sizeof(*defs), types, e);
}

const struct provider provider_io = {
	.decl = &decl, .first_id = 2301, .fill = fill,
};
