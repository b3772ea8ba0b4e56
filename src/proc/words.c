/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/words.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* In "..." a backslash is one unless it stands before these. */
static bool is_escape(const char *p, char quote)
{
	return *p == '\\' && p[1] && quote != '\'' &&
	       (!quote || strchr("\\\"$`\n", p[1]));
}

/* One word; gives where it ends, or NULL when a quote does not. */
static const char *take_word(const char *p, struct buf *word)
{
	char quote = '\0';

	for (; *p && (quote || !is_blank(*p)); p++) {
		if (is_escape(p, quote))
			buf_add_char(word, *++p);
		else if (*p == quote)
			quote = '\0';
		else if (!quote && (*p == '\'' || *p == '"'))
			quote = *p;
		else
			buf_add_char(word, *p);
	}
	return quote ? NULL : p;
}

int words_split(struct arena *a, const char *text, char ***out,
		struct err *e)
{
	VEC(char *) words = { 0 };
	struct buf word = BUF_INIT;
	const char *p = text;
	int ret = 0;

	for (;;) {
		while (is_blank(*p))
			p++;
		if (!*p)
			break;
		buf_clear(&word);
		p = take_word(p, &word);
		if (!p) {
			ret = err_set(e, -EINVAL, "the command '%s' has a "
				      "quote without its end", text);
			break;
		}
		*vec_push(&words) = arena_strdup(a, buf_str(&word));
	}
	if (!ret && !words.len)
		ret = err_set(e, -EINVAL, "the command is empty");
	if (!ret) {
		*vec_push(&words) = NULL;
		*out = arena_memdup(a, words.items,
				    words.len * sizeof(*words.items));
	}
	buf_release(&word);
	vec_release(&words);
	return ret;
}
