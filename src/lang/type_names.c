/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The typedef names that a program may use without defining them. A program
 * may define them again: then its own definition counts.
 */
#include <string.h>

#include "lang/type.h"

#define T(name_, base_) \
	{ .kind = TYPE_TYPEDEF, .size = sizeof(base_##_size), \
	  .align = sizeof(base_##_size), .is_complete = true, \
	  .name = name_, .base = &type_##base_ }

/* What sizeof sees for each basic type: the C type of this machine's LP64. */
typedef signed char schar_size;
typedef char char_size;
typedef unsigned char uchar_size;
typedef short short_size;
typedef unsigned short ushort_size;
typedef int int_size;
typedef unsigned int uint_size;
typedef long long_size;
typedef unsigned long ulong_size;
typedef long long llong_size;
typedef unsigned long long ullong_size;
typedef _Bool bool_size;

static const struct type char_pointer = {
	.kind = TYPE_POINTER, .size = 8, .align = 8, .is_complete = true,
	.base = &type_char,
};
static const struct type va_list_pointer = {
	.kind = TYPE_POINTER, .size = 8, .align = 8, .is_complete = true,
	.base = &type_void,
};

#define P(name_, pointer_) \
	{ .kind = TYPE_TYPEDEF, .size = 8, .align = 8, .is_complete = true, \
	  .name = name_, .base = &pointer_ }

/* Sorted by strcmp(3): looked up by bisection. */
static const struct type predefined[] = {
	P("__builtin_va_list", va_list_pointer),
	T("blkcnt_t", long),
	T("blksize_t", long),
	T("bool", bool),
	P("caddr_t", char_pointer),
	T("clock_t", long),
	T("clockid_t", int),
	T("daddr_t", int),
	T("dev_t", ulong),
	T("fsblkcnt_t", ulong),
	T("fsfilcnt_t", ulong),
	T("gid_t", uint),
	T("hrtime_t", llong),
	T("id_t", uint),
	T("in_addr_t", uint),
	T("in_port_t", ushort),
	T("ino_t", ulong),
	T("int16_t", short),
	T("int32_t", int),
	T("int64_t", long),
	T("int8_t", schar),
	T("int_fast16_t", long),
	T("int_fast32_t", long),
	T("int_fast64_t", long),
	T("int_fast8_t", schar),
	T("int_least16_t", short),
	T("int_least32_t", int),
	T("int_least64_t", long),
	T("int_least8_t", schar),
	T("intmax_t", long),
	T("intptr_t", long),
	T("key_t", int),
	T("loff_t", long),
	T("longlong_t", llong),
	T("mode_t", uint),
	T("nlink_t", ulong),
	T("off64_t", long),
	T("off_t", long),
	T("offset_t", llong),
	T("pid_t", int),
	T("processorid_t", int),
	T("projid_t", int),
	T("pthread_t", ulong),
	T("ptrdiff_t", long),
	T("quad_t", long),
	T("sa_family_t", ushort),
	T("size_t", ulong),
	T("socklen_t", uint),
	T("ssize_t", long),
	T("suseconds_t", long),
	T("taskid_t", int),
	T("time_t", long),
	T("timer_t", int),
	T("u_char", uchar),
	T("u_int", uint),
	T("u_int16_t", ushort),
	T("u_int32_t", uint),
	T("u_int64_t", ulong),
	T("u_int8_t", uchar),
	T("u_long", ulong),
	T("u_longlong_t", ullong),
	T("u_quad_t", ulong),
	T("u_short", ushort),
	T("uchar_t", uchar),
	T("uid_t", uint),
	T("uint", uint),
	T("uint16_t", ushort),
	T("uint32_t", uint),
	T("uint64_t", ulong),
	T("uint8_t", uchar),
	T("uint_fast16_t", ulong),
	T("uint_fast32_t", ulong),
	T("uint_fast64_t", ulong),
	T("uint_fast8_t", uchar),
	T("uint_least16_t", ushort),
	T("uint_least32_t", uint),
	T("uint_least64_t", ulong),
	T("uint_least8_t", uchar),
	T("uint_t", uint),
	T("uintmax_t", ulong),
	T("uintptr_t", ulong),
	T("ulong", ulong),
	T("ulong_t", ulong),
	T("useconds_t", uint),
	T("ushort", ushort),
	T("ushort_t", ushort),
	T("wchar_t", int),
	T("wint_t", uint),
	T("zoneid_t", int),
};

const struct type *type_predefined(const char *name)
{
	size_t low = 0, high = sizeof(predefined) / sizeof(predefined[0]);

	while (low < high) {
		size_t mid = (low + high) / 2;
		int c = strcmp(name, predefined[mid].name);

		if (c == 0)
			return &predefined[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}
