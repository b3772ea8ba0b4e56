/* SPDX-License-Identifier: BSD-2-Clause */
/* The classic names, for programs that were written for other libusdts. */
#ifndef USDT_H
#define USDT_H

#include <libusdt.h>

typedef enum usdt_error_code usdt_error_t;
typedef struct usdt_probe usdt_probe_t;
typedef struct usdt_probedef usdt_probedef_t;
typedef struct usdt_provider usdt_provider_t;

#endif
