noinst_LIBRARIES += libimage.a
libimage_a_SOURCES = \
	image/bucket.c image/bucket.h \
	image/image.c image/image.h image/shape.h
