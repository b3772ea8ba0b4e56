noinst_LIBRARIES += libimage.a
libimage_a_SOURCES = \
	image/image.c image/image.h
