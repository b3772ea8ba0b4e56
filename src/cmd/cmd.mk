bin_PROGRAMS += dtrace
dtrace_SOURCES = cmd/main.c
dtrace_LDADD = libbase.a
