/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Included before everything else when `scripts/project identical` compares
 * builds: the patches move lines, and the preprocessor tells programs where
 * they are. A system header may redefine these without a warning. A program
 * that makes names of line numbers is compiled with -DSAME_NUMBERED: then each
 * use of one is another number, the same in both builds.
 */
#pragma GCC system_header
#undef __LINE__
#ifdef SAME_NUMBERED
#define __LINE__ __COUNTER__
#else
#define __LINE__ 1
#endif
#undef __DATE__
#define __DATE__ ""
#undef __TIME__
#define __TIME__ ""
#undef __TIMESTAMP__
#define __TIMESTAMP__ ""
