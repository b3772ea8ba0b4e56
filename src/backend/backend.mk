noinst_LIBRARIES += libbackend.a
libbackend_a_SOURCES = \
	backend/arrivals.c backend/arrivals.h \
	backend/backend.h \
	backend/bpfsys.c backend/bpfsys.h \
	backend/cpus.c backend/cpus.h \
	backend/features.c \
	backend/funcinfo.c backend/funcinfo.h \
	backend/health.c backend/health.h \
	backend/kernel.c \
	backend/links.c backend/links.h \
	backend/happenings.c backend/happenings.h \
	backend/hit.c backend/hit.h \
	backend/loaded.c backend/loaded.h \
	backend/machine.c backend/machine.h \
	backend/maprole.h \
	backend/mapwatch.c backend/mapwatch.h \
	backend/hold.c backend/hold.h \
	backend/guard.c backend/guard.h \
	backend/places.c backend/places.h \
	backend/ptrace.c backend/ptrace.h \
	backend/ptrace_attach.c \
	backend/ptrace_impl.h \
	backend/ptrace_results.c \
	backend/replay.c backend/replay.h \
	backend/warm.c backend/warm.h
