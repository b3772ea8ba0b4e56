# The installed library, shared and static. Both are position-independent, so
# that a binding may link the static one. Linux and ELF only: the compiler
# driver makes the shared one, without libtool. In the static one, names that
# are not in the header are local, lest they meet a program's own.
noinst_LIBRARIES += liblibusdt.a
liblibusdt_a_SOURCES = \
	elf/notename.c elf/notename.h \
	libusdt/bytes.c libusdt/bytes.h \
	libusdt/argtype.c libusdt/argtype.h \
	libusdt/describe.c \
	libusdt/error.c \
	libusdt/image.c libusdt/image.h \
	libusdt/impl.h \
	libusdt/live.c libusdt/live.h \
	libusdt/load.c libusdt/load.h \
	libusdt/names.c libusdt/names.h \
	libusdt/notify.c \
	libusdt/probe.c \
	libusdt/provider.c \
	libusdt/store.c libusdt/store.h \
	libusdt/stub.c libusdt/stub.h
liblibusdt_a_CFLAGS = $(AM_CFLAGS) -fPIC -fvisibility=hidden

usdtdir = $(libdir)
usdt_PROGRAMS = libusdt.so.1
libusdt_so_1_SOURCES =
libusdt_so_1_LDFLAGS = $(AM_LDFLAGS) -shared -Wl,-soname,libusdt.so.1 \
	-Wl,--version-script=$(srcdir)/libusdt/libusdt.map
libusdt_so_1_LDADD = libusdt-all.o -ldl -lpthread
libusdt_so_1_DEPENDENCIES = libusdt-all.o libusdt/libusdt.map

usdt_DATA = libusdt.a
libusdt-all.o: liblibusdt.a
	$(AM_V_GEN)$(LD) -r -o $@ --whole-archive liblibusdt.a
libusdt.a: libusdt-all.o
	$(AM_V_GEN)$(OBJCOPY) --localize-hidden libusdt-all.o libusdt.o && \
	rm -f $@ && $(AR) cr $@ libusdt.o && rm libusdt.o
CLEANFILES += libusdt-all.o libusdt.a

include_HEADERS = libusdt/libusdt.h libusdt/usdt.h

pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = libusdt.pc

EXTRA_DIST += libusdt/libusdt.map

install-data-hook:
	ln -sf libusdt.so.1 $(DESTDIR)$(libdir)/libusdt.so

uninstall-hook:
	rm -f $(DESTDIR)$(libdir)/libusdt.so
