/* SPDX-License-Identifier: BSD-2-Clause */
/* Clauses: probe descriptions, a predicate, statements. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parser.h"

/* ---- probe descriptions --------------------------------------------- */

/* The place of a word without colons among provider, module, function, name. */
static int last_part(enum lang_form form)
{
	switch (form) {
	case LANG_PROVIDER:
		return 0;
	case LANG_MODULE:
		return 1;
	case LANG_FUNCTION:
		return 2;
	default:
		return 3;
	}
}

/* Parts count from the right: with -n, a:b is the name b in the function a. */
static void split_description(struct parser *p, struct probe_desc *d,
			      const struct token *word)
{
	const char *parts[4] = { "", "", "", "" };
	char *text = arena_strdup(p->a, word->text);
	int at = last_part(p->form);

	for (;;) {
		char *colon = strrchr(text, ':');

		if (at < 0) {
			parser_complain(p, "D_PDESC_INVAL", word->loc,
					"a probe description has at most %d "
					"parts here: '%s'",
					last_part(p->form) + 1, word->text);
			return;
		}
		parts[at--] = colon ? colon + 1 : text;
		if (!colon)
			break;
		*colon = '\0';
	}
	d->provider = parts[0];
	d->module = parts[1];
	d->function = parts[2];
	d->name = parts[3];
}

static void parse_id(struct parser *p, struct probe_desc *d,
		     const struct token *word)
{
	char *end;

	d->id = strtoll(word->text, &end, 10);
	if (!isdigit((unsigned char)*word->text) || *end || d->id <= 0 ||
	    d->id > INT32_MAX)
		parser_complain(p, "D_PDESC_INVAL", word->loc,
				"'%s' is not the number of a probe",
				word->text);
}

static struct probe_desc *parse_description(struct parser *p)
{
	struct probe_desc *d = ARENA_NEW(p->a, struct probe_desc);
	struct token word;

	d->provider = d->module = d->function = d->name = "";
	d->loc = p->tok.loc;
	if (p->in_panic)
		return d;
	p->lx.pos = p->tok.loc.start;
	lexer_probe_word(&p->lx, &word);
	if (word.kind != TOKEN_IDENT) {
		if (word.kind == TOKEN_ERROR)
			p->tok = word;
		parser_error(p, "expected a probe description");
		return d;
	}
	p->prev_end = word.loc.end;
	lexer_next(&p->lx, &p->tok);
	d->loc = word.loc;
	if (p->form == LANG_ID)
		parse_id(p, d, &word);
	else
		split_description(p, d, &word);
	return d;
}

/* ---- statements ----------------------------------------------------- */

static struct stmt *parse_statement(struct parser *p);

/* Up to the } that closes the block, which stays. */
static struct stmt *parse_statements(struct parser *p)
{
	struct stmt *first = NULL, **end = &first;
	int braces = p->braces;

	while (!parser_at(p, TOKEN_RBRACE) && !parser_at(p, TOKEN_EOF) &&
	       !diags_full(p->diags)) {
		if (parser_accept(p, TOKEN_SEMICOLON))
			continue;
		*end = parse_statement(p);
		if (*end)
			end = &(*end)->next;
		parser_recover(p, braces);
	}
	return first;
}

/* { statements } or one statement */
static struct stmt *parse_block(struct parser *p)
{
	struct stmt *s;

	if (!parser_accept(p, TOKEN_LBRACE))
		return parse_statement(p);
	s = parse_statements(p);
	parser_expect(p, TOKEN_RBRACE, "after the statements");
	return s;
}

static struct stmt *parse_if(struct parser *p)
{
	struct stmt *s = ARENA_NEW(p->a, struct stmt);

	s->kind = STMT_IF;
	s->loc = p->tok.loc;
	parser_next(p);
	parser_expect(p, TOKEN_LPAREN, "after if");
	p->parens++;
	s->expr = parse_expr(p);
	p->parens--;
	parser_expect(p, TOKEN_RPAREN, "after the condition");
	s->then = parse_block(p);
	if (parser_accept(p, TOKEN_KEY_ELSE))
		s->otherwise = parse_block(p);
	s->loc = parser_since(p, s->loc);
	return s;
}

/* Words that start what D has not, or has elsewhere. */
static bool refuse_word(struct parser *p)
{
	switch (p->tok.kind) {
	case TOKEN_KEY_DO:
	case TOKEN_KEY_FOR:
	case TOKEN_KEY_WHILE:
	case TOKEN_KEY_GOTO:
		parser_fail(p, "D has no loops");
		return true;
	case TOKEN_KEY_BREAK:
	case TOKEN_KEY_CASE:
	case TOKEN_KEY_CONTINUE:
	case TOKEN_KEY_DEFAULT:
	case TOKEN_KEY_SWITCH:
		parser_fail(p, "D has no switch");
		return true;
	case TOKEN_KEY_ELSE:
		parser_fail(p, "there is no if before this else");
		return true;
	case TOKEN_KEY_ENUM:
	case TOKEN_KEY_INLINE:
	case TOKEN_KEY_STRUCT:
	case TOKEN_KEY_TYPEDEF:
	case TOKEN_KEY_UNION:
		parser_fail(p, "declarations stand outside of clauses");
		return true;
	default:
		return false;
	}
}

static struct stmt *parse_expression_statement(struct parser *p)
{
	struct stmt *s = ARENA_NEW(p->a, struct stmt);

	s->kind = STMT_EXPR;
	s->expr = parse_expr(p);
	s->loc = s->expr->loc;
	/* the last ; of a block may be left out */
	if (!parser_at(p, TOKEN_RBRACE))
		parser_expect(p, TOKEN_SEMICOLON, "after a statement");
	return s;
}

/* NULL for an empty or a wrong one. */
static struct stmt *parse_statement(struct parser *p)
{
	struct stmt *s = NULL;

	if (parser_accept(p, TOKEN_SEMICOLON) || refuse_word(p))
		return NULL;
	if (parser_enter(p)) {
		if (parser_at(p, TOKEN_KEY_IF))
			s = parse_if(p);
		else
			s = parse_expression_statement(p);
	}
	parser_leave(p);
	return s;
}

/* ---- clauses -------------------------------------------------------- */

static void parse_body(struct parser *p, struct clause *c)
{
	if (parser_accept(p, TOKEN_LBRACE)) {
		c->has_body = true;
		c->body = parse_statements(p);
		parser_expect(p, TOKEN_RBRACE, "after the statements");
	} else if (p->is_file || !parser_at(p, TOKEN_EOF)) {
		parser_error(p, "expected a predicate or '{' after a probe "
			     "description");
	}
}

void parse_clause(struct parser *p)
{
	struct clause *c = ARENA_NEW(p->a, struct clause);
	struct probe_desc **end = &c->probes;

	c->loc = p->tok.loc;
	if (p->provider_only)
		parser_fail(p, "a provider description declares providers "
			    "and types only; this is neither");
	for (;;) {
		*end = parse_description(p);
		end = &(*end)->next;
		if (!parser_at(p, TOKEN_COMMA))
			break;
		parser_next(p);
	}
	if (parser_accept(p, TOKEN_DIV)) {
		c->predicate = parse_predicate(p);
		parser_expect(p, TOKEN_DIV, "after a predicate");
	}
	parse_body(p, c);
	c->loc = parser_since(p, c->loc);
	c->id = p->program->nclauses++;
	*p->clauses = c;
	p->clauses = &c->next;
}
