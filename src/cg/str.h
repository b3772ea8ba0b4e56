/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that take or give strings. Private to this folder.
 *
 * Strings that are looked through lie in scratch memory. The verifier follows
 * the loops of the subroutines round by round, so they are written for it:
 *   - no jump but those out of the loop: two ways through a round are 2^n
 *     through n rounds; conditions are masks instead, and values are selected
 *   - the way out falls through, so that it is looked at first and not kept
 *     in mind, round for round
 *   - what a loop found goes through scratch memory before it is used: as a
 *     constant in a register it would be another one on each way out, and each
 *     would be followed to the end of the program
 */
#ifndef CG_STR_H
#define CG_STR_H

#include "cg/impl.h"

/* ---- str.c ----------------------------------------------------- */

/* Write what the function gives to the place. */
void cg_string_call(struct cg *c, const struct node *n, struct place p,
		    uint32_t size);
/* r0 = length of the string in scratch memory */
void cg_length(struct cg *c, struct place text);
/*
 * A string of strsize bytes behind what is in whole, which has room for two:
 * what is too long is cut when its length is asked for the next time.
 */
void cg_append(struct cg *c, struct place whole, struct place piece);
/* The number of the process that fires. */
void cg_pid_text(struct cg *c, struct place p, uint32_t size);
/* Copy the string at address r3 to the place. */
void cg_copy_string(struct cg *c, struct place p, uint32_t size);
/* The same from byte r0 of a text; empty when r0 is above the limit. */
void cg_copy_from(struct cg *c, struct place text, uint32_t limit,
		  struct place p, uint32_t size);
/* reg = -1 when it is 0, 0 when it is above */
void cg_mask_if_zero(struct cg *c, int reg);
/* dst = src where the mask has ones; src is lost */
void cg_select(struct cg *c, int dst, int src, int mask);
/* Clamp an unsigned number. */
void cg_at_most(struct cg *c, int reg, uint32_t limit);
void cg_emit_case_sub(struct cg *c);

/* ---- str_search.c ---------------------------------------------- */

void cg_str_chr(struct cg *c, const struct node *n, struct place p,
		uint32_t size);
void cg_str_str(struct cg *c, const struct node *n, struct place p,
		uint32_t size);
void cg_index(struct cg *c, const struct node *n);	/* to r0 */
void cg_emit_first_byte_sub(struct cg *c);
void cg_emit_last_byte_sub(struct cg *c);
void cg_emit_search_sub(struct cg *c, bool is_last);

/* ---- str_inet.c ------------------------------------------------ */

void cg_inet(struct cg *c, const struct node *n, struct place p,
	     uint32_t size);
void cg_inet_runs(struct cg *c, struct image_map *m);
void cg_emit_inet_hex_sub(struct cg *c);
void cg_emit_inet_dotted_sub(struct cg *c);
void cg_emit_inet_six_sub(struct cg *c);
void cg_emit_link_sub(struct cg *c);

/* ---- str_json.c ------------------------------------------------ */

void cg_json(struct cg *c, const struct node *n, struct place p,
	     uint32_t size);
void cg_emit_json_sub(struct cg *c);

/* ---- str_path.c, str_token.c, str_number.c --------------------- */

void cg_path_part(struct cg *c, const struct node *n, struct place p,
		  uint32_t size);
void cg_clean_path(struct cg *c, const struct node *n, struct place p,
		   uint32_t size);
void cg_token(struct cg *c, const struct node *n, struct place p,
	      uint32_t size);
uint32_t cg_token_size(const struct cg *c);	/* of its state */
void cg_token_reset(struct cg *c);
void cg_to_text(struct cg *c, const struct node *n, struct place p,
		uint32_t size);
void cg_to_number(struct cg *c, const struct node *n);	/* to r0 */
void cg_emit_path_part_sub(struct cg *c);
void cg_emit_clean_path_sub(struct cg *c);
void cg_emit_token_sub(struct cg *c);
void cg_emit_to_text_sub(struct cg *c);
void cg_emit_to_number_sub(struct cg *c);

#endif
