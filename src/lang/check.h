/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checker: names become variables and built-ins, expressions get types.
 * Internal to this folder.
 *
 * Clauses are checked in source order: a variable's type is fixed by its
 * declaration or by its first assignment. Actions that name an aggregation
 * come last, since it may be filled further down in the text.
 *
 * An expression that is wrong gets type_bad; whatever is made of it is
 * type_bad too, without another diagnostic.
 */
#ifndef LANG_CHECK_H
#define LANG_CHECK_H

#include <stdbool.h>

#include "base/vec.h"
#include "lang/ast.h"
#include "lang/builtin.h"
#include "lang/lang.h"

/* inline definitions that are being expanded, innermost first */
struct expansion {
	const struct expansion *outer;
	const void *def;
};

struct checker {
	struct arena *a;
	struct program *program;
	const struct lang_options *options;
	const struct lang_world *world;
	struct diags *diags;
	struct clause *clause;		/* NULL outside of clauses */
	const struct expansion *expansion;
	int depth;			/* of check_expr() */
	size_t expanded;		/* nodes made by expansion so far */
	VEC(struct node *) agg_calls;	/* actions on aggregations */
	struct variable **variables;	/* where the next one goes */
	struct aggregation **aggregations;
	int spec_state;			/* check_spec.c */
};

extern const struct type type_bad;

/* ---- check.c -------------------------------------------------------- */

void check_error(struct checker *c, const char *tag, struct loc loc,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* check_error() and make the node bad. */
void check_fail(struct checker *c, struct node *n, const char *tag,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

bool is_bad(const struct type *t);

/* t, in the traced process when `from` is or points there. */
const struct type *check_inherit(struct checker *c, const struct type *t,
				 const struct type *from);
const char *check_text(struct checker *c, const struct type *t);

/*
 * A name that the text used as a type and never defined is asked of the world
 * when an expression uses it, so that libraries may name types which this
 * system lacks.
 */
void check_known(struct checker *c, const struct type *t, struct loc loc);

/* Is there a library, not read yet, that defines the name? It is read. */
bool check_define(struct checker *c, const char *name);

/* A type by its C name, of the program, libraries or the world; or NULL. */
const struct type *check_find_type(struct checker *c, const char *name);

/*
 * The type with its members, asked of the world if need be; NULL when they are
 * not known.
 */
const struct type *check_complete(struct checker *c, const struct type *t);

/* ---- check_expr.c --------------------------------------------------- */

/* Any expression; n->type is set afterwards. */
void check_expr(struct checker *c, struct node *n);

/* One whose value is used: no void, no array of D, no aggregation. */
void check_value(struct checker *c, struct node *n);

/* The value of a constant integer; false when it is none. */
bool check_constant(struct checker *c, const struct node *n, int64_t *value);

bool node_is_zero(struct checker *c, const struct node *n);
bool node_is_memory(const struct node *n);	/* has an address */

/* ---- one file each -------------------------------------------------- */

void check_unary(struct checker *c, struct node *n);	/* check_op.c */
void check_binary(struct checker *c, struct node *n);
void check_ternary(struct checker *c, struct node *n);
void check_cast(struct checker *c, struct node *n);

void check_assign(struct checker *c, struct node *n);	/* check_assign.c */
void check_step(struct checker *c, struct node *n);	/* ++ and -- */
bool check_assignable(struct checker *c, const struct type *to,
		      const struct node *from);

void check_member(struct checker *c, struct node *n);	/* check_member.c */
void check_index(struct checker *c, struct node *n);
void check_sizeof(struct checker *c, struct node *n);
void check_offsetof(struct checker *c, struct node *n);

/* Is the NODE_IDENT known as that of a value or a function? */
bool check_is_name(struct checker *c, const struct node *n);
void check_ident(struct checker *c, struct node *n);	/* check_var.c */
/* A symbol of the kernel: one whose value is wanted must have a type. */
void check_symbol(struct checker *c, struct node *n, bool is_value);
/* The variable that is named, or NULL when there is none (yet). */
struct variable *check_find_variable(struct checker *c, const struct node *n);
/* Make it; n is the name, type and keys those of the value assigned. */
struct variable *check_new_variable(struct checker *c, const struct node *n,
				    const struct type *type,
				    struct node *keys, size_t nkeys);
/*
 * Keys against those of the first use; name is for messages. Integer keys of
 * several sizes widen the type that is remembered, unless it is_fixed.
 */
void check_keys(struct checker *c, struct node *n, const char *name,
		const struct type **types, size_t ntypes, bool is_fixed);
/* May a value of the type be a key? Gives the type to remember. */
const struct type *check_key_type(struct checker *c, struct node *key);
/* args[N], uregs[N] */
void check_indexed_builtin(struct checker *c, struct node *n,
			   const struct builtin *b);

/* Replace n by the text of an inline; args is NULL without parameters. */
void check_inline(struct checker *c, struct node *n,	/* check_inline.c */
		  const struct inline_def *def, struct node *args,
		  size_t nargs);
void check_xlate(struct checker *c, struct node *n);
/* xlate<..>(..).name: replace n by the member's value. */
void check_xlate_member(struct checker *c, struct node *n, struct node *xlate);
/*
 * The NODE_XLATE that n is: xlate <type>, *xlate <type *>, and either under the
 * type of an inline; else NULL.
 */
struct node *check_xlate_below(struct node *n);
/* Of those that are left in the tree the whole struct is wanted. */
void check_whole_xlates(struct checker *c, struct node *n);
void check_translators(struct checker *c);

void check_call(struct checker *c, struct node *n);	/* check_call.c */
/* A call as a statement of its own: an action is right. */
void check_action(struct checker *c, struct node *n);
/* False, with a diagnostic: Linux does not have what it is about. */
bool check_present(struct checker *c, struct node *n, const struct builtin *b);
void check_prototype(struct checker *c, struct node *n,
		     const struct builtin *b);

/* Its arguments are checked by check_agg_calls(), when all are known. */
bool takes_aggregation(const struct builtin *b);

void check_agg_store(struct checker *c, struct node *n); /* check_agg.c */
void check_agg_calls(struct checker *c);

/* The arguments of printf and its like against the format. */
void check_printf(struct checker *c, struct node *n);	/* check_format.c */
void check_printa_format(struct checker *c, struct node *call,
			 struct node *format, struct node *aggs);

/* commit(), speculate(): what may follow what. */	/* check_spec.c */
void check_spec_clause(struct checker *c);
void check_spec_store(struct checker *c, const struct node *n);
void check_spec_action(struct checker *c, const struct node *n,
		       const struct builtin *b);

#endif
