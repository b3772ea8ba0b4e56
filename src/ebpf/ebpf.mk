noinst_LIBRARIES += libebpf.a
libebpf_a_SOURCES = \
	ebpf/alu.c \
	ebpf/asm.c ebpf/asm.h \
	ebpf/disasm.c ebpf/disasm.h \
	ebpf/helper.c ebpf/helper.h ebpf/helper.def \
	ebpf/helper_map.c ebpf/helper_memory.c ebpf/helper_ring.c \
	ebpf/interp.c ebpf/interp.h ebpf/vm.h \
	ebpf/maps.c ebpf/maps.h ebpf/mapimpl.h \
	ebpf/memory.c \
	ebpf/reach.c ebpf/reach.h \
	ebpf/ring.c
