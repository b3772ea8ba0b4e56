noinst_LIBRARIES += libproc.a
libproc_a_SOURCES = \
	proc/demangle.c proc/demangle.h \
	proc/impl.h \
	proc/inlined.c proc/inlined.h \
	proc/interp.c proc/interp.h \
	proc/ksyms.c proc/ksyms.h \
	proc/launch.c proc/launch.h \
	proc/maps.c proc/maps.h \
	proc/maps_text.c proc/maps_text.h \
	proc/pidns.c proc/pidns.h \
	proc/proc.c proc/proc.h \
	proc/ptrace.c proc/ptrace.h \
	proc/symbols.c proc/symbols.h \
	proc/unwind.c proc/unwind.h \
	proc/words.c proc/words.h

# libiberty has an xrealloc() and an xcalloc() of its own, as we do: its names
# are put out of sight
if HAVE_LIBIBERTY
libproc_a_LIBADD = proc/iberty.o
proc/iberty.o: proc/$(am__dirstamp)
	$(AM_V_GEN)$(LD) -r -u cplus_demangle -o $@ \
		"$$($(CC) -print-file-name=libiberty.a)" && \
	$(OBJCOPY) --keep-global-symbol=cplus_demangle $@
CLEANFILES += proc/iberty.o
endif
