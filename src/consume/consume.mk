noinst_LIBRARIES += libconsume.a
libconsume_a_SOURCES = \
	consume/act.c \
	consume/address.c \
	consume/aggform.c \
	consume/aggregate.c \
	consume/aggvalue.c \
	consume/consume.c consume/consume.h consume/impl.h \
	consume/datum.c \
	consume/flow.c \
	consume/format.c \
	consume/frames.c \
	consume/held.c \
	consume/histogram.c \
	consume/json.c \
	consume/jsonvalue.c \
	consume/normal.c \
	consume/own.c \
	consume/record.c consume/shape.c \
	consume/report.c \
	consume/speculation.c \
	consume/stack.c \
	consume/table.c \
	consume/value.c
