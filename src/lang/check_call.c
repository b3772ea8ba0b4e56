/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls: subroutines in expressions, actions as statements. */
#include <string.h>

#include "lang/check.h"

/* ---- prototypes ----------------------------------------------------- */

/* The letter that says what argument i may be; see builtin.def. */
static char letter_of(const struct builtin *b, size_t i)
{
	size_t n = strlen(b->args);

	if (n >= 2 && b->args[n - 1] == '+' && i >= n - 2)
		return b->args[n - 2];
	return i < n ? b->args[i] : 'v';
}

static const char *letter_text(char letter)
{
	switch (letter) {
	case 'i':
		return "an integer";
	case 'n':
		return "an integer constant";
	case 's':
		return "a string";
	case 'z':
		return "a string or NULL";
	case 'S':
	case 'f':
		return "a string constant";
	case 'p':
		return "an address";
	default:
		return "a value";
	}
}

static bool arg_fits(struct checker *c, const struct node *arg, char letter)
{
	const struct type *t = arg->type;
	int64_t value;

	switch (letter) {
	case 'i':
		return type_is_integer(t);
	case 'n':
		return type_is_integer(t) && check_constant(c, arg, &value);
	case 's':
		return type_is_string(t);
	case 'z':
		return type_is_string(t) || node_is_zero(c, arg);
	case 'S':
	case 'f':
		return arg->kind == NODE_STRING;
	case 'p':
		return type_is_scalar(t) || type_is_pointer(t);
	default:
		return type_resolve(t)->kind != TYPE_DYNAMIC &&
			check_complete(c, t);
	}
}

static const char *prototype_tag(const struct builtin *b, size_t i,
				 char letter)
{
	switch (b->id) {
	case BI_STACK:
		return "D_STACK_SIZE";
	case BI_USTACK:
	case BI_JSTACK:
		return i == 0 ? "D_USTACK_FRAMES" : "D_USTACK_STRSIZE";
	case BI_TRACEMEM:
		return i == 0 ? "D_TRACEMEM_ADDR" : "D_TRACEMEM_SIZE";
	case BI_TRACE:
		return "D_TRACE_DYN";
	case BI_PRINT:
		return "D_PRINT_DYN";
	case BI_FREOPEN:
	case BI_PRINTF:
	case BI_SYSTEM:
		return letter == 'f' ? "D_PRINTF_ARG_FMT" : "D_PROTO_ARG";
	default:
		return "D_PROTO_ARG";
	}
}

static void check_arg(struct checker *c, struct node *n,
		      const struct builtin *b, struct node *arg, size_t i)
{
	char letter = letter_of(b, i);

	if (is_bad(arg->type))
		n->type = &type_bad;
	else if (!arg_fits(c, arg, letter))
		check_fail(c, n, prototype_tag(b, i, letter),
			   "argument %zu of %s() must be %s, not '%s'", i + 1,
			   b->name, letter_text(letter),
			   check_text(c, arg->type));
}

static bool check_count(struct checker *c, struct node *n,
			const struct builtin *b)
{
	size_t min = (size_t)b->min_args;
	size_t max = b->max_args < 0 ? SIZE_MAX : (size_t)b->max_args;

	if (n->nargs >= min && n->nargs <= max)
		return true;
	if (min == max)
		check_fail(c, n, "D_PROTO_LEN",
			   "%s() takes %zu argument%s, not %zu", b->name, min,
			   min == 1 ? "" : "s", n->nargs);
	else if (max == SIZE_MAX)
		check_fail(c, n, "D_PROTO_LEN",
			   "%s() takes at least %zu argument%s, not %zu",
			   b->name, min, min == 1 ? "" : "s", n->nargs);
	else
		check_fail(c, n, "D_PROTO_LEN",
			   "%s() takes %zu to %zu arguments, not %zu", b->name,
			   min, max, n->nargs);
	return false;
}

void check_prototype(struct checker *c, struct node *n,
		     const struct builtin *b)
{
	size_t i = 0;

	n->builtin = b;
	n->type = b->type;
	if (!check_count(c, n, b))
		return;
	for (struct node *arg = n->args; arg; arg = arg->next, i++) {
		check_value(c, arg);
		check_arg(c, n, b, arg, i);
	}
}

/* ---- functions in expressions --------------------------------------- */

