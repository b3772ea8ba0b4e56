/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree as text: (operator operands), one statement a line. */
#include <ctype.h>

#include "lang/ast.h"
#include "lang/builtin.h"

static void print_node(const struct node *n, struct buf *out);

static const char *const op_names[] = {
	[OP_NONE] = "", [OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*",
	[OP_DIV] = "/", [OP_MOD] = "%", [OP_AND] = "&", [OP_OR] = "|",
	[OP_XOR] = "^", [OP_SHL] = "<<", [OP_SHR] = ">>", [OP_EQ] = "==",
	[OP_NE] = "!=", [OP_LT] = "<", [OP_LE] = "<=", [OP_GT] = ">",
	[OP_GE] = ">=", [OP_LAND] = "&&", [OP_LOR] = "||", [OP_LXOR] = "^^",
	[OP_NOT] = "~", [OP_LNOT] = "!", [OP_NEG] = "neg", [OP_PLUS] = "plus",
	[OP_DEREF] = "deref", [OP_ADDR] = "addr", [OP_PRE_INC] = "++x",
	[OP_PRE_DEC] = "--x", [OP_POST_INC] = "x++", [OP_POST_DEC] = "x--",
	[OP_ASSIGN] = "=",
};

static const char *const scope_names[] = { "", "self->", "this->" };

/* ---- expressions ---------------------------------------------------- */

static void print_string(const char *s, size_t n, struct buf *out)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c < 0x80 && isprint(c))
			buf_add_char(out, (char)c);
		else
			buf_printf(out, "\\%03o", c);
	}
	buf_add_char(out, '"');
}

static void print_child(const struct node *n, struct buf *out)
{
	if (!n)
		return;
	buf_add_char(out, ' ');
	print_node(n, out);
}

static void print_list(const struct node *n, struct buf *out)
{
	for (; n; n = n->next)
		print_child(n, out);
}

static void print_type(const struct type *t, struct buf *out)
{
	buf_add_char(out, '<');
	type_print(t, NULL, out);
	buf_add_char(out, '>');
}

/* The word that says what a node is, without its operands. */
static void print_head(const struct node *n, struct buf *out)
{
	switch (n->kind) {
	case NODE_INT:
		buf_printf(out, "%lld", (long long)n->value);
		break;
	case NODE_STRING:
		print_string(n->str, n->str_len, out);
		break;
	case NODE_IDENT:
		buf_printf(out, "name %s%s",
			   n->has_scope ? scope_names[n->scope] : "", n->name);
		break;
	case NODE_VAR:
		buf_printf(out, "var %s%s", scope_names[n->var->scope],
			   n->var->name);
		break;
	case NODE_BUILTIN:
		buf_printf(out, "builtin %s", n->builtin->name);
		break;
	case NODE_SYMBOL:
		buf_printf(out, "symbol %s`%s", n->module, n->name);
		break;
	case NODE_UNARY:
	case NODE_BINARY:
		buf_add_str(out, op_names[n->op]);
		break;
	case NODE_ASSIGN:
		buf_printf(out, "%s%s", op_names[n->op],
			   n->op == OP_ASSIGN ? "" : "=");
		break;
	case NODE_TERNARY:
		buf_add_str(out, "?:");
		break;
	case NODE_COMMA:
		buf_add_char(out, ',');
		break;
	case NODE_CAST:
		buf_add_str(out, "cast");
		break;
	case NODE_SIZEOF:
		buf_add_str(out, "sizeof");
		break;
	case NODE_OFFSETOF:
		buf_printf(out, "offsetof %s", n->name);
		for (const struct node *m = n->args; m; m = m->next)
			buf_printf(out, ".%s", m->name);
		break;
	case NODE_INDEX:
		buf_add_str(out, "index");
		break;
	case NODE_MEMBER:
		buf_printf(out, ".%s", n->name);
		break;
	case NODE_CALL:
		buf_printf(out, "call %s", n->name ? n->name : "?");
		break;
	case NODE_AGG:
		buf_printf(out, "@%s", n->name);
		break;
	case NODE_AGG_STORE:
		buf_add_str(out, "@=");
		break;
	case NODE_XLATE:
		buf_add_str(out, "xlate");
		break;
	}
}

