/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * json(text, "a.b[2].c"): the value at that place of a JSON text, as it stands
 * there; strings without their quotes.
 *
 * The text is read once, byte by byte. All that is known lies in scratch
 * memory: for the verifier every byte begins in the same state, so it needs no
 * more than one look at each way through the loop, for each byte.
 */
#include "cg/str.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 8
#define KEY_MAX 31
#define TEXT_MAX 1024		/* bytes that are looked at */

/* The name of a member, or the index of an element. */
struct step {
	uint64_t is_index, index, length;
	char key[KEY_MAX + 1];
};

enum capture { CAPTURE_NONE, CAPTURE_STRING, CAPTURE_WORD, CAPTURE_WHOLE };

/* What the subroutine works on. */
struct work {
	uint64_t nsteps;
	uint64_t depth;		/* containers that are open */
	uint64_t matched;	/* of these, those that are on the way */
	/* of the last of them: */
	uint64_t is_array, count, expect_key;
	uint64_t hit;		/* the next value in it is the step's */
	uint64_t in_string, escaped, in_key, key_length, differs;
	uint64_t capture, start, end;	/* of the value; end 0: not found */
	struct step steps[STEPS_MAX];
};

#define AT(member) ((int)offsetof(struct work, member))
#define STEP_AT(member) \
	((int)(offsetof(struct work, steps) + offsetof(struct step, member)))

/* ---- the path, when compiling ---------------------------------- */

/* One step from *p on; false: it makes no sense. */
static bool parse_step(const char **p, struct step *s, bool is_first)
{
	const char *from;
	char *end;

	memset(s, 0, sizeof(*s));
	if (**p == '[') {
		if (!isdigit((unsigned char)(*p)[1]))
			return false;
		s->is_index = 1;
		s->index = strtoul(*p + 1, &end, 10);
		*p = end + 1;
		return *end == ']' && s->index <= INT32_MAX;
	}
	if (**p == '.' && !is_first)
		++*p;
	else if (!is_first)
		return false;
	from = *p;
	*p += strcspn(from, ".[");
	s->length = (uint64_t)(*p - from);
	if (!s->length || s->length > KEY_MAX)
		return false;
	memcpy(s->key, from, s->length);
	return true;
}

static size_t parse_path(const char *p, struct step steps[STEPS_MAX])
{
	size_t n = 0;

	while (*p) {
		if (n == STEPS_MAX || !parse_step(&p, &steps[n], !n))
			return 0;
		n++;
	}
	return n;
}

/* ---- pieces of the loop; r6 = work, r7 = byte, r9 = which ------ */

static void get(struct ebpf_asm *a, int reg, int member)
{
	ebpf_load(a, 8, reg, 6, member);
}

static void set(struct ebpf_asm *a, int member, int32_t value)
{
	ebpf_store_imm(a, 8, 6, member, value);
}

static void unless(struct ebpf_asm *a, int member, int32_t value, int label)
{
	get(a, R1, member);
	ebpf_jump_if_imm(a, BPF_JNE, R1, value, label);
}

/* Go to the label unless the container is the one to be looked into. */
static void unless_matched(struct ebpf_asm *a, int label)
{
	get(a, R1, AT(depth));
	get(a, R2, AT(matched));
	ebpf_jump_if(a, BPF_JNE, R1, R2, label);
}

/* r3 = work + the step of the matched container: use STEP_AT() of it */
static void find_step(struct ebpf_asm *a)
{
	get(a, R3, AT(matched));
	ebpf_alu_imm(a, BPF_SUB, R3, 1);
	ebpf_alu_imm(a, BPF_AND, R3, STEPS_MAX - 1);
	ebpf_alu_imm(a, BPF_MUL, R3, sizeof(struct step));
	ebpf_alu(a, BPF_ADD, R3, 6);
}

/* hit = it is an array, and element number count is the step's */
static void hit_element(struct ebpf_asm *a)
{
	int done = ebpf_label(a);

	set(a, AT(hit), 0);
	find_step(a);
	unless(a, AT(is_array), 1, done);
	ebpf_load(a, 8, R1, R3, STEP_AT(is_index));
	ebpf_jump_if_imm(a, BPF_JNE, R1, 1, done);
	ebpf_load(a, 8, R1, R3, STEP_AT(index));
	get(a, R2, AT(count));
	ebpf_jump_if(a, BPF_JNE, R1, R2, done);
	set(a, AT(hit), 1);
	ebpf_here(a, done);
}

