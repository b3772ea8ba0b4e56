# sources of libconsume.a
