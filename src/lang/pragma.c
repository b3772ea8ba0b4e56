/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that start with #: pragmas, and what the C preprocessor leaves. */
#include <ctype.h>
#include <string.h>

#include "lang/lexer.h"

/* A line without its first # and outer blanks, read word by word. */
struct line {
	const char *p, *end;
};

static void skip_blanks(struct line *l)
{
	while (l->p < l->end && isspace((unsigned char)*l->p))
		l->p++;
}

static const char *next_word(struct lexer *lx, struct line *l)
{
	const char *start;

	skip_blanks(l);
	start = l->p;
	while (l->p < l->end && !isspace((unsigned char)*l->p))
		l->p++;
	return arena_strndup(lx->a, start, (size_t)(l->p - start));
}

static const char *rest_of(struct lexer *lx, struct line *l)
{
	skip_blanks(l);
	while (l->end > l->p && isspace((unsigned char)l->end[-1]))
		l->end--;
	return arena_strndup(lx->a, l->p, (size_t)(l->end - l->p));
}

static bool is_kind(const char *word)
{
	static const char *const kinds[] = {
		"alias", "attributes", "binding", "depends_on", "error",
		"ident", "line", "option",
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(word, kinds[i]) == 0)
			return true;
	}
	return false;
}

/* Options that change how the rest of the text is read. */
static void note_option(struct lexer *lx, const char *text)
{
	if (!lx->options)
		return;
	if (strcmp(text, "defaultargs") == 0)
		lx->options->defaultargs = true;
	else if (strcmp(text, "argref") == 0)
		lx->options->argref = true;
}

static void pragma(struct lexer *lx, struct line *l, struct loc loc)
{
	struct pragma *p = ARENA_NEW(lx->a, struct pragma);

	if (strcmp(next_word(lx, l), "D") != 0)
		return;		/* for another compiler */
	p->kind = next_word(lx, l);
	p->text = rest_of(lx, l);
	p->loc = loc;
	if (!is_kind(p->kind)) {
		diag_add(lx->diags, "D_PRAGMA_INVAL", loc,
			    "there is no pragma '%s'; D has alias, "
			    "attributes, binding, depends_on, error, ident, "
			    "line and option", p->kind);
		return;
	}
	if (strcmp(p->kind, "error") == 0)
		diag_add(lx->diags, "D_PRAGERR", loc, "#error: %s", p->text);
	if (strcmp(p->kind, "option") == 0) {
		if (!*p->text)
			diag_add(lx->diags, "D_PRAGMA_MALFORM", loc,
				    "an option's name must follow");
		note_option(lx, p->text);
	}
	*lx->pragmas = p;
	lx->pragmas = &p->next;
}

static void control(struct lexer *lx, struct line *l, struct loc loc)
{
	const char *word = next_word(lx, l);

	if (strcmp(word, "pragma") == 0)
		pragma(lx, l, loc);
	else if (strcmp(word, "error") == 0)
		diag_add(lx->diags, "D_PRAGERR", loc, "#error: %s",
			    rest_of(lx, l));
	else if (*word && !isdigit((unsigned char)*word) &&
		 strcmp(word, "line") != 0 && strcmp(word, "ident") != 0)
		diag_add(lx->diags, "D_PRAGCTL_INVAL", loc,
			    "'#%s' is for the C preprocessor; use -C to run "
			    "it", word);
}

void lex_control_line(struct lexer *lx)
{
	const char *text = lx->source->text + lx->pos;
	const char *end = memchr(text, '\n', lx->source->len - lx->pos);
	struct line line = { text + 1, NULL };
	struct loc loc = lexer_loc(lx, lx->pos, 0);

	if (!end)
		end = lx->source->text + lx->source->len;
	line.end = end;
	lx->pos = (uint32_t)(end - lx->source->text);
	loc.end = lx->pos;
	if (lx->is_quiet || loc.start < lx->done_pos)
		return;
	lx->done_pos = lx->pos;
	if (loc.start == 0 && *line.p == '!')
		return;		/* #!/usr/sbin/dtrace -s */
	control(lx, &line, loc);
}
