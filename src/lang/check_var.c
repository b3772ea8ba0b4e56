/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: variables, keys of arrays, built-ins, symbols of the kernel. */
#include <string.h>

#include "lang/check.h"

/* ---- variables ------------------------------------------------------ */

static const char *scope_prefix(enum scope scope)
{
	switch (scope) {
	case SCOPE_SELF:
		return "self->";
	case SCOPE_THIS:
		return "this->";
	default:
		return "";
	}
}

static enum scope scope_of(const struct node *n)
{
	return n->has_scope ? n->scope : SCOPE_GLOBAL;
}

struct variable *check_find_variable(struct checker *c, const struct node *n)
{
	return symtab_get(&c->program->variable_names[scope_of(n)], n->name);
}

struct variable *check_new_variable(struct checker *c, const struct node *n,
				    const struct type *type,
				    struct node *keys, size_t nkeys)
{
	enum scope scope = scope_of(n);
	struct variable *v;
	size_t i = 0;

	if (keys && scope == SCOPE_THIS) {
		check_error(c, "D_DECL_LOCASSC", n->loc,
			    "this->%s cannot be an associative array",
			    n->name);
		return NULL;
	}
	v = ARENA_NEW(c->a, struct variable);
	*v = (struct variable){
		.name = n->name, .scope = scope, .type = type, .loc = n->loc,
		.id = c->program->nvariables[scope]++,
		.is_array = keys, .nkeys = nkeys,
		.keys = ARENA_NEW_N(c->a, const struct type *, nkeys),
	};
	for (; keys; keys = keys->next) {
		v->keys[i] = check_key_type(c, keys);
		if (!v->keys[i++])
			return NULL;
	}
	symtab_set(&c->program->variable_names[scope], c->a, v->name, v);
	*c->variables = v;
	c->variables = &v->next;
	return v;
}

/* ---- keys ----------------------------------------------------------- */

const struct type *check_key_type(struct checker *c, struct node *key)
{
	const struct type *t = key->type, *r = type_resolve(t);

	if (key->kind == NODE_CALL && key->builtin &&
	    builtin_is_key(key->builtin))
		return t;
	if (node_is_bit_field(key))
		return type_promote(t);
	if (r->kind == TYPE_ARRAY && type_is_string(t))
		return &type_string;
	if (r->kind != TYPE_VOID && r->kind != TYPE_DYNAMIC &&
	    r->kind != TYPE_FLOAT && r->kind != TYPE_FUNCTION &&
	    check_complete(c, t))
		return t;
	if (!is_bad(t))
		check_error(c, "D_KEY_TYPE", key->loc,
			    "a value of type '%s' cannot be a key",
			    check_text(c, t));
	return NULL;
}

static bool key_fits(struct checker *c, const struct type *type,
		     const struct node *key)
{
	if (type->kind == TYPE_DYNAMIC || key->type->kind == TYPE_DYNAMIC)
		return type == key->type;
	return check_assignable(c, type, key) ||
		(type_is_scalar(type) && type_is_scalar(key->type)) ||
		(type_is_string(type) && type_is_string(key->type));
}

/* Integers of several sizes as one key: it must hold them all. */
static const struct type *wider(const struct type *a, const struct node *key)
{
	const struct type *b = key->type;

	if (!type_is_integer(a) || !type_is_integer(b))
		return a;
	if (type_is_signed(a) == type_is_signed(b))
		return type_size(b) > type_size(a) ? b : a;
	if (type_size(a) < 8 && type_size(b) < 8)
		return type_size(a) < 4 && type_size(b) < 4 ? &type_int
							    : &type_long;
	return type_size(b) > type_size(a) ? b : a;
}

static void keys_differ(struct checker *c, struct node *n, const char *name,
			size_t nkeys)
{
	check_fail(c, n, "D_PROTO_LEN",
		   "'%s' has %zu key%s here and %zu where it was first used",
		   name, n->nargs, n->nargs == 1 ? "" : "s", nkeys);
}

static void check_key_list(struct checker *c, struct node *n,
			   const char *name, const struct type **types,
			   bool is_fixed)
{
	int i = 1;

	for (struct node *key = n->args; key; key = key->next, types++, i++) {
		if (is_bad(key->type)) {
			n->type = &type_bad;
		} else if (!key_fits(c, *types, key)) {
			check_fail(c, n, "D_PROTO_ARG",
				   "key %d of '%s' is '%s' here and '%s' where "
				   "it was first used", i, name,
				   check_text(c, key->type),
				   check_text(c, *types));
		} else if (!is_fixed) {
			*types = wider(*types, key);
		}
	}
}

void check_keys(struct checker *c, struct node *n, const char *name,
		const struct type **types, size_t ntypes, bool is_fixed)
{
	if (n->nargs != ntypes)
		keys_differ(c, n, name, ntypes);
	else
		check_key_list(c, n, name, types, is_fixed);
}

/* ---- built-in variables --------------------------------------------- */

