/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recursive descent parser. Internal to this folder.
 *
 * p->tok is the token that is looked at; parse functions start at their first
 * token and leave the one behind their last. After a syntax error the parser
 * is in panic: p->tok is TOKEN_EOF, so that every loop ends and nothing more is
 * complained about, until the statement or the declaration that contains the
 * error calls parser_recover(). Parse functions never return NULL unless they
 * say so; after an error they return something harmless.
 *
 * Hostile text: parser_enter() bounds how deep functions nest, parser_tree()
 * how high an expression's tree grows.
 */
#ifndef LANG_PARSER_H
#define LANG_PARSER_H

#include <stdbool.h>

#include "lang/ast.h"
#include "lang/lang.h"
#include "lang/lexer.h"
#include "lang/provider.h"
#include "lang/token.h"

#define PARSE_DEPTH 256
#define TREE_HEIGHT 1000

struct parser {
	struct arena *a;
	struct lexer lx;
	struct token tok;
	uint32_t prev_end;	/* where the token before tok ended */
	enum lang_form form;
	bool is_file;		/* a clause must have a body */
	bool is_translated_list;	/* names are those of another list,
					 * and may come twice */
	bool provider_only;	/* parsing for the USDT compiler */
	struct program *program;
	struct diags *diags;
	int depth;
	int braces;		/* { that are open */
	bool in_panic;
	uint32_t panic_pos;	/* where the error was */
	bool gave_up;		/* in panic for good: nested too deep */
	bool in_predicate;	/* a / may end it ... */
	int parens;		/* ... outside of ( and [ */
	/* where the next of each list of the program goes */
	struct clause **clauses;
	struct inline_def **inlines;
	struct translator **translators;
	struct provider_decl **providers;
	struct variable **variables;
};

/* ---- parser.c: tokens and errors ------------------------------------ */

void parser_next(struct parser *p);
void parser_seek(struct parser *p, uint32_t pos);	/* and read a token */
struct token parser_peek(struct parser *p);	/* the one behind tok */

bool parser_at(const struct parser *p, enum token_kind kind);
bool parser_accept(struct parser *p, enum token_kind kind);
/* Accept it or complain that it is missing after/in `where`. */
bool parser_expect(struct parser *p, enum token_kind kind, const char *where);

/*
 * The current token as a name, and read on; "" when it is none. A keyword may
 * be the name of a member: self->string.
 */
const char *parser_word(struct parser *p);

/* A syntax error at the current token; starts panic. */
void parser_error(struct parser *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same with a text of its own. */
void parser_fail(struct parser *p, const char *text);

/* An error of another kind, which does not disturb parsing. */
void parser_complain(struct parser *p, const char *tag, struct loc loc,
		     const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * After a panic skip to the end of the statement or declaration which started
 * when `braces` were open; p->tok is a real token then.
 */
void parser_recover(struct parser *p, int braces);

/* False in panic, which too deep a nesting starts. Pair with parser_leave(). */
bool parser_enter(struct parser *p);
void parser_leave(struct parser *p);

/* From there to the end of the token before p->tok. */
struct loc parser_since(const struct parser *p, struct loc start);

/* ---- parse_expr.c --------------------------------------------------- */

struct node *parse_expr(struct parser *p);	/* with commas */
struct node *parse_assignment(struct parser *p);	/* without */
struct node *parse_predicate(struct parser *p);	/* up to the last / */
struct node *parse_unary(struct parser *p);

/* ---- parse_primary.c ------------------------------------------------ */

struct node *parse_primary(struct parser *p);

struct node *parser_node(struct parser *p, enum node_kind kind,
			 struct loc loc);
struct node *parser_int(struct parser *p, struct loc loc, uint64_t value,
			const struct type *type);

/* Set the node's height; complains when the tree grows too high. */
struct node *parser_tree(struct parser *p, struct node *n);

/* Arguments up to `close`, which is read too; gives their number. */
size_t parse_args(struct parser *p, struct node **list,
		  enum token_kind close, const char *where);

/*
 * A constant, such as the size of an array; false, with a diagnostic under the
 * tag, when it is none.
 */
bool parse_constant(struct parser *p, const char *tag, const char *what,
		    int64_t *value);

/* ---- parse_type.c: declaration specifiers --------------------------- */

enum storage {
	STORAGE_NONE, STORAGE_TYPEDEF, STORAGE_EXTERN, STORAGE_STATIC,
	STORAGE_AUTO, STORAGE_REGISTER, STORAGE_SELF, STORAGE_THIS,
	STORAGE_INLINE,
};

/* What __attribute__ says of a layout; zeroed is nothing. */
struct type_attributes {
	bool is_packed;
	uint32_t align;		/* at least so much; 0: as the type has it */
};

struct specifiers {
	const struct type *type;
	enum storage storage;
	bool is_inline;
	struct loc loc;
};

/* Does the current token start a type? With IDENT only a known name does. */
bool parser_at_type(struct parser *p);

void parse_specifiers(struct parser *p, struct specifiers *s);
const struct type *parse_type_name(struct parser *p);	/* as in a cast */

/* The type of that name: defined, predefined or NULL. */
const struct type *parser_find_type(struct parser *p, const char *name);

/* A name that must be a type, asked of the world later. */
const struct type *parser_unknown_type(struct parser *p, const char *name,
				       struct loc loc);

/* Skip __attribute__((..)), __asm__(..) and __extension__. */
void parser_skip_attributes(struct parser *p, struct type_attributes *seen);

/* ---- parse_struct.c ------------------------------------------------- */

/* At struct, union or enum. */
const struct type *parse_struct(struct parser *p);
const struct type *parse_enum(struct parser *p);

/* ---- parse_declarator.c --------------------------------------------- */

struct declarator {
	const char *name;	/* NULL: abstract */
	struct loc loc;
	const struct type *type;
	bool is_array;		/* name[keys]: an associative array */
	const struct type **keys;
	struct node *key_names;	/* inline f[int a]: NODE_IDENT, type_arg */
	size_t nkeys;
	struct loc keys_loc;
};

void parse_declarator(struct parser *p, const struct type *base,
		      struct declarator *d);

/*
 * Parameters behind a ( or : up to `close`, which stays; gives their number.
 */
size_t parse_params(struct parser *p, enum token_kind close,
		    struct type_member **params, struct loc **locs,
		    bool *is_variadic);

/* ---- one file each -------------------------------------------------- */

void parse_declaration(struct parser *p);	/* parse_decl.c */
void parse_translator(struct parser *p);	/* parse_decl.c */
void parse_provider(struct parser *p);		/* parse_provider.c */
void parse_clause(struct parser *p);		/* parse_clause.c */

/* attributes.c: apply `#pragma D attributes` to the program's providers. */
void attributes_apply(struct program *program, struct diags *diags);

#endif