/* The container that begins is on the way: look into it. */
static void enter(struct ebpf_asm *a)
{
	int object = ebpf_label(a), done = ebpf_label(a);

	get(a, R1, AT(depth));
	ebpf_store(a, 8, 6, AT(matched), R1);
	set(a, AT(count), 0);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, '{', object);
	set(a, AT(is_array), 1);
	set(a, AT(expect_key), 0);
	ebpf_jump(a, done);
	ebpf_here(a, object);
	set(a, AT(is_array), 0);
	set(a, AT(expect_key), 1);
	ebpf_here(a, done);
	hit_element(a);
}

/*
 * A value begins. Unless it is the step's: to the label. The last step's is
 * captured from the next byte but skip on; else to deeper.
 */
static void capture(struct ebpf_asm *a, enum capture what, int skip,
		    int deeper, int other)
{
	unless(a, AT(hit), 1, other);
	get(a, R1, AT(matched));
	get(a, R2, AT(nsteps));
	ebpf_jump_if(a, BPF_JNE, R1, R2, deeper);
	set(a, AT(capture), (int32_t)what);
	ebpf_mov(a, R1, 9);
	ebpf_alu_imm(a, BPF_ADD, R1, skip);
	ebpf_store(a, 8, 6, AT(start), R1);
}

/* The captured value ends before the next byte but skip. */
static void found(struct ebpf_asm *a, int skip)
{
	ebpf_mov(a, R1, 9);
	ebpf_alu_imm(a, BPF_ADD, R1, skip);
	ebpf_store(a, 8, 6, AT(end), R1);
	ebpf_exit(a);
}

/* reg, which is below 256: 1 when it is 0, else 0 */
static void is_zero(struct ebpf_asm *a, int reg)
{
	ebpf_alu_imm(a, BPF_SUB, reg, 1);
	ebpf_alu_imm(a, BPF_RSH, reg, 63);
}

/*
 * A byte within a string, without a jump: this is the way that the verifier
 * looks at first, and what it keeps in mind of it counts for each byte.
 * To other when the byte ends the string, or is in none.
 */
static void in_string(struct ebpf_asm *a, int other)
{
	get(a, R1, AT(in_string));
	get(a, R2, AT(escaped));
	ebpf_mov(a, R3, 7);
	ebpf_alu_imm(a, BPF_XOR, R3, '"');
	is_zero(a, R3);
	ebpf_alu_imm(a, BPF_XOR, R3, 1);
	ebpf_alu(a, BPF_OR, R3, R2);
	ebpf_alu(a, BPF_AND, R3, R1);
	ebpf_jump_if_imm(a, BPF_JEQ, R3, 0, other);
	ebpf_mov(a, R3, 7);
	ebpf_alu_imm(a, BPF_XOR, R3, '\\');
	is_zero(a, R3);
	ebpf_alu_imm(a, BPF_XOR, R2, 1);
	ebpf_alu(a, BPF_AND, R3, R2);
	ebpf_store(a, 8, 6, AT(escaped), R3);
	/* of a name: is it the step's byte? */
	find_step(a);
	get(a, R4, AT(in_key));
	get(a, R2, AT(key_length));
	ebpf_mov(a, R1, R2);
	ebpf_alu(a, BPF_ADD, R1, R4);
	ebpf_store(a, 8, 6, AT(key_length), R1);
	ebpf_alu_imm(a, BPF_AND, R2, KEY_MAX);
	ebpf_alu(a, BPF_ADD, R3, R2);
	ebpf_load(a, 1, R1, R3, STEP_AT(key));
	ebpf_alu(a, BPF_XOR, R1, 7);
	is_zero(a, R1);
	ebpf_alu_imm(a, BPF_XOR, R1, 1);
	ebpf_alu(a, BPF_AND, R1, R4);
	get(a, R2, AT(differs));
	ebpf_alu(a, BPF_OR, R1, R2);
	ebpf_store(a, 8, 6, AT(differs), R1);
}