static void print_node(const struct node *n, struct buf *out)
{
	buf_add_char(out, '(');
	print_head(n, out);
	if (n->type_arg)
		print_type(n->type_arg, out);
	if (n->type) {
		buf_add_char(out, ':');
		print_type(n->type, out);
	}
	print_child(n->left, out);
	print_child(n->right, out);
	print_child(n->third, out);
	print_list(n->args, out);
	buf_add_char(out, ')');
}

/* ---- statements and declarations ------------------------------------ */

static void indent(int depth, struct buf *out)
{
	buf_add_fill(out, '\t', (size_t)depth);
}

static void print_statements(const struct stmt *s, int depth, struct buf *out)
{
	for (; s; s = s->next) {
		indent(depth, out);
		if (s->kind == STMT_IF)
			buf_add_str(out, "if ");
		print_node(s->expr, out);
		buf_add_char(out, '\n');
		if (s->kind == STMT_IF) {
			print_statements(s->then, depth + 1, out);
			if (s->otherwise) {
				indent(depth, out);
				buf_add_str(out, "else\n");
			}
			print_statements(s->otherwise, depth + 1, out);
		}
	}
}

static void print_clause(const struct clause *c, struct buf *out)
{
	const struct probe_desc *d;

	for (d = c->probes; d; d = d->next) {
		if (d->id)
			buf_printf(out, "probe %lld\n", (long long)d->id);
		else
			buf_printf(out, "probe %s:%s:%s:%s\n", d->provider,
				   d->module, d->function, d->name);
	}
	if (c->predicate) {
		buf_add_str(out, "predicate ");
		print_node(c->predicate, out);
		buf_add_char(out, '\n');
	}
	print_statements(c->body, 1, out);
	if (!c->has_body)
		buf_add_str(out, "\tdefault action\n");
}

static void print_keys(const struct type *const *keys, size_t n,
		       struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_add_str(out, i ? ", " : "[");
		type_print(keys[i], NULL, out);
	}
	if (n)
		buf_add_char(out, ']');
	buf_add_char(out, '\n');
}

static void print_declarations(const struct program *p, struct buf *out)
{
	const struct inline_def *def;
	const struct translator *t;
	const struct variable *v;

	for (def = p->inlines; def; def = def->next) {
		buf_printf(out, "inline %s ", def->name);
		print_type(def->type, out);
		print_child(def->value, out);
		buf_add_char(out, '\n');
	}
	for (t = p->translators; t; t = t->next) {
		buf_add_str(out, "translator ");
		print_type(t->output, out);
		buf_printf(out, " %s ", t->input_name);
		print_type(t->input, out);
		buf_add_char(out, '\n');
		for (const struct translator_member *m = t->members; m;
		     m = m->next) {
			buf_printf(out, "\t%s ", m->name);
			print_node(m->value, out);
			buf_add_char(out, '\n');
		}
	}
	for (v = p->variables; v; v = v->next) {
		buf_printf(out, "variable %d %s", v->id,
			   scope_names[v->scope]);
		type_print(v->type, v->name, out);
		print_keys(v->keys, v->nkeys, out);
	}
}

void ast_print(const struct program *program, struct buf *out)
{
	for (struct pragma *p = program->pragmas; p; p = p->next)
		buf_printf(out, "pragma %s %s\n", p->kind, p->text);
	print_declarations(program, out);
	for (struct aggregation *a = program->aggregations; a; a = a->next) {
		buf_printf(out, "aggregation %d @%s %s", a->id, a->name,
			   a->func->name);
		print_keys(a->keys, a->nkeys, out);
	}
	for (struct clause *c = program->clauses; c; c = c->next)
		print_clause(c, out);
}
