noinst_LIBRARIES += libusdtc.a
libusdtc_a_SOURCES = \
	usdtc/check.c \
	usdtc/ctype.c usdtc/ctype.h \
	usdtc/describe.c \
	usdtc/group.c \
	usdtc/header.c \
	usdtc/object.c \
	usdtc/prelude.c \
	usdtc/structs.c usdtc/structs.h usdtc/structs_impl.h \
	usdtc/structs_dwarf.c usdtc/structs_walk.h \
	usdtc/structs_settle.c \
	usdtc/structs_type.c \
	usdtc/usdtc.c usdtc/usdtc.h
