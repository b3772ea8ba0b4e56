/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tokens of D: one list of punctuation and one of keywords, expanded by the
 * lexer and by messages. Longer punctuation stands before its prefixes.
 */
#ifndef LANG_TOKEN_H
#define LANG_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "lang/type.h"

#define TOKEN_PUNCTUATION(X) \
	X(ELLIPSIS, "...") X(SHL_ASSIGN, "<<=") X(SHR_ASSIGN, ">>=") \
	X(ARROW, "->") X(INC, "++") X(DEC, "--") X(SHL, "<<") X(SHR, ">>") \
	X(LE, "<=") X(GE, ">=") X(EQ, "==") X(NE, "!=") X(LAND, "&&") \
	X(LOR, "||") X(LXOR, "^^") X(ADD_ASSIGN, "+=") X(SUB_ASSIGN, "-=") \
	X(MUL_ASSIGN, "*=") X(DIV_ASSIGN, "/=") X(MOD_ASSIGN, "%=") \
	X(AND_ASSIGN, "&=") X(OR_ASSIGN, "|=") X(XOR_ASSIGN, "^=") \
	X(LPAREN, "(") X(RPAREN, ")") X(LBRACKET, "[") X(RBRACKET, "]") \
	X(LBRACE, "{") X(RBRACE, "}") X(COMMA, ",") X(SEMICOLON, ";") \
	X(COLON, ":") X(QUESTION, "?") X(DOT, ".") X(BACKQUOTE, "`") \
	X(ASSIGN, "=") X(LT, "<") X(GT, ">") X(ADD, "+") X(SUB, "-") \
	X(MUL, "*") X(DIV, "/") X(MOD, "%") X(AND, "&") X(OR, "|") \
	X(XOR, "^") X(NOT, "~") X(LNOT, "!")

/* Some of them D only reserves. */
#define TOKEN_KEYWORDS(X) \
	X(AUTO, "auto") X(BOOL, "_Bool") X(BREAK, "break") \
	X(CASE, "case") X(CHAR, "char") X(CONST, "const") \
	X(CONTINUE, "continue") X(DEFAULT, "default") X(DO, "do") \
	X(DOUBLE, "double") X(ELSE, "else") X(ENUM, "enum") \
	X(EXTERN, "extern") X(FLOAT, "float") X(FOR, "for") X(GOTO, "goto") \
	X(IF, "if") X(IMPORT, "import") X(INLINE, "inline") X(INT, "int") \
	X(LONG, "long") X(OFFSETOF, "offsetof") X(PROBE, "probe") \
	X(PROVIDER, "provider") X(REGISTER, "register") \
	X(RESTRICT, "restrict") X(RETURN, "return") X(SELF, "self") \
	X(SHORT, "short") X(SIGNED, "signed") X(SIZEOF, "sizeof") \
	X(STATIC, "static") X(STRING, "string") X(STRINGOF, "stringof") \
	X(STRUCT, "struct") X(SWITCH, "switch") X(THIS, "this") \
	X(TRANSLATOR, "translator") X(TYPEDEF, "typedef") \
	X(UNION, "union") X(UNSIGNED, "unsigned") X(USERLAND, "userland") \
	X(VOID, "void") X(VOLATILE, "volatile") X(WHILE, "while") \
	X(XLATE, "xlate")

enum token_kind {
	TOKEN_EOF,
	TOKEN_ERROR,		/* tag, text: what is wrong with it */
	TOKEN_NUMBER,		/* value, type */
	TOKEN_TEXT,		/* "..": text, len; escapes resolved */
	TOKEN_IDENT,		/* text */
	TOKEN_AGG,		/* @name: text without the @ */
#define X(id, spelling) TOKEN_##id,
	TOKEN_PUNCTUATION(X)
#undef X
#define X(id, spelling) TOKEN_KEY_##id,
	TOKEN_KEYWORDS(X)
#undef X
};

struct token {
	enum token_kind kind;
	struct loc loc;
	uint64_t value;
	const struct type *type;
	const char *text;
	size_t len;
	const char *tag;	/* of a diagnostic */
};

/* As in the source: "->", "struct"; or "number", "end of text". */
const char *token_spelling(enum token_kind kind);

#endif
