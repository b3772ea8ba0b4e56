/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * D text to tokens. Internal to this folder.
 *
 * D's lexing depends on context: `-`, `*` and `$` belong to the word in a probe
 * description and are operators elsewhere. So the lexer makes one token at a
 * time from a position, keeps no other state, and the parser chooses how to
 * read on and may set the position back. A malformed token is only said to be
 * so when the parser wants it as a token. What must happen once (pragmas) is
 * guarded by a high-water mark.
 */
#ifndef LANG_LEXER_H
#define LANG_LEXER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diag.h"
#include "lang/lang.h"
#include "lang/token.h"

struct lexer {
	struct arena *a;
	const struct source *source;
	struct lang_options *options;	/* macro values; may be NULL */
	struct diags *diags;
	uint32_t pos;
	uint32_t done_pos;	/* # lines before this were handled */
	bool is_quiet;		/* do not handle any: text is skipped */
	struct pragma **pragmas;	/* where the next pragma goes */
};

void lexer_init(struct lexer *lx, struct arena *a,
		const struct source *source, struct lang_options *options,
		struct pragma **pragmas, struct diags *diags);

/* Skip blanks, comments and # lines. */
void lexer_skip(struct lexer *lx);

/* The next token as in an expression. */
void lexer_next(struct lexer *lx, struct token *t);

/*
 * The next word as in a probe description, macro variables replaced: kind is
 * TOKEN_IDENT, or TOKEN_EOF when no such word starts here.
 */
void lexer_probe_word(struct lexer *lx, struct token *t);

/* ---- for the lexer's own files -------------------------------------- */

struct loc lexer_loc(const struct lexer *lx, uint32_t start, uint32_t end);

/* Make the token one of kind TOKEN_ERROR. */
void lexer_error(struct lexer *lx, struct token *t, const char *tag,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Each reads the token at pos and moves pos behind it. */
void lex_number(struct lexer *lx, struct token *t);
void lex_text(struct lexer *lx, struct token *t);
void lex_character(struct lexer *lx, struct token *t);
void lex_macro(struct lexer *lx, struct token *t);

/* The smallest type that C gives a constant of this value. */
const struct type *number_type(uint64_t value, bool is_decimal,
			       bool is_unsigned, int longs);

/*
 * $name or $$name at pos: its text, or NULL with an error in the token.
 */
const char *macro_text(struct lexer *lx, struct token *t);

/* A line that starts with #; pos is at the #, goes to the line's end. */
void lex_control_line(struct lexer *lx);

#endif