/* "psinfo_t *" and the like, by name; the members may stay unknown. */
static const struct type *named_type(struct checker *c, const char *text)
{
	const char *star = strstr(text, " *");
	char *name = arena_strndup(c->a, text, star ? (size_t)(star - text)
						    : strlen(text));
	const struct type *t = check_find_type(c, name);
	struct type *unknown;

	if (!t) {
		unknown = ARENA_NEW(c->a, struct type);
		unknown->kind = TYPE_STRUCT;
		unknown->align = 1;
		unknown->name = strncmp(name, "struct ", 7) == 0 ? name + 7
								 : name;
		t = unknown;
	}
	return star ? type_pointer_to(c->a, t) : t;
}

static void use_builtin(struct checker *c, struct node *n,
			const struct builtin *b)
{
	n->kind = NODE_BUILTIN;
	n->builtin = b;
	n->type = b->type_name ? named_type(c, b->type_name) : b->type;
}

/* psinfo_t *, where the one who gave the type knows no more than the name. */
static const struct type *with_name(struct checker *c, const struct type *t)
{
	const struct type *base = type_resolve(t)->kind == TYPE_POINTER
		? type_resolve(t)->base : NULL, *found;

	if (!base || base->kind != TYPE_TYPEDEF || base->base || !base->name)
		return t;
	found = check_find_type(c, base->name);
	return found ? check_inherit(c, type_pointer_to(c->a, found), t) : t;
}

/* What a translator makes args[n] of, in every probe; or NULL. */
static const struct type *native_type(struct checker *c, struct node *n,
				      unsigned index, unsigned *native)
{
	const struct lang_world *w = c->world;
	const struct probe_desc *d = c->clause->probes;
	const struct type *type = NULL;

	for (; d && w->probe_native; d = d->next) {
		unsigned from = index;
		const struct type *t = w->probe_native(w->data, c->a, d, index,
						       &from);

		if (d != c->clause->probes &&
		    (!t != !type || from != *native ||
		     (t && !type_compatible(type, t)))) {
			check_fail(c, n, "D_ARGS_MULTI",
				   "args[%u] is translated from different "
				   "arguments of the clause's probes", index);
			return NULL;
		}
		type = t;
		*native = from;
	}
	return type;
}

/* The type of args[n] in every probe of the clause. */
static const struct type *arg_type(struct checker *c, struct node *n,
				   unsigned index)
{
	const struct lang_world *w = c->world;
	const struct type *type = NULL;
	const struct probe_desc *d = c->clause ? c->clause->probes : NULL;

	for (; d; d = d->next) {
		const char *why = "no type is known for it; argN has the bare "
			"value";
		const struct type *t = w && w->probe_arg
			? w->probe_arg(w->data, c->a, d, index, &why) : NULL;

		if (t)
			t = with_name(c, t);
		else {
			check_fail(c, n, "D_ARGS_NONE",
				   "args[%u] of %s:%s:%s:%s: %s", index,
				   d->provider, d->module, d->function,
				   d->name, why);
			return NULL;
		}
		if (type && !type_compatible(type, t)) {
			check_fail(c, n, "D_ARGS_MULTI",
				   "args[%u] is '%s' in one of the clause's "
				   "probes and '%s' in another", index,
				   check_text(c, type), check_text(c, t));
			return NULL;
		}
		type = t;
	}
	if (!type)
		check_fail(c, n, "D_ARGS_NONE", "args[] has a meaning only in "
			   "a clause");
	return type;
}

static void check_args(struct checker *c, struct node *n,
		       const struct builtin *b)
{
	struct node *index = n->args, *arg;
	const struct type *type, *native;
	unsigned from;
	int64_t i;

	if (!check_constant(c, index, &i)) {
		check_fail(c, n, "D_ARGS_TYPE",
			   "the index of args[] must be an integer constant");
		return;
	}
	if (i < 0 || i > 255) {
		check_fail(c, n, "D_ARGS_IDX",
			   "args[%lld] is out of range", (long long)i);
		return;
	}
	type = arg_type(c, n, (unsigned)i);
	if (!type)
		return;
	from = (unsigned)i;
	native = native_type(c, n, (unsigned)i, &from);
	if (is_bad(n->type ? n->type : type))
		return;
	index = arena_memdup(c->a, index, sizeof(*index));
	*index = (struct node){ .kind = NODE_INT, .loc = index->loc,
				.type = &type_int, .value = from };
	arg = arena_memdup(c->a, n, sizeof(*n));
	arg->next = NULL;
	arg->left = index;
	arg->args = NULL;
	arg->nargs = 0;
	use_builtin(c, arg, b);
	arg->type = native ? native : type;
	if (native) {
		*n = (struct node){ .kind = NODE_XLATE, .loc = n->loc,
				    .next = n->next, .left = arg,
				    .type_arg = type };
		check_xlate(c, n);
	} else {
		arg->next = n->next;
		*n = *arg;
	}
}

