# sources of libarch.a
