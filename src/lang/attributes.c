/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stability attributes:
 * #pragma D attributes NAME/DATA/CLASS provider PROVIDER PART
 */
#include <ctype.h>
#include <string.h>

#include "lang/parser.h"

static const char *const stabilities[] = {
	"Internal", "Private", "Obsolete", "External", "Unstable", "Evolving",
	"Stable", "Standard",
};

static const char *const classes[] = {
	"Unknown", "CPU", "Platform", "Group", "ISA", "Common",
};

static const char stability_words[] =
	"a stability: Internal, Private, Obsolete, External, Unstable, "
	"Evolving, Stable or Standard";

static const char class_words[] =
	"a dependency class: Unknown, CPU, Platform, Group, ISA or Common";

static const char *const parts[] = {
	"provider", "module", "function", "name", "args",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *stability_name(enum stability s)
{
	return s < COUNT(stabilities) ? stabilities[s] : "Unknown";
}

const char *dependency_class_name(enum dependency_class c)
{
	return c < COUNT(classes) ? classes[c] : classes[CLASS_UNKNOWN];
}

/* ---- the pragma's text, word by word -------------------------------- */

#define WORD_MAX 64

/* The next word, cut to fit; end characters are blanks and `stop`. */
static const char *read_word(const char *p, char stop, char word[WORD_MAX])
{
	size_t n = 0;

	while (isspace((unsigned char)*p))
		p++;
	while (*p && *p != stop && !isspace((unsigned char)*p)) {
		if (n < WORD_MAX - 1)
			word[n++] = *p;
		p++;
	}
	word[n] = '\0';
	return *p && *p == stop ? p + 1 : p;
}

static int find(const char *const *names, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], word) == 0)
			return (int)i;
	}
	return -1;
}

static const char *read_name(const char *p, char stop,
			     const char *const *names, size_t n, uint8_t *value,
			     const struct pragma *pragma, const char *what,
			     struct diags *diags)
{
	char word[WORD_MAX];
	int i;

	p = read_word(p, stop, word);
	i = find(names, n, word);
	if (i < 0) {
		diag_add(diags, "D_PRAGMA_INVAL", pragma->loc,
			 "'%s' is not %s", word, what);
		return NULL;
	}
	*value = (uint8_t)i;
	return p;
}

/* NAME/DATA/CLASS; NULL with a diagnostic. */
static const char *read_attributes(const struct pragma *pragma,
				   struct attributes *attributes,
				   struct diags *diags)
{
	const char *p = pragma->text;

	p = read_name(p, '/', stabilities, COUNT(stabilities),
		      &attributes->name, pragma, stability_words, diags);
	if (p)
		p = read_name(p, '/', stabilities, COUNT(stabilities),
			      &attributes->data, pragma, stability_words,
			      diags);
	if (p)
		p = read_name(p, '\0', classes, COUNT(classes),
			      &attributes->class, pragma, class_words, diags);
	return p;
}

static void apply(struct program *program, const struct pragma *pragma,
		  struct diags *diags)
{
	char word[WORD_MAX], name[WORD_MAX], part[WORD_MAX], rest[WORD_MAX];
	struct attributes attributes;
	struct provider_decl *d;
	const char *p;
	int i;

	p = read_attributes(pragma, &attributes, diags);
	if (!p)
		return;
	p = read_word(p, '\0', word);
	if (strcmp(word, "provider") != 0) {
		if (!*word)
			diag_add(diags, "D_PRAGMA_MALFORM", pragma->loc,
				 "what has these attributes is missing: write "
				 "NAME/DATA/CLASS provider PROVIDER PART");
		return;		/* of an identifier: D reports no more */
	}
	p = read_word(p, '\0', name);
	p = read_word(p, '\0', part);
	read_word(p, '\0', rest);
	i = find(parts, COUNT(parts), part);
	if (!*name || i < 0 || *rest) {
		diag_add(diags, "D_PRAGMA_MALFORM", pragma->loc,
			 "after the provider's name one of provider, module, "
			 "function, name and args must follow");
		return;
	}
	d = symtab_get(&program->provider_names, name);
	if (d)
		d->attrs[i] = attributes;
	else
		diag_add(diags, "D_PRAGMA_SCOPE", pragma->loc,
			 "there is no provider '%s' in this text", name);
}

void attributes_apply(struct program *program, struct diags *diags)
{
	for (struct pragma *p = program->pragmas; p; p = p->next) {
		if (strcmp(p->kind, "attributes") == 0)
			apply(program, p, diags);
	}
}