/* NULL, with a diagnostic, when nothing of that name can be called. */
static const struct builtin *find_function(struct checker *c, struct node *n)
{
	const struct builtin *b = n->name ? builtin_find(n->name) : NULL;

	if (b && b->kind != BUILTIN_VARIABLE)
		return b;
	if (!n->name)
		n->type = &type_bad;	/* the parser complained */
	else if (b || symtab_get(&c->program->inline_names, n->name) ||
		 symtab_get(&c->program->variable_names[SCOPE_GLOBAL],
			    n->name))
		check_fail(c, n, "D_FUNC_IDKIND", "'%s' is not a function",
			   n->name);
	else
		check_fail(c, n, "D_FUNC_UNDEF", "there is no function '%s'",
			   n->name);
	return NULL;
}

void check_call(struct checker *c, struct node *n)
{
	const struct builtin *b = find_function(c, n);

	if (!b)
		return;
	if (b->kind == BUILTIN_AGGREGATING)
		check_fail(c, n, "D_FUNC_IDKIND",
			   "%s() only fills aggregations: @name = %s()",
			   b->name, b->name);
	else if (b->kind == BUILTIN_ACTION)
		check_fail(c, n, "D_OP_ACT",
			   "%s() is an action: it must be a statement of its "
			   "own", b->name);
	else if (check_present(c, n, b))
		check_prototype(c, n, b);
}

/* ---- actions -------------------------------------------------------- */

bool takes_aggregation(const struct builtin *b)
{
	return *b->args == '@';
}

static void check_frames(struct checker *c, struct node *n)
{
	int64_t value;

	for (struct node *arg = n->args; arg; arg = arg->next) {
		if (!is_bad(n->type) && check_constant(c, arg, &value) &&
		    (value < 0 || value > INT32_MAX ||
		     (value == 0 && arg == n->args)))
			check_fail(c, n, prototype_tag(n->builtin,
						       arg != n->args, 'n'),
				   "argument %d of %s() must be from %d to %d, "
				   "not %lld", arg == n->args ? 1 : 2,
				   n->builtin->name, arg == n->args,
				   INT32_MAX, (long long)value);
	}
}

static void check_tracemem(struct checker *c, struct node *n)
{
	int64_t size;

	if (!is_bad(n->type) && check_constant(c, n->args->next, &size) &&
	    (size <= 0 || size > UINT16_MAX))
		check_fail(c, n, "D_TRACEMEM_SIZE",
			   "tracemem() records 1 to %d bytes, not %lld",
			   UINT16_MAX, (long long)size);
}

/* trace() and print() say more exactly what is wrong with their argument. */
static bool check_traced(struct checker *c, struct node *n)
{
	bool is_trace = n->builtin->id == BI_TRACE;
	struct node *arg = n->args;

	if (arg->kind == NODE_AGG) {
		check_fail(c, n, is_trace ? "D_TRACE_AGG" : "D_PRINT_AGG",
			   "%s() does not take an aggregation; printa() does",
			   n->builtin->name);
		return false;
	}
	if (arg->kind == NODE_CALL && arg->name && builtin_find(arg->name) &&
	    builtin_find(arg->name)->kind == BUILTIN_ACTION) {
		check_fail(c, n, is_trace ? "D_TRACE_VOID" : "D_PRINT_VOID",
			   "%s() is an action and has no value to record",
			   arg->name);
		return false;
	}
	check_expr(c, arg);
	if (!is_bad(arg->type) && type_is_void(arg->type)) {
		check_fail(c, n, is_trace ? "D_TRACE_VOID" : "D_PRINT_VOID",
			   "there is no value to record");
		return false;
	}
	return true;
}

static void check_arguments(struct checker *c, struct node *n,
			    const struct builtin *b)
{
	n->builtin = b;
	if ((b->id == BI_TRACE || b->id == BI_PRINT) && n->nargs == 1 &&
	    !check_traced(c, n))
		return;
	check_prototype(c, n, b);
	if (is_bad(n->type))
		return;
	switch (b->id) {
	case BI_PRINTF:
	case BI_SYSTEM:
	case BI_FREOPEN:
		check_printf(c, n);
		break;
	case BI_STACK:
	case BI_USTACK:
	case BI_JSTACK:
		check_frames(c, n);
		break;
	case BI_TRACEMEM:
		check_tracemem(c, n);
		break;
	default:
		break;
	}
}

void check_action(struct checker *c, struct node *n)
{
	const struct builtin *b = find_function(c, n);

	if (!b)
		return;
	if (b->kind != BUILTIN_ACTION) {
		check_call(c, n);
		return;
	}
	if (!check_present(c, n, b))
		return;
	if (b->is_destructive && !c->program->destructive)
		c->program->destructive = n;
	check_spec_action(c, n, b);
	if (takes_aggregation(b)) {
		n->builtin = b;
		n->type = b->type;
		if (check_count(c, n, b))
			*vec_push(&c->agg_calls) = n;
	} else {
		check_arguments(c, n, b);
	}
}
