noinst_LIBRARIES += libprobe.a
libprobe_a_SOURCES = \
	probe/bind.c probe/bind.h \
	probe/builtin.c \
	probe/file.c \
	probe/impl.h \
	probe/object.c \
	probe/probe.c probe/probe.h \
	probe/scan.c \
	probe/set.c \
	probe/timer.c probe/timer.h \
	probe/types.c
