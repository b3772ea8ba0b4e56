/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/parser.h"

#include <string.h>

/* ---- tokens --------------------------------------------------------- */

void parser_next(struct parser *p)
{
	if (p->in_panic)
		return;
	if (p->tok.kind == TOKEN_LBRACE)
		p->braces++;
	else if (p->tok.kind == TOKEN_RBRACE)
		p->braces--;
	p->prev_end = p->tok.loc.end;
	lexer_next(&p->lx, &p->tok);
}

void parser_seek(struct parser *p, uint32_t pos)
{
	p->lx.pos = pos;
	lexer_next(&p->lx, &p->tok);
}

struct token parser_peek(struct parser *p)
{
	uint32_t pos = p->lx.pos;
	struct token t = p->tok;

	if (!p->in_panic) {
		lexer_next(&p->lx, &t);
		p->lx.pos = pos;
	}
	return t;
}

bool parser_at(const struct parser *p, enum token_kind kind)
{
	return p->tok.kind == kind;
}

bool parser_accept(struct parser *p, enum token_kind kind)
{
	if (p->tok.kind != kind || p->in_panic)
		return false;
	parser_next(p);
	return true;
}

bool parser_expect(struct parser *p, enum token_kind kind, const char *where)
{
	if (parser_accept(p, kind))
		return true;
	parser_error(p, "expected '%s' %s", token_spelling(kind), where);
	return false;
}

const char *parser_word(struct parser *p)
{
	const char *text = p->tok.text;

	if (p->in_panic || (p->tok.kind != TOKEN_IDENT &&
			    p->tok.kind < TOKEN_KEY_AUTO))
		return "";
	parser_next(p);
	return text;
}

struct loc parser_since(const struct parser *p, struct loc start)
{
	if (p->prev_end > start.start)
		start.end = p->prev_end;
	return start;
}

/* ---- errors --------------------------------------------------------- */

#define NEAR_MAX 32		/* bytes of a token that a message shows */

static void complain_near(struct parser *p, const char *text)
{
	struct loc loc = p->tok.loc;
	size_t n = loc.end - loc.start;

	if (p->tok.kind != TOKEN_EOF) {
		diag_add(p->diags, "D_SYNTAX", loc, "%s, not '%.*s'%s", text,
			 (int)(n < NEAR_MAX ? n : NEAR_MAX),
			 p->lx.source->text + loc.start,
			 n > NEAR_MAX ? ".." : "");
		return;
	}
	/* the end of the text is behind its last word, not behind blanks */
	loc.start = loc.end = p->prev_end;
	diag_add(p->diags, "D_SYNTAX", loc, "%s, not the end of the text",
		 text);
}

void parser_error(struct parser *p, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	if (p->in_panic)
		return;
	if (p->tok.kind == TOKEN_ERROR) {
		diag_add(p->diags, p->tok.tag, p->tok.loc, "%s", p->tok.text);
	} else {
		va_start(ap, fmt);
		buf_vprintf(&text, fmt, ap);
		va_end(ap);
		complain_near(p, buf_str(&text));
		buf_release(&text);
	}
	p->in_panic = true;
	p->panic_pos = p->tok.loc.start;
	p->tok.kind = TOKEN_EOF;
}

void parser_complain(struct parser *p, const char *tag, struct loc loc,
		     const char *fmt, ...)
{
	va_list ap;

	if (p->in_panic)
		return;
	va_start(ap, fmt);
	diag_vadd(p->diags, tag, loc, fmt, ap);
	va_end(ap);
}

/*
 * Skip tokens until `level` braces are closed, or to a ; when it is 0; one in
 * parentheses, as a loop has, does not count.
 */
static void skip(struct parser *p, int level, bool at_top)
{
	bool inside = level > 0;
	int parens = 0;

	for (;; lexer_next(&p->lx, &p->tok)) {
		switch (p->tok.kind) {
		case TOKEN_EOF:
			return;
		case TOKEN_LBRACE:
			level++;
			inside = true;
			continue;
		case TOKEN_LPAREN:
			parens++;
			continue;
		case TOKEN_RPAREN:
			parens -= parens > 0;
			continue;
		case TOKEN_SEMICOLON:
			if (level > 0 || parens > 0)
				continue;
			break;
		case TOKEN_RBRACE:
			if (level == 0 && !at_top)
				return;
			if (--level > 0 || (level == 0 && !inside))
				continue;
			break;
		default:
			continue;
		}
		p->lx.is_quiet = false;
		lexer_next(&p->lx, &p->tok);
		return;
	}
}

void parser_recover(struct parser *p, int braces)
{
	if (!p->in_panic || p->gave_up)
		return;
	p->in_panic = false;
	p->lx.is_quiet = true;
	parser_seek(p, p->panic_pos);
	skip(p, p->braces > braces ? p->braces - braces : 0, braces == 0);
	p->lx.is_quiet = false;
	p->braces = braces;
	parser_seek(p, p->tok.loc.start);
}

/* ---- limits --------------------------------------------------------- */

void parser_fail(struct parser *p, const char *text)
{
	if (p->in_panic)
		return;
	p->tok.kind = TOKEN_ERROR;
	p->tok.tag = "D_SYNTAX";
	p->tok.text = text;
	parser_error(p, "%s", text);
}

bool parser_enter(struct parser *p)
{
	p->depth++;
	if (p->depth > PARSE_DEPTH) {
		parser_fail(p, arena_printf(p->a, "nested more than %d levels "
					    "deep", PARSE_DEPTH));
		p->gave_up = true;
	}
	return !p->in_panic;
}

void parser_leave(struct parser *p)
{
	p->depth--;
}
