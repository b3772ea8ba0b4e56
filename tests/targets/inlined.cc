// SPDX-License-Identifier: BSD-2-Clause
// Functions in one another: the probe fires in inner(), which stands in
// middle(), which stands in add().
#include "inlined.h"

volatile int sink;

namespace shop {

template<class T> struct Cart {
	__attribute__((always_inline)) void inner(T v)
	{
		SHOP_LEAF(v);
		sink = sink + v;
	}
	__attribute__((always_inline)) void middle(T v)
	{
		inner(v + 1);
		sink = sink + 1;
	}
	__attribute__((noinline)) void add(T v)
	{
		middle(v);
		sink = sink + 1;
	}
};

}

int main()
{
	shop::Cart<int> cart;

	cart.add(1);
	sink = sink + 1;
	return 0;
}
