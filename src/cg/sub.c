/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Subroutines of the generated code. A subroutine is a function
 * behind the program: it has r6 to r9 and a stack of its own.
 *
 * Most say what they take (cg_sub_takes()). The verifier looks at such a one
 * once, however often it is called: a program with a thousand of them costs it
 * no more than the calls. Those that do not say are looked at with each call:
 * what they get has no size that is known, and they have no loops.
 */
#include "cg/str.h"

#include <string.h>

void cg_call_sub(struct cg *c, enum subroutine s)
{
	if (c->subs[s] < 0)
		c->subs[s] = ebpf_label(&c->a);
	ebpf_call_local(&c->a, c->subs[s]);
}

/* Make the page of the address in r3 present: read one byte of it. */
static void touch(struct cg *c, int off)
{
	ebpf_mov(&c->a, R1, R_STACK);
	ebpf_alu_imm(&c->a, BPF_ADD, R1, off);
	ebpf_mov_imm(&c->a, R2, 1);
	ebpf_call(&c->a, BPF_FUNC_copy_from_user);
}

/*
 * user_string(r1 = to, r2 = size, r3 = address): r0 = bytes read with the NUL,
 * or negative. The plain read fails on a page that is not present. Then the
 * first and the last byte that could be needed are read in the way that may
 * sleep, which brings the pages in, and the plain read is done again: right
 * for every kernel with sleepable uprobes, and no page is needed that the
 * string does not reach.
 */
static void user_string(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_call(a, BPF_FUNC_probe_read_user_str);
	if (c->may_sleep) {
		ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
		ebpf_mov(a, R3, 8);
		touch(c, -8);
		ebpf_mov(a, R3, 8);
		ebpf_alu(a, BPF_ADD, R3, 7);
		ebpf_alu_imm(a, BPF_SUB, R3, 1);
		touch(c, -8);
		ebpf_mov(a, R1, 6);
		ebpf_mov(a, R2, 7);
		ebpf_mov(a, R3, 8);
		ebpf_call(a, BPF_FUNC_probe_read_user_str);
	}
	ebpf_here(a, done);
	ebpf_exit(a);
}

/* user_read(r1 = to, r2 = size, r3 = address): r0 = 0 or negative */
static void user_read(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_call(a, BPF_FUNC_probe_read_user);
	if (c->may_sleep) {
		ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
		ebpf_mov(a, R1, 6);
		ebpf_mov(a, R2, 7);
		ebpf_mov(a, R3, 8);
		ebpf_call(a, BPF_FUNC_copy_from_user);
	}
	ebpf_here(a, done);
	ebpf_exit(a);
}

/* compare(r1, r2: strings of strsize bytes): r0 below, equal to or above 0 */
static void compare(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), same = ebpf_label(a), next = ebpf_label(a);
	int done = ebpf_label(a);
	const uint32_t size = c->options->strsize;

	cg_sub_takes(c, 2, (uint32_t[]){ size, size });
	ebpf_mov_imm(a, R3, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R4, R1, 0);
	ebpf_load(a, 1, R5, R2, 0);
	ebpf_mov(a, R0, R4);
	ebpf_alu(a, BPF_SUB, R0, R5);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, same);
	ebpf_jump(a, done);
	ebpf_here(a, same);
	ebpf_jump_if_imm(a, BPF_JNE, R4, 0, next);
	ebpf_jump(a, done);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)size, loop);
	ebpf_here(a, done);
	ebpf_exit(a);
}

static void search_first(struct cg *c)
{
	cg_emit_search_sub(c, false);
}

static void search_last(struct cg *c)
{
	cg_emit_search_sub(c, true);
}

