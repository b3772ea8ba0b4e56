/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole text: one declaration or clause after the other. */
#include <string.h>

#include "lang/parser.h"

#define SOURCE_SIZE_MAX (256u << 20)

#define LIST_END(list, type) \
	static struct type **list##_end(struct type **p) \
	{ \
		while (*p) \
			p = &(*p)->next; \
		return p; \
	}

LIST_END(clauses, clause)
LIST_END(inlines, inline_def)
LIST_END(translators, translator)
LIST_END(providers, provider_decl)
LIST_END(variables, variable)
LIST_END(pragmas, pragma)

static void parser_init(struct parser *p, struct arena *a,
			const struct source *source,
			struct lang_options *options, struct program *program,
			struct diags *diags)
{
	*p = (struct parser){
		.a = a, .program = program, .diags = diags,
		.clauses = clauses_end(&program->clauses),
		.inlines = inlines_end(&program->inlines),
		.translators = translators_end(&program->translators),
		.providers = providers_end(&program->providers),
		.variables = variables_end(&program->variables),
	};
	lexer_init(&p->lx, a, source, options, pragmas_end(&program->pragmas),
		   diags);
}

/* The characters at tok as a probe description has them, not moving on. */
static struct token probe_word(struct parser *p)
{
	uint32_t pos = p->lx.pos;
	struct token word;

	p->lx.pos = p->tok.loc.start;
	lexer_probe_word(&p->lx, &word);
	p->lx.pos = pos;
	return word;
}

/* name *variable; name variable[..: a declaration with a type to be found. */
static bool at_unknown_type(struct parser *p)
{
	uint32_t pos = p->tok.loc.start;
	bool result = false;

	if (!parser_at(p, TOKEN_IDENT))
		return false;
	lexer_next(&p->lx, &p->tok);
	while (parser_at(p, TOKEN_MUL))
		lexer_next(&p->lx, &p->tok);
	if (parser_at(p, TOKEN_IDENT)) {
		lexer_next(&p->lx, &p->tok);
		result = parser_at(p, TOKEN_SEMICOLON) ||
			parser_at(p, TOKEN_LBRACKET) ||
			parser_at(p, TOKEN_ASSIGN);
	}
	parser_seek(p, pos);
	return result;
}

static bool at_declaration(struct parser *p)
{
	struct token word = probe_word(p);

	/* int:::entry is a probe; a declaration's first word has no colon */
	if (memchr(p->lx.source->text + word.loc.start, ':',
		   word.loc.end - word.loc.start))
		return false;
	switch (p->tok.kind) {
	case TOKEN_KEY_AUTO:
	case TOKEN_KEY_EXTERN:
	case TOKEN_KEY_INLINE:
	case TOKEN_KEY_REGISTER:
	case TOKEN_KEY_SELF:
	case TOKEN_KEY_STATIC:
	case TOKEN_KEY_THIS:
	case TOKEN_KEY_TYPEDEF:
		return true;
	case TOKEN_IDENT:
		return strcmp(p->tok.text, "__extension__") == 0 ||
			parser_at_type(p) || at_unknown_type(p);
	default:
		return parser_at_type(p);
	}
}

static bool keyword_starts(struct parser *p, enum token_kind kind)
{
	struct token word;

	if (!parser_at(p, kind))
		return false;
	word = probe_word(p);
	return word.loc.end == p->tok.loc.end;	/* no provider:::name */
}

static void parse_item(struct parser *p)
{
	if (parser_accept(p, TOKEN_SEMICOLON))
		return;
	if (keyword_starts(p, TOKEN_KEY_PROVIDER))
		parse_provider(p);
	else if (keyword_starts(p, TOKEN_KEY_TRANSLATOR))
		parse_translator(p);
	else if (at_declaration(p))
		parse_declaration(p);
	else
		parse_clause(p);
}

static void parse_all(struct parser *p)
{
	if (p->lx.source->len > SOURCE_SIZE_MAX) {
		diag_add(p->diags, "D_SYNTAX", lexer_loc(&p->lx, 0, 0),
			 "the text is larger than %u bytes", SOURCE_SIZE_MAX);
		return;
	}
	parser_next(p);
	while (!parser_at(p, TOKEN_EOF) && !diags_full(p->diags)) {
		parse_item(p);
		parser_recover(p, 0);
	}
}

void lang_parse(struct arena *a, const struct source *source,
		enum lang_form form, struct lang_options *options,
		struct program *program, struct diags *diags)
{
	struct parser p;

	parser_init(&p, a, source, options, program, diags);
	p.form = form;
	p.is_file = form == LANG_PROGRAM;
	parse_all(&p);
}

struct provider_decl *provider_parse(struct arena *a,
				     const struct source *source,
				     struct diags *diags)
{
	struct program program = { .clauses = NULL };
	size_t errors = diags->errors;
	struct parser p;

	parser_init(&p, a, source, NULL, &program, diags);
	p.provider_only = p.is_file = true;
	parse_all(&p);
	if (diags->errors == errors)
		attributes_apply(&program, diags);
	if (diags->errors == errors && !program.providers)
		diag_add(diags, "D_EMPTY", lexer_loc(&p.lx, 0, 0),
			 "there is no provider declaration in the text");
	return diags->errors == errors ? program.providers : NULL;
}
