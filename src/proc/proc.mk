noinst_LIBRARIES += libproc.a
libproc_a_SOURCES = \
	proc/impl.h \
	proc/interp.c proc/interp.h \
	proc/ksyms.c proc/ksyms.h \
	proc/launch.c proc/launch.h \
	proc/maps.c proc/maps.h \
	proc/maps_text.c proc/maps_text.h \
	proc/proc.c proc/proc.h \
	proc/ptrace.c proc/ptrace.h \
	proc/symbols.c proc/symbols.h \
	proc/unwind.c proc/unwind.h \
	proc/words.c proc/words.h
