/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the system refused: a text for the caller to pass on or to print.
 *
 * A function that can fail so takes a struct err * (never NULL), returns 0 or
 * a negative errno, and touches the err only when it fails. The text is lower
 * case, cause first, without a full stop, and needs no freeing.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct err {
	char text[1024];
};

#define ERR_INIT { "" }

/* Set the text and return code, which is a negative errno. */
int err_set(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, with ": " and strerror(-code) appended. */
int err_sys(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Put "prefix: " before the text that is there. */
void err_prefix(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
