/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macro variables: $name, $1 (the argument as a number or a word) and $$1 (the
 * same as a string). They come from the command line and from this process.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lang/lexer.h"

#define MACRO_ARGS_TRACKED 63	/* args_used has one bit for all others */

static const char *number_text(struct lexer *lx, int64_t value)
{
	return arena_printf(lx->a, "%lld", (long long)value);
}

static struct lang_tracer tracer_of(const struct lexer *lx)
{
	if (lx->options && lx->options->tracer)
		return *lx->options->tracer;
	return (struct lang_tracer){
		.pid = getpid(), .ppid = getppid(), .uid = getuid(),
		.gid = getgid(),
	};
}

static const char *named_macro(struct lexer *lx, const char *name)
{
	const struct lang_tracer self = tracer_of(lx);
	const struct {
		const char *name;
		int64_t value;
	} macros[] = {
		{ "egid", getegid() }, { "euid", geteuid() },
		{ "gid", self.gid }, { "pgid", getpgrp() },
		{ "pid", self.pid }, { "ppid", self.ppid },
		{ "sid", getsid(0) },
		{ "target", lx->options ? lx->options->target : 0 },
		{ "uid", self.uid },
	};

	for (size_t i = 0; i < sizeof(macros) / sizeof(macros[0]); i++) {
		if (strcmp(name, macros[i].name) == 0)
			return number_text(lx, macros[i].value);
	}
	return NULL;
}

/* $0, $1, ..: NULL when the command line gave none. */
static const char *numbered_macro(struct lexer *lx, const char *digits)
{
	struct lang_options *o = lx->options;
	unsigned long n = strtoul(digits, NULL, 10);

	if (!o)
		return NULL;
	if (n == 0)
		return o->script_name ? o->script_name : "";
	if (n <= o->nargs) {
		o->args_used |= 1ull << (n <= MACRO_ARGS_TRACKED
					 ? n - 1 : MACRO_ARGS_TRACKED);
		return o->args[n - 1];
	}
	return o->defaultargs ? "" : NULL;
}

/*
 * The macro at pos. Gives its text, NULL with an error when it has none;
 * *is_string for $$name.
 */
static const char *read_macro(struct lexer *lx, struct token *t,
			      bool *is_string)
{
	const char *p = lx->source->text + lx->pos, *text = NULL, *name;
	size_t n;

	*is_string = p[1] == '$';
	p += 1 + *is_string;
	for (n = 0; isalnum((unsigned char)p[n]) || p[n] == '_'; n++)
		;
	if (isdigit((unsigned char)*p))
		n = strspn(p, "0123456789");
	name = arena_strndup(lx->a, p, n);
	lx->pos += (uint32_t)(1 + *is_string + n);
	if (isdigit((unsigned char)*name))
		text = numbered_macro(lx, name);
	else
		text = named_macro(lx, name);
	if (text)
		return text;
	if (!n)
		lexer_error(lx, t, "D_SYNTAX",
			    "a macro variable's name must follow '$'");
	else if (isdigit((unsigned char)*name))
		lexer_error(lx, t, "D_MACRO_UNDEF",
			    "macro argument $%s is not given on the command "
			    "line; with '#pragma D option defaultargs' it "
			    "would be 0 or \"\"", name);
	else
		lexer_error(lx, t, "D_MACRO_UNDEF",
			    "there is no macro variable '$%s'", name);
	return NULL;
}

const char *macro_text(struct lexer *lx, struct token *t)
{
	bool is_string;

	return read_macro(lx, t, &is_string);
}

/* The whole text as one integer, perhaps with a minus before it. */
static bool text_is_number(const char *text, struct token *t)
{
	bool minus = *text == '-';
	char *end;
	unsigned long long value = strtoull(text + minus, &end, 0);

	if (!isdigit((unsigned char)text[minus]) || *end)
		return false;
	t->kind = TOKEN_NUMBER;
	t->value = minus ? 0 - value : value;
	t->type = minus && value <= 1ull << 31 ? &type_int
		: minus ? &type_long
		: number_type(value, true, false, 0);
	return true;
}

static bool text_is_ident(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return *text == '\0';
}

void lex_macro(struct lexer *lx, struct token *t)
{
	bool is_string;
	const char *text = read_macro(lx, t, &is_string);

	t->loc.end = lx->pos;
	if (!text)
		return;
	t->text = text;
	t->len = strlen(text);
	if (is_string) {
		t->kind = TOKEN_TEXT;
	} else if (text_is_ident(text)) {
		t->kind = TOKEN_IDENT;
	} else if (!text_is_number(*text ? text : "0", t)) {
		lexer_error(lx, t, "D_SYNTAX",
			    "'%s' is neither a number nor a name; write $%.*s "
			    "to have it as a string", text,
			    (int)(t->loc.end - t->loc.start),
			    lx->source->text + t->loc.start);
	}
}
