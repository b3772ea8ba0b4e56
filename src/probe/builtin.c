/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <string.h>

#include "base/glob.h"
#include "probe/provider.h"
#include "probe/timer.h"

static const struct provider_decl dtrace_decl = {
	.name = "dtrace",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(STABLE, STABLE, COMMON),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(STABLE, STABLE, COMMON),
		[ATTR_ARGS] = PROVIDER_ATTRS(STABLE, STABLE, COMMON),
	},
};

static const struct provider_decl profile_decl = {
	.name = "profile",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, COMMON),
		[ATTR_MODULE] = PROVIDER_ATTRS(UNSTABLE, UNSTABLE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, COMMON),
		[ATTR_ARGS] = PROVIDER_ATTRS(EVOLVING, EVOLVING, COMMON),
	},
};

/* In the order of their ids, 1 2 3. */
static const struct {
	const char *name;
	enum probe_kind kind;
} fixed[] = {
	{ "BEGIN", PROBE_BEGIN }, { "END", PROBE_END },
	{ "ERROR", PROBE_ERROR },
};

/* Those that are listed; any other is made when it is asked for. */
static const char *const timers[] = {
	"profile-97", "profile-199", "profile-499", "profile-997",
	"profile-1999", "profile-4001", "profile-4999",
	"tick-1", "tick-10", "tick-100", "tick-500", "tick-1000", "tick-5000",
};

static struct probe *add(struct probe_set *s, enum probe_kind kind,
			 const char *name, const struct provider_decl *decl)
{
	struct probe *p = ARENA_NEW(&s->arena, struct probe);

	*vec_push(&s->builtins) = p;
	p->id = (uint32_t)s->builtins.len;
	p->kind = kind;
	p->provider = p->base_provider = decl->name;
	p->module = p->function = "";
	p->name = name;
	p->provider_decl = decl;
	return p;
}

static void add_timer(struct probe_set *s, const char *name)
{
	struct probe *p = add(s, PROBE_TICK, name, &profile_decl);

	timer_parse(name, &p->kind, &p->interval_ns);
}

void builtin_add_all(struct probe_set *s)
{
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		add(s, fixed[i].kind, fixed[i].name, &dtrace_decl);
	for (size_t i = 0; i < sizeof(timers) / sizeof(*timers); i++)
		add_timer(s, timers[i]);
}

bool builtin_is_provider(const char *name)
{
	return !strcmp(name, "dtrace") || !strcmp(name, "profile");
}

bool builtin_is_name(const char *name)
{
	enum probe_kind kind;
	uint64_t interval;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		if (!strcmp(name, fixed[i].name))
			return true;
	return timer_parse(name, &kind, &interval) != TIMER_NONE;
}

static bool is_there(const struct probe_set *s, const char *name)
{
	for (size_t i = 0; i < s->builtins.len; i++)
		if (!strcmp(s->builtins.items[i]->name, name))
			return true;
	return false;
}

int builtin_add_timer(struct probe_set *s, const struct probe_desc *desc,
		      struct err *e)
{
	enum probe_kind kind;
	uint64_t interval;

	if (!glob_match(desc->provider, "profile") ||
	    !glob_match(desc->module, "") || !glob_match(desc->function, ""))
		return 0;
	switch (timer_parse(desc->name, &kind, &interval)) {
	case TIMER_NONE:
		return 0;
	case TIMER_TOO_SHORT:
		return err_set(e, -EINVAL, "the interval of %s is too short: "
			       "200us (5000hz) is the shortest", desc->name);
	case TIMER_TOO_LONG:
		return err_set(e, -EINVAL, "the interval of %s is too long",
			       desc->name);
	case TIMER_OK:
		break;
	}
	if (is_there(s, desc->name))
		return 0;
	if (s->builtins.len + 1 >= FIRST_KERNEL_ID)
		return err_set(e, -E2BIG, "more than %d timers in one program",
			       FIRST_KERNEL_ID - 1);
	add_timer(s, arena_strdup(&s->arena, desc->name));
	return 0;
}
