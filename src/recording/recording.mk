noinst_LIBRARIES += librecording.a
librecording_a_SOURCES = \
	recording/format.h \
	recording/read.c \
	recording/recording.h \
	recording/write.c
