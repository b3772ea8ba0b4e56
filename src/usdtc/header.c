/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What -h makes: for each probe an inline function with its types, so that a
 * wrong argument is an ordinary compiler warning and each is evaluated once,
 * and the macros by which programs know it.
 *
 * Constraints. "nr" (an immediate or a register) is all that every tracer
 * reads; offered memory too, clang stores each argument to the stack first,
 * and gcc may name a global variable that tracers cannot resolve. From the
 * ninth argument on registers get scarce: those are stored in a struct on the
 * stack, and the note says how to reach them from one register.
 *
 * Floating point travels as its bits, in a general register: a vector register
 * is beyond tracers. The note gives size and no 'f', as some cannot attach to a
 * probe at all when one argument has it; the type note says what it is.
 */
#include <stdio.h>
#include <string.h>

#include "base/strmap.h"
#include "elf/typenote.h"
#include "usdtc/ctype.h"
#include "usdtc/usdtc.h"

#define IN_REGISTERS 8

/* Append a C string's inside, for assembly inside a string of its own. */
static void add_escaped(const char *s, size_t len, struct buf *out)
{
	for (; len--; s++)
		switch (*s) {
		case '\n':
			buf_add_str(out, "\\\\n");
			break;
		case '"':
		case '\\':
			buf_printf(out, "\\\\\\%c", *s);
			break;
		default:
			buf_add_char(out, *s);
		}
}

/* The type note, each line of the description a line of the header. */
static void add_type_note(const struct provider_decl *v, struct buf *out)
{
	struct buf symbol = BUF_INIT, text = BUF_INIT;

	usdtc_note_symbol(v, &symbol);
	usdtc_describe(v, &text);
	buf_printf(out,
		   "__DTRACE_INLINE void __dtrace_types_%s(void)\n{\n"
		   "	__DTRACE_ASM(\".ifndef %s\\n\"\n"
		   "	\".pushsection %s,\\\"aG\\\",@note,\"\n"
		   "	\"%s,comdat\\n\"\n"
		   "	\".weak %s\\n.hidden %s\\n.balign 4\\n\"\n"
		   "	\"%s: .4byte 992f-991f,994f-993f,%d\\n\"\n"
		   "	\"991: .asciz \\\"%s\\\"\\n992: .balign 4\\n993:\\n\"\n",
		   v->name, symbol.data, TYPE_NOTE_SECTION, symbol.data,
		   symbol.data, symbol.data, symbol.data, TYPE_NOTE_TYPE,
		   TYPE_NOTE_OWNER);
	for (const char *p = text.data, *end; *p; p = end) {
		end = strchr(p, '\n') + 1;
		buf_add_str(out, "	\".ascii \\\"");
		add_escaped(p, (size_t)(end - p), out);
		buf_add_str(out, "\\\"\\n\"\n");
	}
	buf_add_str(out, "	\"994: .balign 4\\n.popsection\\n.endif\\n\");\n"
		    "}\n");
	buf_release(&symbol);
	buf_release(&text);
}

static void add_tags(const struct provider_decl *v, struct buf *out)
{
	struct strmap seen = STRMAP_INIT;

	for (const struct probe_decl *p = v->probes; p; p = p->next)
		for (size_t i = 0; i < p->nnative; i++) {
			const struct type *t = ctype_needs_tag(
				p->native[i].type);

			if (!t || strmap_index(&seen, t->name) >= 0)
				continue;
			strmap_set(&seen, t->name, NULL);
			buf_printf(out, "%s %s;\n", t->kind == TYPE_STRUCT ?
				   "struct" : "union", t->name);
		}
	strmap_release(&seen);
}

static bool is_stacked(size_t i)
{
	return i >= IN_REGISTERS;
}

static void add_params(const struct probe_decl *p, struct buf *out)
{
	char name[24];

	if (!p->nnative)
		buf_add_str(out, "void");
	for (size_t i = 0; i < p->nnative; i++) {
		snprintf(name, sizeof(name), "arg%zu", i);
		buf_add_str(out, i ? ",\n	" : "");
		ctype_param(p->native[i].type, name, out);
	}
}

