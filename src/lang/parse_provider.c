/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * provider NAME { probe ..; };
 *
 * A probe lists what the program passes, and may list what args[] gives:
 *	probe p(native);
 *	probe p(native : translated);
 *	probe p(native : (translated));
 *	probe p(native) : (translated);
 */
#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "lang/parser.h"

#define PROVIDER_NAME_MAX 64	/* bytes, with the NUL: DTRACE_PROVNAMELEN */
#define PROBE_NAME_MAX 64

struct params {
	struct probe_param *list;
	size_t n;
};

/* ---- names ---------------------------------------------------------- */

/* request__done is seen as request-done */
static const char *dashed(struct arena *a, const char *c_name)
{
	char *name = arena_strdup(a, c_name), *to = name;

	for (const char *from = name; *from; from++) {
		if (from[0] == '_' && from[1] == '_') {
			*to++ = '-';
			from++;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return name;
}

/* A name with dashes, which are tokens of their own: request-done. */
static const char *parse_probe_name(struct parser *p, struct loc *loc)
{
	struct buf name = BUF_INIT;
	const char *copy;

	*loc = p->tok.loc;
	buf_add_str(&name, parser_word(p));
	while (name.len && (parser_at(p, TOKEN_SUB) ||
			    parser_at(p, TOKEN_DEC))) {
		buf_add_str(&name, parser_at(p, TOKEN_SUB) ? "__" : "____");
		parser_next(p);
		buf_add_str(&name, parser_word(p));
	}
	*loc = parser_since(p, *loc);
	copy = arena_strdup(p->a, buf_str(&name));
	buf_release(&name);
	return copy;
}

static const char *parse_provider_name(struct parser *p)
{
	const char *name = parser_word(p);

	if (!*name)
		parser_error(p, "expected a provider's name");
	return name;
}

/* ---- parameters ----------------------------------------------------- */

static struct params parse_list(struct parser *p)
{
	struct type_member *members;
	struct params list;
	struct loc *locs;
	bool is_variadic;

	list.n = parse_params(p, TOKEN_RPAREN, &members, &locs, &is_variadic);
	if (is_variadic)
		parser_complain(p, "D_DECL_PROTO_VARARGS", p->tok.loc,
				"a probe's arguments must all be listed");
	list.list = ARENA_NEW_N(p->a, struct probe_param, list.n);
	for (size_t i = 0; i < list.n; i++) {
		list.list[i].type = members[i].type;
		list.list[i].name = members[i].name;
		list.list[i].loc = locs[i];
	}
	return list;
}

static struct params parse_translated_list(struct parser *p)
{
	struct params list;

	p->is_translated_list = true;
	list = parse_list(p);
	p->is_translated_list = false;
	return list;
}

static bool is_struct_by_value_unknown(const struct type *t)
{
	return type_is_aggregate(t) && !type_is_complete(t);
}

static void check_list(struct parser *p, const struct probe_decl *d,
		       const struct params *list)
{
	if (list->n > PROBE_ARGS_MAX)
		parser_complain(p, "D_PROV_PRARGLEN", d->loc,
				"probe '%s' has %zu arguments; %d is the most "
				"there can be", d->c_name, list->n,
				PROBE_ARGS_MAX);
	for (size_t i = 0; i < list->n; i++) {
		if (is_struct_by_value_unknown(list->list[i].type))
			parser_complain(p, "D_DECL_INCOMPLETE",
					list->list[i].loc,
					"the members of '%s' are not known; "
					"define it before the provider or "
					"pass a pointer to it",
					type_text(p->a, list->list[i].type));
	}
}

static long find_param(const struct params *list, const char *name)
{
	for (size_t i = 0; name && i < list->n; i++) {
		if (list->list[i].name &&
		    strcmp(list->list[i].name, name) == 0)
			return (long)i;
	}
	return -1;
}

/*
 * Which native argument each translated one comes from: the one of the same
 * name, else the one in the same place.
 */
static void map_args(struct parser *p, struct probe_decl *d,
		     const struct params *native, const struct params *args)
{
	for (size_t i = 0; i < args->n && i < PROBE_ARGS_MAX; i++) {
		long from = find_param(native, args->list[i].name);

		if (from < 0 && i < native->n)
			from = (long)i;
		if (from < 0) {
			parser_complain(p, "D_PROV_PRXLATOR",
					args->list[i].loc,
					"no native argument for this one: "
					"give it the name of the one that it "
					"translates");
			from = 0;
		}
		d->mapping[i] = (uint8_t)from;
	}
}

static void parse_probe_params(struct parser *p, struct probe_decl *d)
{
	struct params native, args;
	bool has_args = false, parens = false;

	parser_expect(p, TOKEN_LPAREN, "after a probe's name");
	native = args = parse_list(p);
	if (parser_accept(p, TOKEN_COLON)) {
		has_args = true;
		parens = parser_accept(p, TOKEN_LPAREN);
		args = parse_translated_list(p);
		if (parens)
			parser_expect(p, TOKEN_RPAREN,
				      "after the translated arguments");
	}
	parser_expect(p, TOKEN_RPAREN, "after the arguments");
	if (!has_args && parser_accept(p, TOKEN_COLON)) {
		has_args = true;
		parser_expect(p, TOKEN_LPAREN, "after ':'");
		args = parse_translated_list(p);
		parser_expect(p, TOKEN_RPAREN,
			      "after the translated arguments");
	}
	check_list(p, d, &native);
	if (has_args)
		check_list(p, d, &args);
	map_args(p, d, &native, &args);
	d->native = native.list;
	d->nnative = native.n;
	d->args = args.list;
	d->nargs = args.n;
}

/* ---- probes and providers ------------------------------------------- */

static bool probe_is_new(struct parser *p, struct symtab *names,
			 struct probe_decl *d)
{
	if (strlen(d->name) >= PROBE_NAME_MAX) {
		parser_complain(p, "D_PROV_BADNAME", d->loc,
				"a probe's name has at most %d characters",
				PROBE_NAME_MAX - 1);
		return false;
	}
	if (symtab_get(names, d->name)) {
		parser_complain(p, "D_PROV_PRDUP", d->loc,
				"there is a probe '%s' already", d->name);
		return false;
	}
	symtab_set(names, p->a, d->name, d);
	return true;
}

static struct probe_decl *parse_probe(struct parser *p)
{
	struct probe_decl *d = ARENA_NEW(p->a, struct probe_decl);

	parser_expect(p, TOKEN_KEY_PROBE, "in a provider");
	d->c_name = parse_probe_name(p, &d->loc);
	if (!*d->c_name)
		parser_error(p, "expected a probe's name");
	d->name = dashed(p->a, d->c_name);
	parse_probe_params(p, d);
	parser_expect(p, TOKEN_SEMICOLON, "after a probe");
	return d;
}

static void parse_probes(struct parser *p, struct provider_decl *d)
{
	struct symtab names = { NULL, 0, 0 };
	struct probe_decl **end = &d->probes;
	int braces = p->braces;

	while (!parser_at(p, TOKEN_RBRACE) && !parser_at(p, TOKEN_EOF) &&
	       !diags_full(p->diags)) {
		struct probe_decl *probe;

		if (parser_accept(p, TOKEN_SEMICOLON))
			continue;
		probe = parse_probe(p);
		if (!p->in_panic && probe_is_new(p, &names, probe)) {
			*end = probe;
			end = &probe->next;
			d->nprobes++;
		}
		parser_recover(p, braces);
	}
}

static void add_provider(struct parser *p, struct provider_decl *d)
{
	static const struct attributes unknown = {
		STABILITY_PRIVATE, STABILITY_PRIVATE, CLASS_UNKNOWN,
	};

	for (int i = 0; i < ATTR_COUNT; i++)
		d->attrs[i] = unknown;
	if (strlen(d->name) >= PROVIDER_NAME_MAX)
		parser_complain(p, "D_PROV_BADNAME", d->loc,
				"a provider's name has at most %d characters",
				PROVIDER_NAME_MAX - 1);
	if (symtab_get(&p->program->provider_names, d->name))
		parser_complain(p, "D_DECL_IDRED", d->loc,
				"there is a provider '%s' already", d->name);
	symtab_set(&p->program->provider_names, p->a, d->name, d);
	*p->providers = d;
	p->providers = &d->next;
}

void parse_provider(struct parser *p)
{
	struct provider_decl *d = ARENA_NEW(p->a, struct provider_decl);

	parser_next(p);
	d->loc = p->tok.loc;
	d->name = parse_provider_name(p);
	parser_expect(p, TOKEN_LBRACE, "after a provider's name");
	if (p->in_panic)
		return;
	parse_probes(p, d);
	parser_expect(p, TOKEN_RBRACE, "after the probes");
	parser_expect(p, TOKEN_SEMICOLON, "after a provider");
	if (!p->in_panic)
		add_provider(p, d);
}