static const struct {
	const char *name;
	void (*emit)(struct cg *c);
} subs[SUB_COUNT] = {
	[SUB_REPORT] = { "report", cg_emit_report_sub },
	[SUB_USER_STRING] = { "user_string", user_string },
	[SUB_USER_READ] = { "user_read", user_read },
	[SUB_OPERAND] = { "operand", cg_emit_operand_sub },
	[SUB_BUCKET] = { "bucket", cg_emit_bucket_sub },
	[SUB_COMPARE] = { "compare", compare },
	[SUB_FIRST_BYTE] = { "first_byte", cg_emit_first_byte_sub },
	[SUB_LAST_BYTE] = { "last_byte", cg_emit_last_byte_sub },
	[SUB_SEARCH] = { "search", search_first },
	[SUB_SEARCH_LAST] = { "search_last", search_last },
	[SUB_CASE] = { "letter_case", cg_emit_case_sub },
	[SUB_PATH_PART] = { "path_part", cg_emit_path_part_sub },
	[SUB_CLEAN_PATH] = { "clean_path", cg_emit_clean_path_sub },
	[SUB_TOKEN] = { "token", cg_emit_token_sub },
	[SUB_TO_TEXT] = { "to_text", cg_emit_to_text_sub },
	[SUB_TO_NUMBER] = { "to_number", cg_emit_to_number_sub },
	[SUB_SPECULATION] = { "speculation", cg_emit_speculation_sub },
	[SUB_CHILL] = { "chill", cg_emit_chill_sub },
	[SUB_PROGENY] = { "progeny", cg_emit_progeny_sub },
	[SUB_VTIME] = { "vtime", cg_emit_vtime_sub },
	[SUB_INET_HEX] = { "inet_hex", cg_emit_inet_hex_sub },
	[SUB_INET_DOTTED] = { "inet_dotted", cg_emit_inet_dotted_sub },
	[SUB_INET_SIX] = { "inet_six", cg_emit_inet_six_sub },
	[SUB_LINK] = { "link", cg_emit_link_sub },
	[SUB_FRAMES] = { "frames", cg_emit_frames_sub },
	[SUB_CODE] = { "code", cg_emit_code_sub },
	[SUB_D_PATH] = { "d_path", cg_emit_d_path_sub },
	[SUB_JSON] = { "json", cg_emit_json_sub },
	[SUB_WHO] = { "who", cg_emit_who_sub },
	[SUB_REMEMBER] = { "remember", cg_emit_remember_sub },
};

void cg_sub_takes(struct cg *c, size_t n, const uint32_t *args)
{
	struct ebpf_asm *a = &c->a;
	struct sub_start *s = &c->started.items[c->started.len - 1];
	int null = ebpf_label(a), start = ebpf_label(a);

	s->is_global = true;
	s->nargs = n;
	ebpf_mov_imm(a, R0, 0);
	for (size_t i = 0; i < n; i++) {
		s->args[i] = args[i];
		if (args[i] && args[i] != FUNCTION_CONTEXT)
			ebpf_jump_if_imm(a, BPF_JEQ, R1 + (int)i, 0, null);
	}
	if (!ebpf_label_used(a, null))
		return;
	ebpf_jump(a, start);
	ebpf_here(a, null);
	ebpf_exit(a);
	ebpf_here(a, start);
}

void cg_start_sub(struct cg *c, const char *name, int label)
{
	*vec_push(&c->started) = (struct sub_start){
		.name = name, .label = label,
	};
	ebpf_here(&c->a, label);
}

static void emit(struct cg *c, enum subroutine s)
{
	cg_start_sub(c, subs[s].name, c->subs[s]);
	subs[s].emit(c);
}

/* One subroutine may call another, so go on until none is missing. */
void cg_emit_subs(struct cg *c)
{
	bool emitted[SUB_COUNT] = { false }, again = true;

	while (again) {
		again = false;
		for (int s = 0; s < SUB_COUNT; s++) {
			if (c->subs[s] < 0 || emitted[s])
				continue;
			emit(c, (enum subroutine)s);
			emitted[s] = again = true;
		}
	}
}

void cg_list_subs(struct cg *c, struct image_prog *p)
{
	p->nfunctions = c->started.len;
	p->functions = ARENA_NEW_N(&c->image->arena, struct image_function,
				   p->nfunctions);
	for (size_t i = 0; i < p->nfunctions; i++) {
		const struct sub_start *s = &c->started.items[i];

		p->functions[i] = (struct image_function){
			.name = s->name, .is_global = s->is_global,
			.insn = (uint32_t)c->a.labels.items[s->label],
			.nargs = s->nargs,
		};
		memcpy(p->functions[i].args, s->args, sizeof(s->args));
	}
}
