noinst_LIBRARIES += libarch.a
libarch_a_SOURCES = \
	arch/aarch64.c \
	arch/arch.c arch/arch.h \
	arch/operand.c arch/operand.h \
	arch/x86_64.c \
	arch/x86_emulate.c arch/x86_emulate.h \
	arch/x86_insn.c arch/x86_insn.h
