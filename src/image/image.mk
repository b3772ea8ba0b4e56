# sources of libimage.a