void check_indexed_builtin(struct checker *c, struct node *n,
			   const struct builtin *b)
{
	struct node *index = n->args;

	if (n->nargs != 1) {
		check_fail(c, n, "D_PROTO_LEN", "%s[] has one index", b->name);
		return;
	}
	check_value(c, index);
	if (is_bad(index->type)) {
		n->type = &type_bad;
	} else if (b->id == BI_ARGS) {
		check_args(c, n, b);
	} else if (!type_is_integer(index->type)) {
		check_fail(c, n, "D_REGS_TYPE",
			   "the index of %s[] must be an integer, not '%s'",
			   b->name, check_text(c, index->type));
	} else {
		n->left = index;
		n->args = NULL;
		n->nargs = 0;
		use_builtin(c, n, b);
	}
}

bool check_is_name(struct checker *c, const struct node *n)
{
	if (n->has_scope)	/* no library has these */
		return true;
	return check_find_variable(c, n) ||
		symtab_get(&c->program->enumerators, n->name) ||
		symtab_get(&c->program->inline_names, n->name) ||
		builtin_find(n->name);
}

/* ---- names ---------------------------------------------------------- */

static void undefined(struct checker *c, struct node *n)
{
	if (n->has_scope)
		check_fail(c, n, "D_IDENT_UNDEF",
			   "%s%s has no value yet: assign to it in an earlier "
			   "clause or declare it: %s int %s;",
			   scope_prefix(n->scope), n->name,
			   n->scope == SCOPE_SELF ? "self" : "this", n->name);
	else
		check_fail(c, n, "D_IDENT_UNDEF",
			   "'%s' is not known: no variable of this name was "
			   "assigned or declared before", n->name);
}

static void use_enumerator(struct node *n, const struct node *enumerator)
{
	n->kind = NODE_INT;
	n->value = enumerator->value;
	n->type = enumerator->type;
}

/* One that the kernel has: what nothing in the program is. */
static bool use_kernel_enumerator(struct checker *c, struct node *n)
{
	const struct lang_world *w = c->world;
	const struct type *t = NULL;
	int64_t value = 0;

	if (w && w->find_enumerator)
		t = w->find_enumerator(w->data, n->name, &value);
	if (!t)
		return false;
	n->kind = NODE_INT;
	n->value = (uint64_t)value;
	n->type = t;
	return true;
}

static void check_builtin_name(struct checker *c, struct node *n,
			       const struct builtin *b)
{
	if (b->kind != BUILTIN_VARIABLE)
		check_fail(c, n, "D_IDENT_BADREF",
			   "%s() is a function; its arguments must follow",
			   b->name);
	else if (builtin_is_indexed(b))
		check_fail(c, n, "D_ARR_BADREF",
			   "%s[] cannot be used without an index", b->name);
	else
		use_builtin(c, n, b);
}

void check_ident(struct checker *c, struct node *n)
{
	struct variable *v;
	const struct inline_def *def = NULL;
	const struct node *enumerator = NULL;
	const struct builtin *b = NULL;

	while (!check_is_name(c, n) && check_define(c, n->name))
		;
	v = check_find_variable(c, n);
	if (!n->has_scope) {
		enumerator = symtab_get(&c->program->enumerators, n->name);
		def = symtab_get(&c->program->inline_names, n->name);
		b = builtin_find(n->name);
	}
	if (enumerator) {
		use_enumerator(n, enumerator);
	} else if (def) {
		check_inline(c, n, def, NULL, 0);
	} else if (v) {
		n->kind = NODE_VAR;
		n->var = v;
		n->type = v->type;
	} else if (b) {
		check_builtin_name(c, n, b);
	} else if (n->has_scope || !use_kernel_enumerator(c, n)) {
		undefined(c, n);
	}
}

/* Enumerators are not in modules, as far as the kernel tells. */
static bool is_of_kernel(const struct node *n)
{
	return !*n->module || !strcmp(n->module, "vmlinux");
}

void check_symbol(struct checker *c, struct node *n, bool is_value)
{
	const struct lang_world *w = c->world;
	bool per_cpu = false;

	if (w && w->find_symbol)
		n->type = w->find_symbol(w->data, c->a, n->module, n->name,
					 &n->value, &per_cpu);
	if (per_cpu)
		check_fail(c, n, "D_SYM_PERCPU",
			   "'%s`%s' is a variable that each CPU has its own "
			   "of, so it has no one address; take what is wanted "
			   "from curthread or from an argument of a probe",
			   n->module, n->name);
	else if (!n->type && is_value && is_of_kernel(n) &&
		 use_kernel_enumerator(c, n))
		return;
	else if (!n->type)
		check_fail(c, n, "D_IDENT_UNDEF",
			   "the kernel shows no symbol '%s`%s'", n->module,
			   n->name);
	else if (is_value && type_is_void(n->type))
		check_fail(c, n, "D_SYM_NOTYPES",
			   "the kernel does not tell the type of '%s`%s'; "
			   "write *(TYPE *)&%s`%s", n->module, n->name,
			   n->module, n->name);
}
