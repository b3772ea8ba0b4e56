/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of Ruby, as an interpreter would: a collection of two pauses,
 * and a thread that has the lock twice.
 */
#include <stdint.h>

#include "ruby.h"

#define MAIN 0x1000
#define OTHER 0x2000

static void collect(void)
{
	RUBY_GC_ENTER("start");
	RUBY_GC_START(1, "major", "force");
	RUBY_GC_EXIT("start");
	RUBY_GC_ENTER("continue");
	RUBY_GC_DONE(1, 2000, 500);
	RUBY_GC_EXIT("continue");
}

static void turn(uintptr_t thread)
{
	RUBY_GVL_WAIT_START(thread);
	RUBY_GVL_WAIT_DONE(thread);
	RUBY_GVL_RELEASE(thread);
}

int main(void)
{
	RUBY_THREAD_CREATE(OTHER, "/srv/p.rb", 7);
	turn(OTHER);
	turn(MAIN);
	collect();
	turn(OTHER);
	RUBY_THREAD_DONE(OTHER);
	return 0;
}
