noinst_LIBRARIES += liblang.a
liblang_a_SOURCES = \
	lang/ast.h lang/lang.h lang/provider.h \
	lang/builtin.c lang/builtin.def lang/builtin.h \
	lang/symtab.c lang/symtab.h \
	lang/type.c lang/type.h \
	lang/type_names.c \
	lang/type_print.c
