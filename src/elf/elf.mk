noinst_LIBRARIES += libelf.a
libelf_a_SOURCES = \
	elf/debugfile.c elf/debugfile.h \
	elf/elffile.c elf/elffile.h elf/impl.h \
	elf/helpernote.c elf/helpernote.h \
	elf/notename.c elf/notename.h \
	elf/notes.c \
	elf/relobj.c elf/relobj.h \
	elf/sdt.c elf/sdt.h \
	elf/symbols.c \
	elf/typenote.c elf/typenote.h
