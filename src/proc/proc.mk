# sources of libproc.a
