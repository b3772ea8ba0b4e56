noinst_LIBRARIES += liblang.a
liblang_a_SOURCES = \
	lang/ast.h lang/lang.h lang/provider.h \
	lang/attributes.c \
	lang/builtin.c lang/builtin.def lang/builtin.h \
	lang/constant.c lang/constant.h \
	lang/lex_literal.c lang/lexer.c lang/lexer.h lang/token.h \
	lang/macro.c \
	lang/parse.c \
	lang/parse_clause.c \
	lang/parse_decl.c \
	lang/parse_declarator.c \
	lang/parse_expr.c \
	lang/parse_provider.c \
	lang/parse_struct.c \
	lang/parse_type.c \
	lang/parser.c lang/parser.h \
	lang/pragma.c \
	lang/symtab.c lang/symtab.h \
	lang/type.c lang/type.h \
	lang/type_names.c \
	lang/type_print.c
