noinst_LIBRARIES += libbackend.a
libbackend_a_SOURCES = \
	backend/backend.h \
	backend/bpfsys.c backend/bpfsys.h \
	backend/features.c \
	backend/kernel.c
