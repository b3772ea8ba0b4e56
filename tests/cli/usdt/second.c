/* SPDX-License-Identifier: BSD-2-Clause */
/* A second object with probes that main.c has too. */
#include "demo.h"

#ifdef __cplusplus
extern void in_other_object(int n);
#else
void in_other_object(int n);
#endif

#ifdef DEAD_FUNCTION
void nobody_calls_this(int n);
void nobody_calls_this(int n)
{
	OTHER_TICK(n);
}
#endif

void in_other_object(int n)
{
	if (DEMO_XLATE_ENABLED())
		DEMO_XLATE(0, n);
	OTHER_TICK(n);
	DEMO_START();
}
