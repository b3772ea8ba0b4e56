# sources of liblang.a
