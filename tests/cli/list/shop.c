/* SPDX-License-Identifier: BSD-2-Clause */
/* One probe at three sites in two functions; waits, or exits with 7. */
#include <unistd.h>

#include "shop.h"

__attribute__((noinline)) static void sell(int n)
{
	SHOP_SALE_DONE("tea", n, 1);
	SHOP_SALE_DONE("pot", n, 2);
}

__attribute__((noinline)) static void give(int n)
{
	if (SHOP_SALE_DONE_ENABLED())
		SHOP_SALE_DONE("air", n, 3);
}

int main(int argc, char **argv)
{
	(void)argv;
	sell(argc);
	give(argc);
	SHOP_CLOSED();
	return argc > 1 ? 7 : pause();
}
