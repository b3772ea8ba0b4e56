# sources of libbackend.a
