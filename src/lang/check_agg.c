/* SPDX-License-Identifier: BSD-2-Clause */
/* Aggregations: how they are filled, and the actions on them. */
#include "lang/check.h"

/* ---- keys ----------------------------------------------------------- */

static void check_agg_key(struct checker *c, struct node *key)
{
	const struct builtin *b = key->kind == NODE_CALL && key->name
		? builtin_find(key->name) : NULL;

	if (b && builtin_is_key(b))
		check_prototype(c, key, b);
	else
		check_value(c, key);
}

static bool remember_keys(struct checker *c, struct aggregation *agg,
			  struct node *n)
{
	size_t i = 0;

	agg->keys = ARENA_NEW_N(c->a, const struct type *, n->nargs);
	for (struct node *key = n->args; key; key = key->next) {
		agg->keys[i] = is_bad(key->type) ? NULL
						 : check_key_type(c, key);
		if (!agg->keys[i++])
			return false;
	}
	agg->nkeys = n->nargs;
	return true;
}

/* ---- parameters of lquantize and llquantize ------------------------- */

/* Where each stands in the call, what it is called, and its tags. */
struct param {
	const char *name, *type_tag, *match_tag;
};

static const struct param linear_params[] = {
	{ "lower bound", "D_LQUANT_BASETYPE", "D_LQUANT_MATCHBASE" },
	{ "upper bound", "D_LQUANT_LIMTYPE", "D_LQUANT_MATCHLIM" },
	{ "step", "D_LQUANT_STEPTYPE", "D_LQUANT_MATCHSTEP" },
};

static const struct param log_params[] = {
	{ "factor", "D_LLQUANT_FACTORTYPE", "D_LLQUANT_FACTORMATCH" },
	{ "lower magnitude", "D_LLQUANT_LOWTYPE", "D_LLQUANT_LOWMATCH" },
	{ "upper magnitude", "D_LLQUANT_HIGHTYPE", "D_LLQUANT_HIGHMATCH" },
	{ "number of steps", "D_LLQUANT_NSTEPTYPE", "D_LLQUANT_NSTEPMATCH" },
};

static const struct param *params_of(const struct builtin *b, size_t *n)
{
	switch (b->id) {
	case BI_LQUANTIZE:
		*n = 3;
		return linear_params;
	case BI_LLQUANTIZE:
		*n = 4;
		return log_params;
	default:
		*n = 0;
		return NULL;
	}
}

static bool read_params(struct checker *c, struct node *call, int64_t values[4])
{
	const struct param *p;
	struct node *arg = call->args ? call->args->next : NULL;
	size_t n;

	p = params_of(call->builtin, &n);
	values[2] = 1;		/* the step of lquantize may be left out */
	for (size_t i = 0; i < n && arg; i++, arg = arg->next) {
		if (check_constant(c, arg, &values[i]))
			continue;
		check_fail(c, call, p[i].type_tag,
			   "the %s of %s() must be an integer constant",
			   p[i].name, call->builtin->name);
		return false;
	}
	return true;
}

static bool in_int32(int64_t value)
{
	return value >= INT32_MIN && value <= INT32_MAX;
}

#define LEVELS_MAX 65535	/* buckets of a lquantize */

static void check_linear(struct checker *c, struct node *call,
			 const int64_t v[4])
{
	if (!in_int32(v[0]))
		check_fail(c, call, "D_LQUANT_BASEVAL",
			   "the lower bound does not fit in 32 bits");
	else if (!in_int32(v[1]))
		check_fail(c, call, "D_LQUANT_LIMVAL",
			   "the upper bound does not fit in 32 bits");
	else if (v[1] <= v[0])
		check_fail(c, call, "D_LQUANT_MISMATCH",
			   "the upper bound must be greater than the lower "
			   "one");
	else if (v[2] <= 0 || v[2] > UINT16_MAX)
		check_fail(c, call, "D_LQUANT_STEPVAL",
			   "the step must be from 1 to %d", UINT16_MAX);
	else if (v[2] > v[1] - v[0])
		check_fail(c, call, "D_LQUANT_STEPLARGE",
			   "the step is larger than the range");
	else if ((v[1] - v[0]) / v[2] > LEVELS_MAX)
		check_fail(c, call, "D_LQUANT_STEPSMALL",
			   "the step makes more than %d buckets; take a "
			   "larger one", LEVELS_MAX);
}

