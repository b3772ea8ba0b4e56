noinst_LIBRARIES += libebpf.a
libebpf_a_SOURCES = \
	ebpf/asm.c ebpf/asm.h
