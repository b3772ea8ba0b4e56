# sources of libprobe.a
