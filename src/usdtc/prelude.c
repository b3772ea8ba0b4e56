/* SPDX-License-Identifier: BSD-2-Clause */
/* The part of a generated header that does not depend on the provider. */
#include "usdtc/usdtc.h"

/*
 * __DTRACE_SITE is the probe: a nop, and a note in the format that SystemTap
 * defined, with three things of our own.
 *
 * The semaphores of probes that belong together are defined here, weakly, in a
 * section group: whatever the number of sites and objects the linker keeps one,
 * and no other object is needed. They are hidden: each program and library has
 * its own.
 *
 * The two relocations of type NONE change no byte. They tell --gc-sections
 * that whoever needs this function needs .stapsdt.base and the type note too.
 *
 * One byte is for gold, which fails when it drops a function that a note still
 * points to. To gold, sections of this name are needed, and so the function
 * that this byte refers to stays; the other linkers cope, and may drop both.
 *
 * The function is gnu_inline because a static one would draw warnings when a
 * program's own extern inline function has a probe.
 */
const char usdtc_prelude[] =
"#ifndef __DTRACE_SITE\n"
"#if !defined(__ELF__) || !defined(__LP64__) || \\\n"
"	!(defined(__x86_64__) || defined(__AARCH64EL__))\n"
"#error \"probes need 64-bit ELF on x86-64 or aarch64: build without them\"\n"
"#endif\n"
"\n"
"#if defined(__clang__) ? __clang_major__ >= 11 : __GNUC__ >= 9\n"
"/* inline: the text is long, but the code is one nop */\n"
"#define __DTRACE_ASM __asm__ __inline__ __volatile__\n"
"#else\n"
"#define __DTRACE_ASM __asm__ __volatile__\n"
"#endif\n"
"\n"
"#define __DTRACE_INLINE \\\n"
"	extern __inline__ __attribute__((__always_inline__, __gnu_inline__, \\\n"
"		__artificial__, __no_instrument_function__, __nothrow__))\n"
"\n"
"#ifdef __cplusplus\n"
"#define __dtrace_bool bool\n"
"#else\n"
"#define __dtrace_bool _Bool\n"
"#endif\n"
"\n"
"#ifdef __x86_64__\n"
"#define __DTRACE_NONE \"R_X86_64_NONE\"\n"
"#define __DTRACE_AT(offset, base) offset \"(\" base \")\"\n"
"#else\n"
"#define __DTRACE_NONE \"R_AARCH64_NONE\"\n"
"#define __DTRACE_AT(offset, base) \"[\" base \", \" offset \"]\"\n"
"#endif\n"
"\n"
"#define __DTRACE_MEMBER(symbol, bytes) \\\n"
"	\".weak \" symbol \"\\n.hidden \" symbol \"\\n\" \\\n"
"	\".type \" symbol \",@object\\n.size \" symbol \",\" bytes \"\\n\" \\\n"
"	symbol \":\\n\"\n"
"\n"
"#define __DTRACE_SEMAPHORE(symbol) \\\n"
"	__DTRACE_MEMBER(symbol, \"2\") \".zero 2\\n\"\n"
"\n"
"#define __DTRACE_BLOCK(symbol, semaphores) \\\n"
"	\".ifndef \" symbol \"\\n\" \\\n"
"	\".pushsection .probes,\\\"awG\\\",@progbits,\" symbol \",comdat\\n\" \\\n"
"	\".balign 8\\n\" semaphores \".balign 8\\n\" \\\n"
"	\".popsection\\n.endif\\n\"\n"
"\n"
"#if defined(__x86_64__) && (!defined(__clang__) || __clang_major__ >= 9)\n"
"/* a comparison with memory: compilers load what is volatile first */\n"
"#define __DTRACE_TEST(suffix, semaphores) \\\n"
"	__asm__ goto(\"{cmp\" suffix \" $0, %0|cmp %0, 0}\\n\\tjne %l[traced]\" \\\n"
"		     : : \"m\" (semaphores) : \"cc\" : traced)\n"
"#else\n"
"#define __DTRACE_TEST(suffix, semaphores) \\\n"
"	do { if (semaphores) goto traced; } while (0)\n"
"#endif\n"
"#ifdef __clang__\n"
"#define __DTRACE_RARE\n"
"#else\n"
"#define __DTRACE_RARE __attribute__((__cold__));\n"
"#endif\n"
"\n"
"#define __DTRACE_SITE(provider, name, semaphore, defined, args) \\\n"
"	\"990: nop\\n\" \\\n"
"	\".reloc 990b, \" __DTRACE_NONE \", _.stapsdt.base\\n\" \\\n"
"	\".reloc 990b, \" __DTRACE_NONE \", __dtrace_provider_\" provider \"\\n\" \\\n"
"	\".pushsection .gcc_except_table.dtrace,\\\"a?\\\",@progbits\\n\" \\\n"
"	\"995: .byte 0\\n.reloc 995b, \" __DTRACE_NONE \", 990b\\n\" \\\n"
"	\".popsection\\n\" \\\n"
"	\".pushsection .note.stapsdt,\\\"?\\\",@note\\n\" \\\n"
"	\".balign 4\\n.4byte 992f-991f,994f-993f,3\\n\" \\\n"
"	\"991: .asciz \\\"stapsdt\\\"\\n992: .balign 4\\n\" \\\n"
"	\"993: .8byte 990b,_.stapsdt.base,\" semaphore \"\\n\" \\\n"
"	\".asciz \\\"\" provider \"\\\"\\n.asciz \\\"\" name \"\\\"\\n\" \\\n"
"	\".asciz \\\"\" args \"\\\"\\n994: .balign 4\\n\" \\\n"
"	\".popsection\\n\" \\\n"
"	\".ifndef _.stapsdt.base\\n\" \\\n"
"	\".pushsection .stapsdt.base,\\\"aG\\\",@progbits,\" \\\n"
"	\".stapsdt.base,comdat\\n\" \\\n"
"	\".weak _.stapsdt.base\\n.hidden _.stapsdt.base\\n\" \\\n"
"	\"_.stapsdt.base: .space 1\\n.size _.stapsdt.base,1\\n\" \\\n"
"	\".popsection\\n.endif\\n\" \\\n"
"	defined\n"
"#endif /* __DTRACE_SITE */\n";