static void end_of_string(struct ebpf_asm *a, int next)
{
	int no_key = ebpf_label(a), no_capture = ebpf_label(a);

	set(a, AT(in_string), 0);
	unless(a, AT(in_key), 1, no_key);
	set(a, AT(in_key), 0);
	find_step(a);
	ebpf_load(a, 8, R1, R3, STEP_AT(length));
	get(a, R2, AT(key_length));
	set(a, AT(hit), 0);
	ebpf_jump_if(a, BPF_JNE, R1, R2, next);
	unless(a, AT(differs), 0, next);
	ebpf_load(a, 8, R1, R3, STEP_AT(is_index));
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, next);
	set(a, AT(hit), 1);
	ebpf_jump(a, next);
	ebpf_here(a, no_key);
	unless(a, AT(capture), CAPTURE_STRING, no_capture);
	found(a, 0);
	ebpf_here(a, no_capture);
	ebpf_jump(a, next);
}

static void begin_string(struct ebpf_asm *a, int next, int fail)
{
	int value = ebpf_label(a);

	set(a, AT(in_string), 1);
	unless_matched(a, next);
	unless(a, AT(expect_key), 1, value);
	set(a, AT(expect_key), 0);
	set(a, AT(in_key), 1);
	set(a, AT(key_length), 0);
	set(a, AT(differs), 0);
	ebpf_jump(a, next);
	ebpf_here(a, value);
	capture(a, CAPTURE_STRING, 1, fail, next);
	ebpf_jump(a, next);
}

static void comma(struct ebpf_asm *a, int next)
{
	unless_matched(a, next);
	get(a, R1, AT(count));
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_store(a, 8, 6, AT(count), R1);
	get(a, R1, AT(is_array));
	ebpf_alu_imm(a, BPF_XOR, R1, 1);
	ebpf_store(a, 8, 6, AT(expect_key), R1);
	hit_element(a);
	ebpf_jump(a, next);
}

static void open_container(struct ebpf_asm *a, int next)
{
	int go = ebpf_label(a), inner = ebpf_label(a);

	get(a, R1, AT(depth));
	ebpf_mov(a, R2, R1);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_store(a, 8, 6, AT(depth), R2);
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, go);
	get(a, R2, AT(matched));
	ebpf_jump_if(a, BPF_JNE, R1, R2, next);
	capture(a, CAPTURE_WHOLE, 0, inner, next);
	ebpf_jump(a, next);
	ebpf_here(a, inner);
	ebpf_here(a, go);
	enter(a);
	ebpf_jump(a, next);
}

static void close_container(struct ebpf_asm *a, int next, int fail)
{
	get(a, R1, AT(depth));
	get(a, R2, AT(matched));
	ebpf_jump_if(a, BPF_JEQ, R1, R2, fail);
	ebpf_alu_imm(a, BPF_SUB, R1, 1);
	ebpf_store(a, 8, 6, AT(depth), R1);
	ebpf_jump_if(a, BPF_JNE, R1, R2, next);
	unless(a, AT(capture), CAPTURE_WHOLE, next);
	found(a, 1);
}

/* A byte outside strings that ends a word does so before it means more. */
static void end_word(struct ebpf_asm *a)
{
	int no = ebpf_label(a);

	unless(a, AT(capture), CAPTURE_WORD, no);
	found(a, 0);
	ebpf_here(a, no);
}

static void outside(struct ebpf_asm *a, int next, int fail)
{
	int quote = ebpf_label(a), open = ebpf_label(a), close = ebpf_label(a);
	int separator = ebpf_label(a), word = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JEQ, 7, '"', quote);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, '{', open);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, '[', open);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, '}', close);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, ']', close);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, ',', separator);
	ebpf_jump_if_imm(a, BPF_JEQ, 7, ':', next);
	ebpf_jump_if_imm(a, BPF_JGT, 7, ' ', word);
	end_word(a);
	ebpf_jump(a, next);
	ebpf_here(a, quote);
	begin_string(a, next, fail);
	ebpf_here(a, open);
	open_container(a, next);
	ebpf_here(a, close);
	end_word(a);
	close_container(a, next, fail);
	ebpf_here(a, separator);
	end_word(a);
	comma(a, next);
	ebpf_here(a, word);
	get(a, R1, AT(depth));
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, fail);
	unless(a, AT(capture), CAPTURE_NONE, next);
	unless_matched(a, next);
	capture(a, CAPTURE_WORD, 0, fail, next);
	ebpf_jump(a, next);
}

