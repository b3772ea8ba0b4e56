# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += libktypes.a
libktypes_a_SOURCES = \
	ktypes/convert.c ktypes/impl.h ktypes/ktypes.c ktypes/ktypes.h
