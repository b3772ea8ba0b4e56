if HAVE_LIBGIT2
noinst_LIBRARIES += libdrift.a
bin_PROGRAMS += dtrace-drift
endif
EXTRA_LIBRARIES = libdrift.a
libdrift_a_SOURCES = \
	drift/apply.c drift/apply.h \
	drift/blame.c drift/blame.h \
	drift/patch.c drift/patch.h \
	drift/range.c drift/range.h \
	drift/repo.c drift/repo.h \
	drift/report.c drift/report.h \
	drift/state.c drift/state.h \
	drift/text.c drift/text.h
EXTRA_PROGRAMS = dtrace-drift
dtrace_drift_SOURCES = drift/main.c
dtrace_drift_LDADD = libdrift.a libbase.a $(GIT2_LIBS)