/* json(r1 = work, r2 = text): its start and end become those of the value */
void cg_emit_json_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), next = ebpf_label(a), fail = ebpf_label(a);
	int some = ebpf_label(a), other = ebpf_label(a), bare = ebpf_label(a);
	uint32_t size = c->options->strsize;

	cg_sub_takes(c, 2, (uint32_t[]){
		     sizeof(struct work), c->options->strsize });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 8, R2);
	ebpf_mov_imm(a, 9, 0);
	ebpf_here(a, loop);
	ebpf_mov(a, R1, 8);
	ebpf_alu(a, BPF_ADD, R1, 9);
	ebpf_load(a, 1, 7, R1, 0);
	ebpf_jump_if_imm(a, BPF_JNE, 7, 0, some);
	ebpf_exit(a);
	ebpf_here(a, some);
	in_string(a, other);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, 9, 1);
	ebpf_jump_if_imm(a, BPF_JLT, 9,
			 (int32_t)(size < TEXT_MAX ? size : TEXT_MAX), loop);
	ebpf_here(a, fail);
	ebpf_exit(a);
	ebpf_here(a, other);
	unless(a, AT(in_string), 1, bare);
	end_of_string(a, next);
	ebpf_here(a, bare);
	outside(a, next, fail);
}

/* ---- the function ---------------------------------------------- */

static void start(struct cg *c, struct place work, const struct step *steps,
		  size_t n)
{
	const unsigned char *bytes = (const unsigned char *)steps;
	uint64_t word;

	for (int at = 0; at < AT(steps); at += 8)
		ebpf_store_imm(&c->a, 8, work.reg, work.off + at, 0);
	ebpf_store_imm(&c->a, 8, work.reg, work.off + AT(nsteps), (int32_t)n);
	for (size_t at = 0; at < n * sizeof(*steps); at += 8) {
		memcpy(&word, bytes + at, sizeof(word));
		ebpf_mov_imm(&c->a, R1, (int64_t)word);
		ebpf_store(&c->a, 8, work.reg,
			   work.off + AT(steps) + (int)at, R1);
	}
}

void cg_json(struct cg *c, const struct node *n, struct place p, uint32_t size)
{
	const struct node *path = n->args->next;
	struct step steps[STEPS_MAX];
	size_t nsteps = path->kind == NODE_STRING ? parse_path(path->str, steps)
						  : 0;
	uint32_t most = c->options->strsize - 1;
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a);
	struct place text, work;

	if (!nsteps) {
		diag_add(c->diags, "D_JSON_PATH", path->loc, "the second "
			 "argument of json() must be a constant such as "
			 "\"a.b[2].c\", of %d steps and names of %d bytes at "
			 "most", STEPS_MAX, KEY_MAX);
		return;
	}
	text = cg_text(c, n->args);
	work = cg_scratch(c, sizeof(struct work));
	start(c, work, steps, nsteps);
	cg_address_of(c, R1, work);
	cg_address_of(c, R2, text);
	cg_call_sub(c, SUB_JSON);
	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	ebpf_load(a, 8, R3, work.reg, work.off + AT(start));
	ebpf_load(a, 8, R2, work.reg, work.off + AT(end));
	ebpf_jump_if_imm(a, BPF_JEQ, R2, 0, none);
	ebpf_jump_if_imm(a, BPF_JGT, R3, (int32_t)most, none);
	ebpf_alu(a, BPF_SUB, R2, R3);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);		/* its NUL */
	cg_at_most(c, R2, size);
	cg_address_of(c, R1, text);
	ebpf_alu(a, BPF_ADD, R3, R1);
	cg_address_of(c, R1, p);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_here(a, none);
}
