# sources of libelf.a
