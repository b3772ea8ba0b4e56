# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += liblang.a
liblang_a_SOURCES = \
	lang/alias.c \
	lang/ast.c \
	lang/ast.h \
	lang/ast_print.c \
	lang/attributes.c \
	lang/builtin.c \
	lang/builtin.def \
	lang/builtin.h \
	lang/check.c \
	lang/check.h \
	lang/check_absent.c lang/check_agg.c \
	lang/check_assign.c \
	lang/check_call.c \
	lang/check_expr.c \
	lang/check_format.c \
	lang/check_inline.c \
	lang/check_member.c \
	lang/check_op.c \
	lang/check_spec.c \
	lang/check_var.c \
	lang/constant.c \
	lang/constant.h \
	lang/format.c \
	lang/format.h \
	lang/lang.h \
	lang/lex_literal.c \
	lang/lexer.c \
	lang/lexer.h \
	lang/macro.c \
	lang/parse.c \
	lang/parse_clause.c \
	lang/parse_decl.c \
	lang/parse_declarator.c \
	lang/parse_expr.c \
	lang/parse_primary.c \
	lang/parse_provider.c \
	lang/parse_struct.c \
	lang/parse_type.c \
	lang/parser.c \
	lang/parser.h \
	lang/pragma.c \
	lang/provider.h \
	lang/symtab.c \
	lang/symtab.h \
	lang/token.h \
	lang/type.c \
	lang/type.h \
	lang/type_names.c \
	lang/type_print.c
