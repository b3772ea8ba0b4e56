noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	base/arena.c base/arena.h \
	base/buf.c base/buf.h \
	base/bug.c base/bug.h \
	base/diag.c base/diag.h \
	base/err.c base/err.h \
	base/file.c base/file.h \
	base/glob.c base/glob.h \
	base/json.c base/json.h \
	base/source.c base/source.h \
	base/strmap.c base/strmap.h \
	base/vec.c base/vec.h