/* Locals: the bits of floats, the struct of what does not get a register. */
static void add_locals(const struct probe_decl *p, struct buf *out)
{
	char name[24];

	for (size_t i = 0; i < p->nnative && !is_stacked(i); i++)
		if (ctype_is_float(p->native[i].type))
			buf_printf(out, "	unsigned %s bits%zu;\n",
				   ctype_size(p->native[i].type) == 8 ?
				   "long" : "int", i);
	if (p->nnative <= IN_REGISTERS)
		return;
	buf_add_str(out, "	struct {\n");
	for (size_t i = IN_REGISTERS; i < p->nnative; i++) {
		snprintf(name, sizeof(name), "m%zu", i);
		buf_add_str(out, "		");
		ctype_param(p->native[i].type, name, out);
		buf_add_str(out, ";\n");
	}
	buf_add_str(out, "	} more = {\n");
	for (size_t i = IN_REGISTERS; i < p->nnative; i++)
		buf_printf(out, "		arg%zu,\n", i);
	buf_add_str(out, "	};\n");
}

static void add_float_copies(const struct probe_decl *p, struct buf *out)
{
	for (size_t i = 0; i < p->nnative && !is_stacked(i); i++)
		if (ctype_is_float(p->native[i].type))
			buf_printf(out, "	__builtin_memcpy(&bits%zu, "
				   "&arg%zu, sizeof(bits%zu));\n", i, i, i);
}

/* The arguments as the note names them: "8@%0 -4@%1". */
static void add_note_args(const struct probe_decl *p, struct buf *out)
{
	unsigned at = 0;	/* in struct more */

	buf_add_str(out, "\"");
	for (size_t i = 0; i < p->nnative; i++) {
		const struct type *t = p->native[i].type;
		unsigned size = ctype_size(t);

		buf_printf(out, "%s%s%u@", i ? " " : "",
			   ctype_is_signed(t) ? "-" : "", size);
		if (!is_stacked(i)) {
			buf_printf(out, "%%%zu", i);
			continue;
		}
		at = (at + size - 1) / size * size;
		buf_printf(out, "\"\n		__DTRACE_AT(\"%u\", \"%%%d\") "
			   "\"", at, IN_REGISTERS);
		at += size;
	}
	buf_add_str(out, "\"");
}

static void add_operands(const struct probe_decl *p, struct buf *out)
{
	for (size_t i = 0; i < p->nnative && !is_stacked(i); i++)
		buf_printf(out, "%s\"nr\"(%s%zu)", i ? ", " : "",
			   ctype_is_float(p->native[i].type) ? "bits" : "arg",
			   i);
	if (p->nnative > IN_REGISTERS)
		buf_add_str(out, ",\n		\"r\"(&more), \"m\"(more)");
}

static void add_function(const struct provider_decl *v,
			 const struct probe_decl *p, const char *semaphore,
			 const char *block, struct buf *out)
{
	buf_printf(out, "__DTRACE_INLINE void __dtrace_probe_%s___%s(",
		   v->name, p->c_name);
	add_params(p, out);
	buf_add_str(out, ")\n{\n");
	add_locals(p, out);
	add_float_copies(p, out);
	buf_printf(out, "	__dtrace_types_%s();\n"
		   "	__DTRACE_ASM(__DTRACE_SITE(\"%s\", \"%s\",\n"
		   "		\"%s\", __dtrace_%s,\n		", v->name,
		   v->name, p->c_name, semaphore, block);
	add_note_args(p, out);
	buf_add_str(out, ")\n		: : ");
	add_operands(p, out);
	buf_add_str(out, ");\n}\n");
}

/* The end of a function that asks: __DTRACE_TEST goes to the label. */
#define IF_TRACED \
	"	return 0;\n" \
	"traced: __DTRACE_RARE\n" \
	"	return __builtin_expect(1, 0);\n}\n"

static void add_enabled(const struct provider_decl *v,
			const struct probe_decl *p, const char *semaphore,
			const char *block, struct buf *out)
{
	buf_printf(out,
		   "__DTRACE_INLINE int __dtrace_enabled_%s___%s(void)\n{\n"
		   "	__DTRACE_ASM(__dtrace_%s);\n"
		   "	__DTRACE_TEST(\"w\", %s);\n" IF_TRACED,
		   v->name, p->c_name, block, semaphore);
}

static void add_probe(const struct provider_decl *v,
		      const struct probe_decl *p, const char *block,
		      struct buf *out)
{
	struct buf macro = BUF_INIT, semaphore = BUF_INIT;

