/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The syntax tree of D, as the parser makes it and the checker completes it.
 *
 * Everything lives in the arena of the compilation; strings are NUL-terminated
 * arena copies. Lists are linked by `next` in source order. Members below the
 * line "set by the checker" are zero after parsing.
 */
#ifndef LANG_AST_H
#define LANG_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "lang/symtab.h"
#include "lang/type.h"

struct builtin;

/* ---- expressions ---------------------------------------------------- */

enum node_kind {
	NODE_INT,		/* value; type */
	NODE_STRING,		/* str, str_len */
	NODE_IDENT,		/* name: before checking only */
	NODE_VAR,		/* var: a D variable, scalar or whole array */
	NODE_BUILTIN,		/* builtin: a built-in variable; index for
				 * args[N], uregs[N] in left */
	NODE_SYMBOL,		/* module`name: module may be "" */
	NODE_UNARY,		/* op, left */
	NODE_BINARY,		/* op, left, right */
	NODE_ASSIGN,		/* op (OP_ASSIGN, or OP_ADD of +=), left,
				 * right */
	NODE_TERNARY,		/* left ? right : third */
	NODE_COMMA,		/* left, right */
	NODE_CAST,		/* type, left */
	NODE_SIZEOF,		/* left, or type_arg: NODE_INT once checked */
	NODE_OFFSETOF,		/* type_arg, name: NODE_INT once checked */
	NODE_INDEX,		/* left[args]: C array or pointer: one arg;
				 * associative array: left is NODE_VAR */
	NODE_MEMBER,		/* left.name; left->name is OP_DEREF below */
	NODE_CALL,		/* builtin(args): a function or an action */
	NODE_AGG,		/* @name[args]: agg */
	NODE_AGG_STORE,		/* left (NODE_AGG) = right (NODE_CALL) */
	NODE_XLATE,		/* xlate<type_arg>(left); a member of one is
				 * replaced by its value when checked */
};

enum op {
	OP_NONE,
	OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD,
	OP_AND, OP_OR, OP_XOR, OP_SHL, OP_SHR,
	OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE,
	OP_LAND, OP_LOR, OP_LXOR,	/* && || ^^ */
	OP_NOT, OP_LNOT, OP_NEG, OP_PLUS,	/* ~ ! - + */
	OP_DEREF, OP_ADDR,
	OP_PRE_INC, OP_PRE_DEC, OP_POST_INC, OP_POST_DEC,
	OP_ASSIGN,
};

enum scope { SCOPE_GLOBAL, SCOPE_SELF, SCOPE_THIS };

/* A D variable; one object for all its uses. */
struct variable {
	struct variable *next;
	const char *name;
	enum scope scope;
	int id;			/* counted from 0 in each scope */
	const struct type *type;	/* of the value (of an element) */
	bool is_array;		/* associative */
	const struct type **keys;	/* is_array: type of each key */
	size_t nkeys;
	struct loc loc;		/* first use or declaration */
	bool is_declared;	/* by a declaration, not by assignment */
};

/* An aggregation; its function is fixed by the first store in the source. */
struct aggregation {
	struct aggregation *next;
	const char *name;	/* "" is the anonymous @ */
	int id;
	const struct builtin *func;
	const struct type **keys;
	size_t nkeys;
	int64_t params[4];	/* lquantize: low, high, step;
				 * llquantize: factor, low, high, steps */
	struct loc loc;
};

struct node {
	enum node_kind kind;
	enum op op;
	struct loc loc;
	struct node *next;	/* in an argument list */
	struct node *left, *right, *third;
	struct node *args;	/* first of nargs */
	size_t nargs;
	const char *name;
	const char *module;	/* NODE_SYMBOL */
	enum scope scope;	/* NODE_IDENT: self-> and this-> */
	bool has_scope;
	uint64_t value;		/* NODE_INT */
	const char *str;	/* NODE_STRING, escapes resolved */
	size_t str_len;
	const struct type *type_arg;	/* cast, sizeof, offsetof, xlate */
	unsigned height;	/* of the tree from here down; the parser
				 * bounds it, so walks may recurse */
	/* set by the checker */
	const struct type *type;
	struct variable *var;
	const struct builtin *builtin;
	struct aggregation *agg;
	const struct type_member *member;
	uint64_t offset;	/* NODE_MEMBER: bytes from the struct */
};

/* A copy of the tree, but not of what follows it in a list. */
struct node *node_copy(struct arena *a, const struct node *n);

/* For a comparison that was checked: of texts, not of numbers? */
bool node_compares_strings(const struct node *n);

bool node_is_bit_field(const struct node *n);

/*
 * The type as which an integer goes into an operator; of others their type. A
 * bit-field narrower than int counts as int, whatever its type is.
 */
const struct type *node_promoted(const struct node *n);

/* ---- clauses -------------------------------------------------------- */

/* provider:module:function:name; missing parts are "" and match all. */
struct probe_desc {
	struct probe_desc *next;
	const char *provider, *module, *function, *name;
	int64_t id;		/* a description by number, or 0 */
	struct loc loc;
};

enum stmt_kind { STMT_EXPR, STMT_IF };

struct stmt {
	enum stmt_kind kind;
	struct stmt *next;
	struct loc loc;
	struct node *expr;	/* the expression, or the condition */
	struct stmt *then, *otherwise;	/* STMT_IF; may be NULL */
};

struct clause {
	struct clause *next;
	struct probe_desc *probes;
	struct node *predicate;	/* or NULL */
	struct stmt *body;	/* NULL: the default action, trace the name */
	bool has_body;		/* braces were written, maybe empty */
	struct loc loc;
	int id;			/* counted from 0 over the whole program */
};

/* ---- other declarations --------------------------------------------- */

struct inline_def {
	struct inline_def *next;
	const char *name;
	const struct type *type;
	struct node *params;	/* inline arrays: NODE_IDENTs with type_arg */
	struct node *value;
	struct loc loc;
};

struct translator_member {
	struct translator_member *next;
	const char *name;
	struct node *value;
	struct loc loc;
};

struct translator {
	struct translator *next;
	const struct type *output, *input;
	const char *input_name;
	struct translator_member *members;
	struct loc loc;
};

struct provider_decl;		/* lang/provider.h */

struct pragma {
	struct pragma *next;
	const char *kind;	/* "option", "depends_on", "attributes", .. */
	const char *text;	/* the rest of the line, trimmed */
	struct loc loc;
};

struct program {
	struct clause *clauses;
	struct inline_def *inlines;
	struct translator *translators;
	struct provider_decl *providers;
	struct pragma *pragmas;
	struct variable *variables;	/* declared; the checker adds others */
	struct symtab types;		/* "struct x" and "x_t": struct type */
	struct symtab enumerators;	/* struct node, NODE_INT */
	struct symtab variable_names[3];	/* by scope: struct variable */
	struct symtab inline_names;	/* struct inline_def */
	struct symtab provider_names;	/* struct provider_decl */
	/* set by the checker */
	struct aggregation *aggregations;
	struct symtab aggregation_names;
	const struct node *destructive;	/* the first call that needs -w */
	int nclauses, naggregations;
	int nvariables[3];		/* by scope */
};

/*
 * Append the whole program, as lists in parentheses; after checking with the
 * type of each expression. For tests and for -x tree.
 */
void ast_print(const struct program *program, struct buf *out);

#endif