/* v: factor, low, high, steps; buckets from factor^low to factor^(high+1) */
static void check_log(struct checker *c, struct node *call,
		      const int64_t v[4])
{
	uint64_t power = 1;

	if (v[0] < 2 || v[0] > UINT16_MAX) {
		check_fail(c, call, "D_LLQUANT_FACTORSMALL",
			   "the factor must be from 2 to %d", UINT16_MAX);
		return;
	}
	if (v[1] < 0 || v[2] < v[1] || v[2] > 63) {
		check_fail(c, call, "D_LLQUANT_MAGRANGE",
			   "the magnitudes must be from 0 to 63, the upper "
			   "one not less than the lower one");
		return;
	}
	for (int64_t i = 0; i <= v[2]; i++) {
		if (__builtin_mul_overflow(power, (uint64_t)v[0], &power)) {
			check_fail(c, call, "D_LLQUANT_MAGTOOBIG",
				   "%lld to the power of %lld does not fit in "
				   "64 bits", (long long)v[0],
				   (long long)v[2] + 1);
			return;
		}
	}
	if (v[3] < 1 || v[3] > UINT16_MAX)
		check_fail(c, call, "D_LLQUANT_NSTEPVAL",
			   "the number of steps must be from 1 to %d",
			   UINT16_MAX);
	else if (v[3] < v[0] ? v[0] % v[3] : v[3] % v[0])
		check_fail(c, call, "D_LLQUANT_FACTOREVEN",
			   "the factor must divide the number of steps, or "
			   "the other way round");
}

static void check_params(struct checker *c, struct node *call,
			 struct aggregation *agg, bool is_first)
{
	const struct param *p;
	int64_t values[4] = { 0, 0, 0, 0 };
	size_t n;

	p = params_of(call->builtin, &n);
	if (!n || !read_params(c, call, values))
		return;
	if (call->builtin->id == BI_LQUANTIZE)
		check_linear(c, call, values);
	else
		check_log(c, call, values);
	for (size_t i = 0; i < n; i++) {
		if (is_first)
			agg->params[i] = values[i];
		else if (agg->params[i] != values[i] && !is_bad(call->type))
			check_fail(c, call, p[i].match_tag,
				   "the %s of @%s is %lld where it was first "
				   "filled", p[i].name, agg->name,
				   (long long)agg->params[i]);
	}
}

/* ---- @name[keys] = function() --------------------------------------- */

static const struct builtin *check_function(struct checker *c,
					    struct node *n)
{
	struct node *call = n->right;
	const struct builtin *b = call->kind == NODE_CALL && call->name
		? builtin_find(call->name) : NULL;

	if (!b || b->kind != BUILTIN_AGGREGATING) {
		check_fail(c, n, "D_AGG_FUNC",
			   "an aggregation is filled by one of its functions "
			   "only, such as @%s = count()", n->left->name);
		return NULL;
	}
	call->builtin = b;
	return b;
}

/* The parameters of lquantize are checked with tags of their own. */
static void check_values(struct checker *c, struct node *call)
{
	const struct builtin *b = call->builtin;
	struct node *arg;

	call->type = b->type;
	if (call->nargs < (size_t)b->min_args ||
	    call->nargs > (size_t)b->max_args) {
		check_prototype(c, call, b);	/* it says what is wrong */
		return;
	}
	for (arg = call->args; arg; arg = arg->next) {
		check_value(c, arg);
		if (is_bad(arg->type))
			call->type = &type_bad;
	}
	arg = call->args;
	if (!is_bad(call->type) && arg && !type_is_integer(arg->type))
		check_fail(c, call, "D_PROTO_ARG",
			   "%s() takes an integer, not '%s'", b->name,
			   check_text(c, arg->type));
}

static struct aggregation *new_aggregation(struct checker *c, struct node *n,
					   const struct builtin *b)
{
	struct aggregation *agg = ARENA_NEW(c->a, struct aggregation);

	*agg = (struct aggregation){
		.name = n->name, .func = b, .loc = n->loc,
		.id = c->program->naggregations,
	};
	if (!remember_keys(c, agg, n))
		return NULL;
	c->program->naggregations++;
	symtab_set(&c->program->aggregation_names, c->a, agg->name, agg);
	*c->aggregations = agg;
	c->aggregations = &agg->next;
	return agg;
}

static void check_redefinition(struct checker *c, struct node *n,
			       struct aggregation *agg,
			       const struct builtin *b)
{
	const char *name = arena_printf(c->a, "@%s", agg->name);

	if (agg->func != b)
		check_fail(c, n, "D_AGG_REDEF",
			   "'%s' is filled by %s() where it was first used, "
			   "not by %s()", name, agg->func->name, b->name);
	else
		check_keys(c, n, name, agg->keys, agg->nkeys, false);
}