	usdtc_macro(v, p, &macro);
	usdtc_semaphore(v, p, &semaphore);
	buf_add_str(out, "\n/* ");
	usdtc_prototype(p, out);
	buf_add_str(out, " */\n");
	/* one macro a line: some builds rename them with sed, one a line */
	buf_printf(out, "#define %s(...) \\\n"
		   "	__dtrace_probe_%s___%s(__VA_ARGS__)\n",
		   macro.data, v->name, p->c_name);
	buf_printf(out, "#define %s_ENABLED() \\\n"
		   "	__dtrace_enabled_%s___%s()\n",
		   macro.data, v->name, p->c_name);
	buf_printf(out, "extern volatile unsigned short %s\n"
		   "	__attribute__((__visibility__(\"hidden\")));\n",
		   semaphore.data);
	add_function(v, p, semaphore.data, block, out);
	add_enabled(v, p, semaphore.data, block, out);
	buf_release(&macro);
	buf_release(&semaphore);
}

/* The text that defines the semaphores of a group, a macro of its own. */
static void add_block(const struct provider_decl *v,
		      const struct probe_decl *p, const char *block,
		      struct buf *out)
{
	size_t n = usdtc_group(p);

	buf_printf(out, "\n#define __dtrace_%s \\\n"
		   "	__DTRACE_BLOCK(\"%s\",", block, block);
	if (n > 1)
		buf_printf(out, " \\\n		__DTRACE_MEMBER(\"%s\", "
			   "\"%zu\")", block, usdtc_block_size(n));
	for (; n--; p = p->next)
		buf_printf(out, " \\\n		"
			   "__DTRACE_SEMAPHORE(\"%s_%s_semaphore\")",
			   v->name, p->c_name);
	buf_add_str(out, ")\n");
}

/* Whether any of a group is traced: a comparison for each four. */
static void add_any_enabled(const char *macro, const char *block, size_t words,
			    struct buf *out)
{
	buf_printf(out, "\n#define %s() \\\n	__dtrace_any_%s()\n",
		   macro, block);
	buf_printf(out, "extern volatile unsigned long %s[%zu]\n"
		   "	__attribute__((__visibility__(\"hidden\")));\n"
		   "__DTRACE_INLINE int __dtrace_any_%s(void)\n{\n"
		   "	__DTRACE_ASM(__dtrace_%s);\n",
		   block, words, block, block);
	for (size_t i = 0; i < words; i++)
		buf_printf(out, "	__DTRACE_TEST(\"q\", %s[%zu]);\n", block, i);
	buf_add_str(out, IF_TRACED);
}

/* Gives the first probe after the group. */
static const struct probe_decl *add_group(const struct strmap *macros,
					  const struct provider_decl *v,
					  const struct probe_decl *first,
					  struct buf *out)
{
	struct buf block = BUF_INIT, macro = BUF_INIT;
	const struct probe_decl *p = first;
	size_t len = usdtc_group(first);

	usdtc_block(v, first, &block);
	add_block(v, first, block.data, out);
	for (size_t n = len; n--; p = p->next)
		add_probe(v, p, block.data, out);
	if (len > 1 && usdtc_any_macro(macros, v, first, &macro))
		add_any_enabled(macro.data, block.data,
				usdtc_block_size(len) / 8, out);
	buf_release(&block);
	buf_release(&macro);
	return p;
}

static void add_provider(const struct provider_decl *v, struct buf *out)
{
	struct strmap macros = STRMAP_INIT;

	usdtc_claim_macros(v, &macros);
	buf_printf(out, "\n#ifndef __dtrace_header_%s\n"
		   "#define __dtrace_header_%s\n\n", v->name, v->name);
	add_tags(v, out);
	buf_add_str(out,
		    "#pragma GCC diagnostic push\n"
		    "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
		    "#ifdef __clang__ /* it wants w0 for int; tracers read x0 */\n"
		    "#pragma GCC diagnostic ignored \"-Wasm-operand-widths\"\n"
		    "#endif\n"
		    "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
	add_type_note(v, out);
	for (const struct probe_decl *p = v->probes; p;)
		p = add_group(&macros, v, p, out);
	buf_printf(out, "\n#ifdef __cplusplus\n}\n#endif\n"
		   "#pragma GCC diagnostic pop\n"
		   "#endif /* __dtrace_header_%s */\n", v->name);
	strmap_release(&macros);
}

void usdtc_header(const struct provider_decl *list, const char *source,
		  struct buf *out)
{
	buf_printf(out, "/* Generated by dtrace -h from %s; do not edit. */\n",
		   source);
	buf_add_str(out, usdtc_prelude);
	for (; list; list = list->next)
		add_provider(list, out);
}
