/* SPDX-License-Identifier: BSD-2-Clause */
/* dtrace -h: a provider file to a C header. */
#include "cmd/usdt.h"
#include "usdtc/usdtc.h"

int mode_header(const struct options *o)
{
	struct usdt_input in = { 0 };
	struct buf text = BUF_INIT;
	int status = 1;

	if (usdt_read(&in, o)) {
		usdtc_header(in.providers, usdt_base_name(in.source->name),
			     &text);
		status = usdt_write(o, ".h", &text);
	}
	buf_release(&text);
	usdt_input_release(&in);
	return status;
}
