/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Providers of static probes that are made at run time, for languages and
 * virtual machines that cannot compile probes in. usdt(3) says all.
 *
 *	provider = usdt_create_provider("myapp", "mymodule");
 *	probe = usdt_create_probe("function", "request-start", 2, types);
 *	usdt_provider_add_probe(provider, probe);
 *	usdt_provider_enable(provider);
 *	...
 *	if (usdt_is_enabled(probe->probe))
 *		usdt_fire_probe(probe->probe, 2, args);
 *	...
 *	usdt_provider_disable(provider);
 *	usdt_probe_release(probe);
 *	usdt_provider_free(provider);
 *
 * Nothing here prints or exits. usdt_is_enabled() and usdt_fire_probe()
 * neither allocate nor enter the system, and may be called in any thread and
 * signal handler while another thread enables, disables or removes. The other
 * functions may be called in many threads at once, but for one provider in one
 * at a time. The header <usdt.h> adds the classic typedef names.
 */
#ifndef LIBUSDT_H
#define LIBUSDT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

#define USDT_ARG_MAX 32

enum usdt_error_code {
	USDT_ERROR_MALLOC,		/* no memory */
	USDT_ERROR_VALLOC,		/* no place to put the image */
	USDT_ERROR_NOPROBES,		/* the provider has no probes */
	USDT_ERROR_LOADDOF,		/* the image could not be loaded */
	USDT_ERROR_ALREADYENABLED,	/* a text only: the call gives 0 */
	USDT_ERROR_UNLOADDOF,		/* the image could not be unloaded */
	USDT_ERROR_DUP_PROBE,		/* same name and function are there */
	USDT_ERROR_REMOVE_PROBE,	/* the probe is not there */
	USDT_ERROR_TYPE,		/* an argument's type, or location */
	USDT_ERROR_ARGUMENT,		/* NULL, or a call out of place */
};

/* ---- firing ------------------------------------------------------------ */

struct usdt_probe {
	int (*isenabled_addr)(void);	/* reads the semaphore */
	void *probe_addr;		/* what to call; see code probes */
};

/* Is the probe traced? 0 for NULL, and while its provider is disabled. */
int usdt_is_enabled(struct usdt_probe *probe);

/*
 * Fire, when traced. Each argument is a word: an integer of its type, a
 * pointer, or the bits of a float or double. Words above the number that the
 * probe was made with are ignored, missing ones are 0.
 */
void usdt_fire_probe(struct usdt_probe *probe, size_t argc, void **argv);

/* ---- probes ------------------------------------------------------------ */

struct usdt_probedef {
	const char *name;
	const char *function;
	size_t argc;
	char *types[USDT_ARG_MAX];
	struct usdt_probe *probe;	/* NULL while not enabled */
	struct usdt_probedef *next;
	int refcnt;
};

/*
 * A probe with two references, the caller's and that which its provider will
 * drop. Types are C, such as "int", "uint8_t", "char *", "double", or
 * "struct request *"; usdt_provider_add_probe() looks at them. NULL with
 * errno: ENOMEM; EINVAL (NULL or odd characters); ENAMETOOLONG; E2BIG (more
 * than USDT_ARG_MAX arguments).
 */
struct usdt_probedef *usdt_create_probe(const char *function, const char *name,
		size_t argc, const char **types);

/*
 * The same, for compilers of machine code: the probe is in code of theirs, and
 * its arguments are where they say. code_len bytes of position-independent
 * code with a nop instruction at nop_offset are copied into the provider's
 * image when it is enabled; probe->probe_addr is then the address of the copy.
 * Without code (NULL, 0, 0) it is the address of a nop and a return, to be
 * called. Locations are in the words of probe notes, "8@%rax -4@16(%rsp)",
 * one for each argument, and true at the nop. NULL with errno as above;
 * EINVAL also when there is no nop at nop_offset, or the number of locations
 * is not argc.
 */
struct usdt_probedef *usdt_create_code_probe(const char *function,
		const char *name, size_t argc, const char **types,
		const char *locations, const void *code, size_t code_len,
		size_t nop_offset);

/* Drop a reference; the last one frees. NULL is allowed. */
void usdt_probe_release(struct usdt_probedef *probedef);

/* ---- providers --------------------------------------------------------- */

struct usdt_provider {
	const char *name;
	const char *module;
	struct usdt_probedef *probedefs;
	char *error;			/* NULL: none so far */
	int enabled;
	void *file;
};

/* NULL with errno: ENOMEM, EINVAL, ENAMETOOLONG. The names are copied. */
struct usdt_provider *usdt_create_provider(const char *name,
		const char *module);

/* Drop the provider's references to its probes; disable it if it is not. */
void usdt_provider_free(struct usdt_provider *provider);

/*
 * The next five give 0, or -1 with a text. A probe added to an enabled
 * provider appears with usdt_provider_update(), or when it is enabled anew;
 * one that is removed stops firing at once. Removing drops no reference.
 */
int usdt_provider_add_probe(struct usdt_provider *provider,
		struct usdt_probedef *probedef);
int usdt_provider_remove_probe(struct usdt_provider *provider,
		struct usdt_probedef *probedef);
int usdt_provider_enable(struct usdt_provider *provider);
int usdt_provider_update(struct usdt_provider *provider);
int usdt_provider_disable(struct usdt_provider *provider);

/*
 * Declare types for args[]: "struct request { char *uri; int status; };".
 * Definitions of structures, unions, enumerations and typedefs in C, without
 * preprocessor lines. Before the probes that use them are added. 0 or -1.
 */
int usdt_provider_declare(struct usdt_provider *provider,
		const char *declarations);

/* The text of the last error, "" when there was none; never NULL. */
char *usdt_errstr(struct usdt_provider *provider);
void usdt_error(struct usdt_provider *provider, enum usdt_error_code code,
		...);

/* ---- who traces? ------------------------------------------------------- */

typedef void usdt_notify_fn(struct usdt_probedef *probedef, int enabled,
		void *data);

/*
 * Call the function for each probe that became traced or untraced since the
 * last call. Gives how many did; no system call, cheap enough for a safepoint.
 */
int usdt_provider_poll(struct usdt_provider *provider, usdt_notify_fn *notify,
		void *data);

/*
 * The same from a thread, every so many milliseconds. The function may fire
 * probes, and must not call usdt_provider_unwatch(). 0 or -1 with a text.
 */
int usdt_provider_watch(struct usdt_provider *provider, unsigned milliseconds,
		usdt_notify_fn *notify, void *data);
void usdt_provider_unwatch(struct usdt_provider *provider);

/* ---- where images are kept --------------------------------------------- */

enum usdt_backing {
	USDT_BACKING_AUTO,	/* a file; in memory where none can be run */
	USDT_BACKING_FILE,
	USDT_BACKING_MEMORY,	/* memfd: leaves nothing; fewer tracers see */
};

/* For what is enabled from now on, by the whole process. */
void usdt_set_backing(enum usdt_backing backing);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
