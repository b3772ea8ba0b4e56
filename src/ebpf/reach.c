/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jumps that are too long. A jump has 16 bits; kernels before 6.6 have no other
 * one. Where the code is longer than that, islands are put into it: jumps over
 * which the code itself steps, and from one to the next of which a long jump
 * goes on. They are between it and its target, so it stays in its function.
 */
#include "ebpf/reach.h"

#include <errno.h>
#include <stdlib.h>

#include "base/bug.h"

/*
 * In instructions as the kernel may make them: what a jump may go at most while
 * nobody knows how large the islands become, and how far apart they are.
 */
#define REACH 16000
#define SPACING 6000

/* Who comes here wants to go to the label: by another stone, or at once. */
struct stone {
	int label, next;
	int here;		/* the stone's own */
};

struct island {
	uint32_t at;		/* before which instruction */
	VEC(struct stone) stones;
};

struct islands {
	VEC(struct island) list;	/* by place */
};

/* What the kernel may make of an instruction: calls and divisions grow. */
static uint32_t grown(const struct bpf_insn *insn)
{
	switch (insn->code & (BPF_OP(0xff) | BPF_CLASS(0xff))) {
	case BPF_JMP | BPF_CALL:
		return 8;
	case BPF_ALU64 | BPF_DIV: case BPF_ALU64 | BPF_MOD:
	case BPF_ALU | BPF_DIV: case BPF_ALU | BPF_MOD:
		return 5;
	default:
		return 1;
	}
}

uint32_t *ebpf_grown_places(const struct ebpf_asm *a)
{
	uint32_t *at = xcalloc(a->code.len + 1, sizeof(*at));

	for (size_t i = 0; i < a->code.len; i++)
		at[i + 1] = at[i] + grown(&a->code.items[i]);
	return at;
}

static bool is_call(const struct ebpf_asm *a, const struct ebpf_jump *j)
{
	return a->code.items[j->insn].code == (BPF_JMP | BPF_CALL);
}

static uint32_t target(const struct ebpf_asm *a, const struct ebpf_jump *j)
{
	if (a->labels.items[j->label] < 0)
		BUG("label %d was never placed", j->label);
	return (uint32_t)a->labels.items[j->label];
}

static bool reaches(const uint32_t *at, uint32_t from, uint32_t to)
{
	return (from < to ? at[to] - at[from] : at[from] - at[to]) <= REACH;
}

/*
 * Not between the halves of a constant of 64 bits, nor where the code does not
 * come to, since it steps over the island.
 */
static bool may_part(const struct ebpf_asm *a, uint32_t i)
{
	int before = a->code.items[i - 1].code;

	return a->code.items[i].code && before != (BPF_JMP | BPF_JA) &&
	       before != (BPF_JMP | BPF_EXIT);
}

static void find_places(struct islands *s, const struct ebpf_asm *a,
			const uint32_t *at)
{
	uint32_t last = 0;

	for (uint32_t i = 1; i < a->code.len; i++) {
		if (at[i] - last < SPACING || !may_part(a, i))
			continue;
		*vec_push(&s->list) = (struct island){ .at = i };
		last = at[i];
	}
}

/* The island that is nearest to the target, of those within reach. */
static struct island *best_island(const struct islands *s, const uint32_t *at,
				  uint32_t from, uint32_t to)
{
	struct island *best = NULL;

	for (size_t i = 0; i < s->list.len; i++) {
		struct island *l = &s->list.items[from < to ? i :
						  s->list.len - 1 - i];

		if ((from < to ? l->at > from : l->at < from) &&
		    reaches(at, from, l->at))
			best = l;
	}
	return best;
}

/*
 * The label to jump to instead, so that it leads from there to the label. From
 * an island there is one way only, so who finds a stone needs no other.
 */
static int route(struct ebpf_asm *a, struct islands *s, const uint32_t *at,
		 uint32_t from, int label)
{
	uint32_t to = (uint32_t)a->labels.items[label];
	struct island *l;
	size_t n;
	int here;

	if (reaches(at, from, to))
		return label;
	l = best_island(s, at, from, to);
	if (!l)
		return label;
	for (n = 0; n < l->stones.len; n++)
		if (l->stones.items[n].label == label)
			return l->stones.items[n].here;
	here = ebpf_label(a);
	*vec_push(&l->stones) = (struct stone){ .label = label, .here = here };
	l->stones.items[n].next = route(a, s, at, l->at, label);
	return here;
}

static void route_all(struct ebpf_asm *a, struct islands *s,
		      const uint32_t *at)
{
	for (size_t i = 0; i < a->jumps.len; i++) {
		struct ebpf_jump *j = &a->jumps.items[i];

		if (!is_call(a, j) && !reaches(at, j->insn, target(a, j)))
			j->label = route(a, s, at, j->insn, j->label);
	}
}

/* Write the island behind the code so far. */
static void put_island(struct ebpf_asm *a, const struct island *l)
{
	int over;

	if (!l->stones.len)
		return;
	over = ebpf_label(a);
	ebpf_jump(a, over);
	for (size_t i = 0; i < l->stones.len; i++) {
		ebpf_here(a, l->stones.items[i].here);
		ebpf_jump(a, l->stones.items[i].next);
	}
	ebpf_here(a, over);
}

/*
 * Write the code anew, with the islands; moved[i] is where i is then. The first
 * nlabels are those of the code itself.
 */
static void put_islands(struct ebpf_asm *a, const struct islands *s,
			uint32_t *moved, size_t nlabels)
{
	struct ebpf_asm old = *a;
	size_t next = 0, jump = 0;

	a->code = (__typeof__(a->code)){ NULL, 0, 0 };
	a->jumps = (__typeof__(a->jumps)){ NULL, 0, 0 };
	for (size_t i = 0; i <= old.code.len; i++) {
		if (next < s->list.len && s->list.items[next].at == i)
			put_island(a, &s->list.items[next++]);
		moved[i] = (uint32_t)a->code.len;
		if (i == old.code.len)
			break;
		if (jump < old.jumps.len && old.jumps.items[jump].insn == i)
			*vec_push(&a->jumps) = (struct ebpf_jump){
				.insn = moved[i],
				.label = old.jumps.items[jump++].label,
			};
		*vec_push(&a->code) = old.code.items[i];
	}
	for (size_t i = 0; i < nlabels; i++)
		if (a->labels.items[i] >= 0)
			a->labels.items[i] =
				(int32_t)moved[a->labels.items[i]];
	vec_release(&old.code);
	vec_release(&old.jumps);
}

void ebpf_reach(struct ebpf_asm *a)
{
	uint32_t *at = ebpf_grown_places(a);
	uint32_t *moved = xcalloc(a->code.len + 1, sizeof(*moved));
	struct islands s = { { NULL, 0, 0 } };
	size_t nlabels = a->labels.len;

	find_places(&s, a, at);
	route_all(a, &s, at);
	put_islands(a, &s, moved, nlabels);
	for (size_t i = 0; i < s.list.len; i++)
		vec_release(&s.list.items[i].stones);
	vec_release(&s.list);
	free(moved);
	free(at);
}
