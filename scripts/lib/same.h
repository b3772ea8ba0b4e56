/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Included before everything else when `scripts/project identical` compares
 * builds: the patches move lines, and the preprocessor tells programs where
 * they are. A system header may redefine these without a warning.
 */
#pragma GCC system_header
#undef __LINE__
#define __LINE__ 1
#undef __DATE__
#define __DATE__ ""
#undef __TIME__
#define __TIME__ ""
#undef __TIMESTAMP__
#define __TIMESTAMP__ ""
