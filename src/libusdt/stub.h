/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine code of a probe, for each processor, and the words in which a
 * note says where the arguments are.
 *
 * The stub is called with the address of the words. It loads the first of them
 * into registers, which is where tracers read them quickest, and leaves the
 * others where they are.
 */
#ifndef LIBUSDT_STUB_H
#define LIBUSDT_STUB_H

#include "libusdt/bytes.h"
#include "libusdt/impl.h"

struct stub_arch {
	uint16_t elf_machine;
	size_t page;		/* the largest that kernels have */
	/* Append the stub; gives where its nop is. Without words: nop, ret. */
	size_t (*add_stub)(struct bytes *text, size_t nwords);
	/*
	 * Append a function that gives the semaphore; it will be at address at,
	 * the semaphore at another. Always the same length.
	 */
	void (*add_test)(struct bytes *text, uint64_t at, uint64_t semaphore);
	/* Append the location of word n, without its size. */
	void (*add_location)(struct bytes *out, size_t n);
	const uint8_t *nop;
	size_t nop_len;
};

extern const struct stub_arch stub_x86_64, stub_aarch64;

/* This machine's. */
const struct stub_arch *stub_native(void);

#endif
