noinst_LIBRARIES += libtracer.a
libtracer_a_SOURCES = \
	tracer/event.c \
	tracer/happening.c \
	tracer/hold.c \
	tracer/impl.h \
	tracer/kin.c \
	tracer/loader.c \
	tracer/memory.c \
	tracer/release.c \
	tracer/sample.c \
	tracer/space.c \
	tracer/step.c \
	tracer/table.c \
	tracer/thread.c \
	tracer/tracer.h
