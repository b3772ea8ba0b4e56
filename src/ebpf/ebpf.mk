# sources of libebpf.a