void check_agg_store(struct checker *c, struct node *n)
{
	struct node *left = n->left, *call = n->right;
	const struct builtin *b = check_function(c, n);
	struct aggregation *agg;
	bool is_first;

	if (!b)
		return;
	n->type = left->type = &type_void;
	for (struct node *key = left->args; key; key = key->next)
		check_agg_key(c, key);
	check_values(c, call);
	agg = symtab_get(&c->program->aggregation_names, left->name);
	is_first = !agg;
	if (is_first)
		agg = new_aggregation(c, left, b);
	else
		check_redefinition(c, left, agg, b);
	left->agg = agg;
	if (agg && !is_bad(call->type) && agg->func == b)
		check_params(c, call, agg, is_first);
	check_spec_store(c, n);
}

/* ---- actions on aggregations ---------------------------------------- */

static const char *agg_tag(const struct builtin *b, bool is_arg)
{
	switch (b->id) {
	case BI_CLEAR:
		return is_arg ? "D_CLEAR_AGGARG" : "D_CLEAR_AGGBAD";
	case BI_TRUNC:
		return is_arg ? "D_TRUNC_AGGARG" : "D_TRUNC_AGGBAD";
	case BI_NORMALIZE:
		return is_arg ? "D_NORMALIZE_AGGARG" : "D_NORMALIZE_AGGBAD";
	case BI_DENORMALIZE:
		return is_arg ? "D_DENORMALIZE_AGGARG"
			      : "D_DENORMALIZE_AGGBAD";
	default:
		return is_arg ? "D_PRINTA_AGGARG" : "D_PRINTA_AGGBAD";
	}
}

static void check_agg_arg(struct checker *c, struct node *call,
			  struct node *arg)
{
	const struct builtin *b = call->builtin;

	arg->type = &type_void;
	if (arg->kind != NODE_AGG) {
		check_fail(c, call, agg_tag(b, true),
			   "%s() takes an aggregation", b->name);
		return;
	}
	if (arg->nargs) {
		check_fail(c, call, "D_PRINTA_AGGKEY",
			   "%s() takes whole aggregations: @%s without keys",
			   b->name, arg->name);
		return;
	}
	arg->agg = symtab_get(&c->program->aggregation_names, arg->name);
	if (!arg->agg)
		check_fail(c, call, agg_tag(b, false),
			   "aggregation '@%s' is never filled", arg->name);
}

/* All aggregations of one printa() are printed key by key. */
static void check_same_keys(struct checker *c, struct node *call,
			    const struct node *first)
{
	const struct aggregation *a = first->agg;

	for (const struct node *n = first->next; n; n = n->next) {
		const struct aggregation *b = n->agg;
		bool same = a->nkeys == b->nkeys;

		for (size_t i = 0; same && i < a->nkeys; i++)
			same = type_compatible(a->keys[i], b->keys[i]) ||
				(type_is_integer(a->keys[i]) &&
				 type_is_integer(b->keys[i])) ||
				(type_is_string(a->keys[i]) &&
				 type_is_string(b->keys[i]));
		if (!same) {
			check_fail(c, call, "D_PRINTA_AGGPROTO",
				   "@%s and @%s have different keys and can "
				   "not be printed together", a->name,
				   b->name);
			return;
		}
	}
}

static void check_printa(struct checker *c, struct node *call)
{
	struct node *format = call->args, *aggs = format;

	if (format->kind == NODE_STRING) {
		format->type = &type_string;
		aggs = format->next;
	} else if (format->kind != NODE_AGG) {
		check_fail(c, call, "D_PRINTA_PROTO",
			   "printa() takes a format, as a string constant, and "
			   "aggregations, or an aggregation alone");
		return;
	} else {
		format = NULL;
	}
	if (!aggs) {
		check_fail(c, call, "D_PRINTA_PROTO",
			   "printa() needs an aggregation");
		return;
	}
	for (struct node *arg = aggs; arg; arg = arg->next)
		check_agg_arg(c, call, arg);
	if (is_bad(call->type))
		return;
	check_same_keys(c, call, aggs);
	if (format && !is_bad(call->type))
		check_printa_format(c, call, format, aggs);
}

static void check_scalar(struct checker *c, struct node *call)
{
	struct node *arg = call->args->next;

	if (!arg)
		return;
	check_value(c, arg);
	check_whole_xlates(c, arg);
	if (!is_bad(arg->type) && !type_is_integer(arg->type))
		check_fail(c, call, call->builtin->id == BI_TRUNC
			   ? "D_TRUNC_SCALAR" : "D_NORMALIZE_SCALAR",
			   "argument 2 of %s() must be an integer, not '%s'",
			   call->builtin->name, check_text(c, arg->type));
}

void check_agg_calls(struct checker *c)
{
	for (size_t i = 0; i < c->agg_calls.len; i++) {
		struct node *call = c->agg_calls.items[i];

		if (call->builtin->id == BI_PRINTA) {
			check_printa(c, call);
			continue;
		}
		check_agg_arg(c, call, call->args);
		check_scalar(c, call);
	}
}
