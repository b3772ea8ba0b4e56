/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/lexer.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *spelling;
	enum token_kind kind;
} punctuation[] = {
#define X(id, spelling) { spelling, TOKEN_##id },
	TOKEN_PUNCTUATION(X)
#undef X
}, keywords[] = {
#define X(id, spelling) { spelling, TOKEN_KEY_##id },
	TOKEN_KEYWORDS(X)
#undef X
	/* spellings that C headers use */
	{ "__const", TOKEN_KEY_CONST },
	{ "__inline", TOKEN_KEY_INLINE },
	{ "__inline__", TOKEN_KEY_INLINE },
	{ "__restrict", TOKEN_KEY_RESTRICT },
	{ "__restrict__", TOKEN_KEY_RESTRICT },
	{ "__signed__", TOKEN_KEY_SIGNED },
	{ "__volatile__", TOKEN_KEY_VOLATILE },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *token_spelling(enum token_kind kind)
{
	switch (kind) {
	case TOKEN_EOF:
		return "end of text";
	case TOKEN_ERROR:
		return "malformed token";
	case TOKEN_NUMBER:
		return "number";
	case TOKEN_TEXT:
		return "string";
	case TOKEN_IDENT:
		return "identifier";
	case TOKEN_AGG:
		return "aggregation";
#define X(id, spelling) case TOKEN_##id: return spelling;
	TOKEN_PUNCTUATION(X)
#undef X
#define X(id, spelling) case TOKEN_KEY_##id: return spelling;
	TOKEN_KEYWORDS(X)
#undef X
	}
	return "";
}

void lexer_init(struct lexer *lx, struct arena *a,
		const struct source *source, struct lang_options *options,
		struct pragma **pragmas, struct diags *diags)
{
	*lx = (struct lexer){
		.a = a, .source = source, .options = options,
		.diags = diags, .pragmas = pragmas,
	};
}

struct loc lexer_loc(const struct lexer *lx, uint32_t start, uint32_t end)
{
	return (struct loc){ lx->source, start, end };
}

void lexer_error(struct lexer *lx, struct token *t, const char *tag,
		 const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	t->kind = TOKEN_ERROR;
	t->tag = tag;
	t->text = arena_strdup(lx->a, buf_str(&text));
	buf_release(&text);
}

/* ---- what is between tokens ----------------------------------------- */

static void skip_comment(struct lexer *lx)
{
	const struct source *s = lx->source;
	const char *end = memmem(s->text + lx->pos + 2, s->len - lx->pos - 2,
				 "*/", 2);

	if (end) {
		lx->pos = (uint32_t)(end - s->text) + 2;
		return;
	}
	if (!lx->is_quiet && lx->pos >= lx->done_pos)
		diag_add(lx->diags, "D_SYNTAX",
			 lexer_loc(lx, lx->pos, lx->pos + 2),
			 "the comment that starts here has no end");
	lx->pos = (uint32_t)s->len;
	lx->done_pos = lx->pos;
}

static bool at_line_start(const struct lexer *lx)
{
	uint32_t pos = lx->pos;

	while (pos > 0 && (lx->source->text[pos - 1] == ' ' ||
			   lx->source->text[pos - 1] == '\t'))
		pos--;
	return pos == 0 || lx->source->text[pos - 1] == '\n';
}

void lexer_skip(struct lexer *lx)
{
	const char *text = lx->source->text;

	for (;;) {
		const char *p = text + lx->pos;

		if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
			lx->pos++;
		else if (p[0] == '\\' && p[1] == '\n')
			lx->pos += 2;
		else if (p[0] == '/' && p[1] == '*')
			skip_comment(lx);
		else if (p[0] == '/' && p[1] == '/')
			lx->pos += (uint32_t)strcspn(p, "\n");
		else if (*p == '#' && at_line_start(lx))
			lex_control_line(lx);
		else
			break;
	}
}

/* ---- tokens --------------------------------------------------------- */

static bool is_ident_start(unsigned char c)
{
	return isalpha(c) || c == '_';
}

static size_t ident_length(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

static void lex_ident(struct lexer *lx, struct token *t)
{
	const char *p = lx->source->text + lx->pos;
	size_t n = ident_length(p);

	lx->pos += (uint32_t)n;
	t->text = arena_strndup(lx->a, p, n);
	t->len = n;
	t->kind = TOKEN_IDENT;
	for (size_t i = 0; i < COUNT(keywords); i++) {
		if (*keywords[i].spelling == *p &&
		    strcmp(keywords[i].spelling, t->text) == 0)
			t->kind = keywords[i].kind;
	}
}

static void lex_agg(struct lexer *lx, struct token *t)
{
	const char *p = lx->source->text + ++lx->pos;
	size_t n = is_ident_start((unsigned char)*p) ? ident_length(p) : 0;

	t->kind = TOKEN_AGG;
	t->text = arena_strndup(lx->a, p, n);
	t->len = n;
	lx->pos += (uint32_t)n;
}

static void lex_punctuation(struct lexer *lx, struct token *t)
{
	const char *p = lx->source->text + lx->pos;
	unsigned char c = (unsigned char)*p;

	for (size_t i = 0; i < COUNT(punctuation); i++) {
		const char *spelling = punctuation[i].spelling;
		size_t n;

		if (*spelling != *p)
			continue;
		n = strlen(spelling);
		if (strncmp(p, spelling, n) == 0) {
			t->kind = punctuation[i].kind;
			lx->pos += (uint32_t)n;
			return;
		}
	}
	lx->pos++;
	if (isprint(c))
		lexer_error(lx, t, "D_SYNTAX", "'%c' has no meaning here", c);
	else
		lexer_error(lx, t, "D_SYNTAX",
			    "a byte of value %u has no meaning in D", c);
}

void lexer_next(struct lexer *lx, struct token *t)
{
	unsigned char c, next;

	lexer_skip(lx);
	*t = (struct token){ .loc = lexer_loc(lx, lx->pos, lx->pos) };
	c = (unsigned char)lx->source->text[lx->pos];
	next = c ? (unsigned char)lx->source->text[lx->pos + 1] : 0;
	if (lx->pos >= lx->source->len)
		t->kind = TOKEN_EOF;
	else if (is_ident_start(c))
		lex_ident(lx, t);
	else if (isdigit(c) || (c == '.' && isdigit(next)))
		lex_number(lx, t);
	else if (c == '"')
		lex_text(lx, t);
	else if (c == '\'')
		lex_character(lx, t);
	else if (c == '@')
		lex_agg(lx, t);
	else if (c == '$')
		lex_macro(lx, t);
	else
		lex_punctuation(lx, t);
	t->loc.end = lx->pos;
}

/* ---- probe descriptions --------------------------------------------- */

static bool is_probe_char(unsigned char c)
{
	return isalnum(c) || c >= 0x80 ||
		(c && strchr("-_.:*?[]!\\$`+@%", c));
}

void lexer_probe_word(struct lexer *lx, struct token *t)
{
	const char *text = lx->source->text;
	struct buf word = BUF_INIT;

	lexer_skip(lx);
	*t = (struct token){
		.kind = TOKEN_IDENT, .loc = lexer_loc(lx, lx->pos, lx->pos),
	};
	while (is_probe_char((unsigned char)text[lx->pos])) {
		const char *macro;

		if (text[lx->pos] != '$') {
			buf_add_char(&word, text[lx->pos++]);
			continue;
		}
		macro = macro_text(lx, t);
		if (macro)
			buf_add_str(&word, macro);
	}
	t->loc.end = lx->pos;
	if (lx->pos == t->loc.start)
		t->kind = TOKEN_EOF;
	if (t->kind == TOKEN_IDENT)
		t->text = arena_strdup(lx->a, buf_str(&word));
	buf_release(&word);
}
