noinst_LIBRARIES += libusdtc.a
libusdtc_a_SOURCES = \
	usdtc/check.c \
	usdtc/ctype.c usdtc/ctype.h \
	usdtc/describe.c \
	usdtc/group.c \
	usdtc/header.c \
	usdtc/object.c \
	usdtc/prelude.c \
	usdtc/usdtc.c usdtc/usdtc.h
