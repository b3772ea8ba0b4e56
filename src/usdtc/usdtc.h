/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The USDT compiler: from provider descriptions, as provider_parse() gives
 * them, to the C header and to the object file. It knows neither files nor
 * options, and asks nothing of the running system. docs/formats.md says what
 * ends up in the traced program, and why.
 */
#ifndef USDTC_USDTC_H
#define USDTC_USDTC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/strmap.h"
#include "lang/provider.h"

/*
 * Complain of what D allows but a C function or a probe note cannot express.
 * The functions below need a list that this did not complain of.
 */
void usdtc_check(const struct provider_decl *list, struct diags *diags);

/* Append the header; source is the name to give in its first comment. */
void usdtc_header(const struct provider_decl *list, const char *source,
		  struct buf *out);

/*
 * Append the relocatable object for a machine, EM_X86_64 or EM_AARCH64. When
 * the list has more types than the provider file, the note must stand beside
 * those of the header: linkers are not to take one of them for the other.
 */
void usdtc_object(const struct provider_decl *list, uint16_t machine,
		  bool has_more_types, struct buf *out);

/*
 * Append the provider in D, with the types that it names and its attributes,
 * without comments: always the same text for the same meaning.
 */
void usdtc_describe(const struct provider_decl *provider, struct buf *out);

/* ---- names, for this folder ------------------------------------------- */

/* NGINX_REQUEST_DONE for nginx and request__done. */
void usdtc_macro(const struct provider_decl *provider,
		 const struct probe_decl *probe, struct buf *out);

/* nginx_request__done_semaphore */
void usdtc_semaphore(const struct provider_decl *provider,
		     const struct probe_decl *probe, struct buf *out);

/*
 * How many probes from `first` on are a group: their names have what stands
 * before the first "__" in common, as request__start and request__done. At
 * least 1.
 */
size_t usdtc_group(const struct probe_decl *first);

/* request; nothing for a probe without "__" */
void usdtc_group_name(const struct probe_decl *first, struct buf *out);

/*
 * The symbol of a group's semaphores, nginx_request_semaphores_0badcafe; that
 * of the semaphore for a probe that is alone.
 */
void usdtc_block(const struct provider_decl *provider,
		 const struct probe_decl *first, struct buf *out);

/*
 * Note whose the macros of a provider are, in an empty map; and append that of
 * a group, NGINX_REQUEST_ANY_ENABLED. False: a probe has it, or another group
 * of the same name.
 */
void usdtc_claim_macros(const struct provider_decl *provider,
			struct strmap *macros);
bool usdtc_any_macro(const struct strmap *macros,
		     const struct provider_decl *provider,
		     const struct probe_decl *first, struct buf *out);

/* Its bytes, a multiple of 8. */
size_t usdtc_block_size(size_t probes);

#define SEMAPHORE_SIZE 2	/* the convention of all tracers */

/* The symbol that the provider's type note is known by. */
void usdtc_note_symbol(const struct provider_decl *provider,
		       struct buf *out);

/* Append "probe request__done(uintptr_t request, int status);". */
void usdtc_prototype(const struct probe_decl *probe, struct buf *out);

/* What every generated header has in common; guards itself. */
extern const char usdtc_prelude[];

#endif
