# SPDX-License-Identifier: BSD-2-Clause
# The front door. Plain GNU make; the C toolchain in src/ has its own autotools
# build, out of tree in build/.

BUILD := build
CONFIGURE_FLAGS ?= --enable-developer

.PHONY: all toolchain clean distclean help
all: toolchain ##          build the C toolchain

src/configure: src/configure.ac src/Makefile.am $(wildcard src/*/*.mk)
	cd src && autoreconf -fi >/dev/null

$(BUILD)/src/Makefile: src/configure
	mkdir -p $(BUILD)/src
	cd $(BUILD)/src && ../../src/configure -q $(CONFIGURE_FLAGS)

toolchain: $(BUILD)/src/Makefile
	+$(MAKE) -s -C $(BUILD)/src
	ln -sf src/dtrace $(BUILD)/dtrace
