/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the code generator share.
 *
 * Conventions of the generated code:
 *   r6  the context, all through a program
 *   r7  the clause's record in the ring buffer, once it is reserved
 *   r8  this thread's scratch memory, when the program has any
 *   r9  free between two calls into another file of this folder
 *   r0  the value of the expression just evaluated; r1 to r5 are never kept
 * The 512 bytes of stack hold the slots below, then clause-local integers,
 * then temporaries that come and go with the expression.
 *
 * A user page may be absent, and fetching it may sleep, so nothing is ever
 * kept in per-CPU memory: strings are built in the record itself, on the
 * stack, or in task storage.
 */
#ifndef CG_IMPL_H
#define CG_IMPL_H

#include "base/strmap.h"
#include "cg/cg.h"
#include "ebpf/asm.h"
#include "lang/builtin.h"

enum {
	R0, R1, R2, R3, R4, R5,
	R_CTX = 6, R_RECORD = 7, R_SCRATCH = 8, R_KEEP = 9, R_STACK = 10,
};

/* Fixed stack slots, as offsets from r10. */
enum slot {
	SLOT_SITE = -8,		/* index into image.sites */
	SLOT_ENTRY = -16,	/* address of the site's entry in MAP_SITES */
	SLOT_TIME = -24,	/* timestamp: one value a firing */
	SLOT_FAULT = -32,	/* cg_fault_code() */
	SLOT_ADDRESS = -40,	/* of a FAULT_BADADDR */
	SLOT_KEEP = -48,	/* has a clause's predicate been true? */
	SLOT_LAST = -48,
};

/*
 * Main programs use so much; subroutines get the rest of the 512 bytes that a
 * kernel allows for a whole call chain.
 */
#define STACK_SIZE 400
/* Parts share the 512 bytes with the program's frame, too. */
#define PART_STACK_SIZE 320

/* Scratch memory: an offset in an instruction has 16 bits. */
#define SCRATCH_MAX 32760

/* Bytes of a site's entry in MAP_SITES, which operand.c fills and reads. */
struct site_operand {
	uint8_t kind;		/* enum operand_kind */
	uint8_t size;
	uint8_t is_signed;
	uint8_t scale;
	uint16_t base;		/* offset in pt_regs; NO_REGISTER: none */
	uint16_t index;
	int64_t value;		/* constant or displacement */
};
#define NO_REGISTER 0xffff

struct site_entry {
	uint32_t strings[4];
	uint32_t probe_id;
	uint32_t unused;
	struct site_operand args[];
};

/* Where a variable lives. */
struct var_place {
	const struct variable *var;
	uint32_t offset;	/* in globals, self or scratch memory; for a
				 * this-> integer: stack offset as negative */
	int map;		/* its own map, when it is an array */
};

/* Memory that a string or a key is built in. */
struct place {
	int reg;		/* R_STACK, R_RECORD, R_SCRATCH or R_KEEP */
	int off;
};

/* One clause of a program and the processes it is meant for. */
struct unit_clause {
	uint32_t clause;
	pid_t *pids;		/* npids 0: all */
	size_t npids;
	size_t size;		/* instructions, when it has been made once */
};

/* A program to be: the sites that run the same clauses. */
struct unit {
	VEC(struct unit_clause) clauses;
	VEC(uint32_t) sites;
	enum image_prog_kind kind;
	const struct image_run *run;	/* PROG_RUN, else NULL */
	pid_t pid;			/* attach to this process only */
};

struct units {
	VEC(struct unit *) list;
	struct strmap by_clauses;	/* text of clauses and pids -> unit */
};

/* The subroutines a program may call; sub.c emits those that it did. */
enum subroutine {
	SUB_REPORT,
	SUB_USER_STRING, SUB_USER_READ, SUB_OPERAND, SUB_BUCKET, SUB_COMPARE,
	SUB_FIRST_BYTE, SUB_LAST_BYTE, SUB_SEARCH, SUB_SEARCH_LAST, SUB_CASE,
	SUB_PATH_PART, SUB_CLEAN_PATH, SUB_TOKEN, SUB_TO_TEXT, SUB_TO_NUMBER,
	SUB_SPECULATION, SUB_CHILL,
	SUB_PROGENY, SUB_VTIME, SUB_INET_HEX, SUB_INET_DOTTED, SUB_INET_SIX,
	SUB_LINK, SUB_FRAMES, SUB_CODE, SUB_D_PATH, SUB_JSON, SUB_REMEMBER,
	SUB_WHO,
	SUB_COUNT,
};

/* What a program needs to be there when its clauses run. */
enum uses {
	USES_ENTRY = 1 << 0,	/* SLOT_ENTRY */
	USES_TIME = 1 << 1,	/* SLOT_TIME */
	USES_SCRATCH = 1 << 2,	/* r8 */
	USES_CPU = 1 << 3,	/* cg.cpu, of a part */
};

/* Where the kernel's structs have what leads from a file to its names. */
struct path_members {
	int32_t dentry, mnt;		/* struct path */
	int32_t parent, name;		/* struct dentry */
	int32_t root;			/* struct vfsmount */
	int32_t vfsmount, above, mountpoint;	/* struct mount */
};

/* Clauses of a unit that are a function of their own. */
struct clause_part {
	const struct unit *unit;
	size_t from, to;	/* of unit->clauses */
	int label;
};

/* A subroutine that was emitted: a struct image_function to be. */
struct sub_start {
	const char *name;
	int label;
	bool is_global;
	uint32_t args[FUNCTION_ARGS];
	size_t nargs;
};

struct cg {
	const struct cg_input *in;
	const struct cg_options *options;
	struct image *image;
	struct diags *diags;
	struct ebpf_asm a;
	const struct clause **clauses;	/* by id */
	uint32_t *key_stacks;	/* likewise: bytes of the longest ustack() that
				 * is a key */
	struct var_place *places[3];	/* by scope and id */
	uint32_t globals_size, self_size;
	uint32_t this_size;	/* bytes of scratch for this-> strings */
	uint32_t token;		/* offset in scratch of strtok()'s state */
	bool has_token;		/* there is a strtok() in the source */
	uint32_t pool;		/* offset in scratch of alloca()'s memory */
	bool names_vtime, names_errno;	/* the source does; see account.c */
	bool at_returns;		/* the clause is for syscall:::return */
	int32_t parent_offset, tgid_offset;	/* in struct task_struct */
	bool has_pool;		/* there is an alloca() or the like */
	uint32_t number;	/* offset in scratch: where pointers become
				 * numbers */
	bool has_number;
	struct path_members path;	/* for SUB_D_PATH */
	int this_stack;		/* lowest stack offset that this-> takes */
	uint32_t scratch_size;	/* the most that any program uses */
	size_t max_args;	/* operands in a site's entry */
	/* the program being made: it may have several units, see syscall.c */
	struct unit *const *units;
	size_t nunits;
	const struct unit *unit;	/* whose clauses are made */
	bool may_sleep;
	int subs[SUB_COUNT];	/* labels, -1 while not called */
	bool in_parts;		/* clauses are functions of their own ... */
	VEC(struct clause_part) parts;	/* ... these */
	size_t part_size;	/* instructions of each */
	int cpu;		/* stack offset of a part's CPU, or 0 */
	double load_ns;		/* what loading all programs takes, some */
	VEC(struct sub_start) started;	/* those that have been emitted */
	unsigned uses;		/* enum uses: what the prologue must provide */
	int stack;		/* lowest stack offset in use */
	uint32_t scratch;	/* scratch bytes in use */
	/* the clause being made */
	const struct clause *clause;
	struct image_clause *layout;
	size_t action;		/* the next of layout->actions */
	unsigned statement;	/* counted from 1; 0: the predicate */
	int frames;		/* stack offset of cg_frames()' id, or 0 */
	int copied;		/* of: was the stack copied? 0: it never is */
	int fault_label;
	const struct unit *error_unit;	/* the clauses of ERROR, or NULL */
	uint32_t failed;	/* for which clause they are made, and ... */
	int about;		/* ... where the stack has what failed */
	bool wakes;		/* it calls exit(): do not wait for the timer */
};

/* ---- memory.c: stack, scratch, maps ---------------------------- */

/* A diagnostic for what is right D but not generated yet. */
void cg_unsupported(struct cg *c, struct loc loc, const char *what);

/* Stack bytes for a while (size is rounded up to 8): offset from r10. */
int cg_temp(struct cg *c, size_t size, struct loc loc);
/* Give back all temporaries since the mark, which is a former c->stack. */
void cg_temp_release(struct cg *c, int mark);
/* Scratch bytes until the statement ends. */
struct place cg_scratch(struct cg *c, uint32_t size);
/* Stack when it is small, else scratch. */
struct place cg_room(struct cg *c, uint32_t size, struct loc loc);

void cg_address_of(struct cg *c, int reg, struct place p);
void cg_zero(struct cg *c, struct place p, uint32_t size);
/* The same for any size, with a call. */
void cg_clear(struct cg *c, struct place p, uint32_t size);

/* r0 = the kernel's 8 bytes at r3; 0 when they cannot be read */
void cg_read_word(struct cg *c, struct loc loc);
int cg_map(struct cg *c, enum map_role role);	/* made at first use */
/* reg = address of an all-zero value of that many bytes */
void cg_zeros(struct cg *c, int reg, uint32_t size);
/* reg = address of a counter of struct image_state */
void cg_state(struct cg *c, int reg, uint32_t off);
void cg_count_drop(struct cg *c, uint32_t off);

/* ---- layout.c -------------------------------------------------- */

#define COMM_SIZE 16		/* TASK_COMM_LEN of the kernel */

/* Places of variables, key layouts of aggregations, records of clauses. */
void cg_layout(struct cg *c);

typedef void cg_visit_fn(struct cg *c, const struct node *n, void *data);

/* Call `fn` for each node of `s` and the statements after and in it. */
void cg_visit_stmts(struct cg *c, const struct stmt *s, cg_visit_fn *fn,
		    void *data);

/* layout_agg.c: one aggregation's keys and value, with a map of its own. */
void cg_layout_agg(struct cg *c, const struct aggregation *agg);

/* Bytes of the largest stack that is a key in these statements, or 0. */
uint32_t cg_key_stack_size(struct cg *c, const struct stmt *body);

/* layout_record.c: one clause's actions and the fields of its record. */
void cg_layout_clause(struct cg *c, const struct clause *cl);
struct var_place *cg_place(struct cg *c, const struct variable *v);
bool cg_is_string(const struct node *n);
/* execname (COMM_SIZE bytes) and the probe's parts need less than a string */
bool cg_is_execname(const struct node *n);
bool cg_is_probe_part(const struct node *n, enum probe_part *part);

/* ---- expr.c ---------------------------------------------------- */

/* Evaluate to r0, 64 bits wide. */
void cg_expr(struct cg *c, const struct node *n);
/* Evaluate for effect only. */
void cg_effect(struct cg *c, const struct node *n);
/* Jump to the label when the truth of n is sense. */
void cg_branch(struct cg *c, const struct node *n, bool sense, int label);
/* r0 = r1 op r0; the type decides how / % and >> work */
void cg_arithmetic(struct cg *c, enum op op, const struct type *type);
bool cg_is_signed(const struct type *t);
int cg_int_size(const struct type *t);
bool cg_is_float(const struct type *t);

/* Evaluate to a new 8 bytes of the stack: their offset. */
int cg_to_temp(struct cg *c, const struct node *n);
/* left to r1, right to r0, each evaluated once */
void cg_operands(struct cg *c, const struct node *left,
		 const struct node *right);
/* Of what a pointer points at, or an array has; 0: it is neither. */
uint64_t cg_element_size(const struct type *t);

/* ---- fetch.c, copy.c, object.c --------------------------------- */

/*
 * Is it an object of C: *p, p[i], p->member and so on in memory, or a struct or
 * an array, or a part of one, that a variable holds or an expression gives?
 */
bool cg_is_object(const struct node *n);
/* What it is a part of: memory behind a pointer, a variable, or a value. */
const struct node *cg_object_base(const struct node *n);
bool cg_is_memory(const struct node *base);
/* Is it a variable of D, or an element of an associative array? */
bool cg_is_variable(const struct node *n);
bool cg_is_block(const struct type *t);
/* Is it, or does it point at, memory of the traced program? */
bool cg_is_user(const struct type *t);
/* Does the object lie there? */
bool cg_object_is_user(const struct node *n);
/* Does the pointer, or array, that n is lead there? */
bool cg_leads_to_user(const struct node *n);
void cg_object_address(struct cg *c, const struct node *n);	/* to r0 */
/* r0 = its value; of an array its address */
void cg_fetch(struct cg *c, const struct node *n);
/* r0 = the object n, or the bit-field in it, at that address */
void cg_load_object(struct cg *c, const struct node *n, int reg, int off);
/* Of an object that is no memory: its value, and its address, to r0. */
void cg_fetch_part(struct cg *c, const struct node *n);
void cg_part_address(struct cg *c, const struct node *n);
/* Write the struct or the array n to the place, which has as many bytes. */
void cg_block(struct cg *c, const struct node *n, struct place p);
/* The same for a key, which has whole words. */
void cg_key_block(struct cg *c, const struct node *n, struct place p);
/* The same of its first bytes. */
void cg_block_start(struct cg *c, const struct node *n, struct place p,
		    uint32_t size);
/* Read what is at address r0; a fault when it cannot be. */
void cg_read(struct cg *c, struct place p, uint32_t size, bool is_user);

/* The pool that alloca() and copyin() take memory from. */
bool cg_uses_pool(const struct node *n);
uint32_t cg_pool_size(void);
void cg_pool_number(struct cg *c);	/* r0 = its address, as a number */
/* Before which of its bytes a read of that size may begin; 0: nowhere. */
int32_t cg_pool_room(uint32_t size);
void cg_pool_reset(struct cg *c);
void cg_alloca(struct cg *c, const struct node *n);	/* address to r0 */
void cg_copyin(struct cg *c, const struct node *n);	/* address to r0 */
void cg_copy(struct cg *c, const struct node *n);
/*
 * r1 = pointer to the pool's memory at address r0, for r2 bytes; a fault when
 * they are not all in it. The address becomes SLOT_ADDRESS.
 */
void cg_find(struct cg *c);
/* r0 = the pointer r9 as a number, which D may calculate with */
void cg_number_of(struct cg *c);
/* *p = value, p->member++, s = *p and the like, in the pool and variables */
void cg_assign_object(struct cg *c, const struct node *n);
void cg_increment_object(struct cg *c, const struct node *n);

/* ---- var.c ----------------------------------------------------- */

void cg_load_var(struct cg *c, const struct node *n);	/* integer, to r0 */
/*
 * r0 = address of what n (NODE_VAR, or NODE_INDEX of an array) stores, NULL
 * when there is none (and create is not set, or memory is out).
 */
void cg_storage(struct cg *c, const struct node *n, bool create);
void cg_assign(struct cg *c, const struct node *n);	/* value in r0 */
void cg_increment(struct cg *c, const struct node *n);
/* When r0, the storage of n, is NULL: count a drop, and go to the label. */
void cg_check_storage(struct cg *c, const struct node *n, int missing);
/* Delete the element of an associative array. */
void cg_delete_element(struct cg *c, const struct node *n);
/* r0 as a value of the type */
void cg_convert(struct cg *c, const struct type *t);
/* r0 = (old r1) op r0, or just r0, as the type of what is assigned to has it */
void cg_new_value(struct cg *c, const struct node *n);
/* r0 = old value: r0 = that of the ++ or -- expression, r1 = what to store */
void cg_step(struct cg *c, const struct node *n);
/* Build the key of an array's element; tells its size. */
struct place cg_tuple(struct cg *c, const struct node *n);
uint32_t cg_key_size(struct cg *c, const struct type *t);

/* ---- string.c -------------------------------------------------- */

/* Write the string n, NUL-terminated, into size bytes at the place. */
void cg_string(struct cg *c, const struct node *n, struct place p,
	       uint32_t size);
/* r0 = the truth of a comparison of strings. */
void cg_string_compare(struct cg *c, const struct node *n);
/* Scratch memory of strsize bytes that holds the string n. */
struct place cg_text(struct cg *c, const struct node *n);

/* ---- builtin.c, operand.c, context.c --------------------------- */

void cg_builtin(struct cg *c, const struct node *n);	/* integer, to r0 */
void cg_call(struct cg *c, const struct node *n);	/* subroutine, to r0 */
void cg_probe_arg(struct cg *c, unsigned n, struct loc loc);	/* to r0 */
/* The same, when the unit's kind is not PROG_USER. */
void cg_context_arg(struct cg *c, unsigned n);
/*
 * When a recording is traced: r0 = that variable of the firing, or a diagnostic
 * when it is not kept; a diagnostic, too, when it is of the kernel, and that
 * may not be seen. False: it is traced live.
 */
bool cg_recorded(struct cg *c, struct loc loc, enum builtin_id id);
/* r0 = index into image.strings of the firing probe's part */
void cg_part(struct cg *c, enum probe_part part);
/* r0 = the number by which dtrace -l shows the firing probe */
void cg_probe_id(struct cg *c, struct loc loc);
bool cg_part_is_const(struct cg *c, enum probe_part part, uint32_t *string);
/* Site i of the program being made. */
const struct image_site *cg_site(struct cg *c, size_t i);
void cg_fill_sites(struct cg *c);
void cg_emit_operand_sub(struct cg *c);

/* ---- prologue.c, part.c ---------------------------------------- */

/* All that the clauses of the program use, or jump. */
void cg_prologue(struct cg *c, int out);
/* Make the frame one that the parts may be given. */
void cg_share_frame(struct cg *c);
/* r2 is the program's frame, which the part keeps at that offset. */
void cg_part_prologue(struct cg *c, int frame, int out);
void cg_cpu(struct cg *c);		/* r0 = the number of this CPU */
/* Give back what the part has changed of it. */
void cg_part_epilogue(struct cg *c, int frame);
/* Is the program that was made more than one function should be? */
bool cg_wants_parts(struct cg *c);
/* Call the parts of the unit, whose clauses have been made once. */
void cg_call_parts(struct cg *c, const struct unit *u);
void cg_emit_parts(struct cg *c);

/* ---- limits.c -------------------------------------------------- */

/* False, with a diagnostic: the program is longer than any may be. */
bool cg_fits(struct cg *c);
/* As that, for all that a finished program is limited by. */
bool cg_may_load(struct cg *c);

/* ---- stack.c --------------------------------------------------- */

/* Kind, size and form of what stack(), ustack(), usym() and the like record. */
void cg_stack_layout(struct cg *c, const struct node *call,
		     struct image_field *f);
/* Write it to the place; f may have room for more frames than the call has. */
void cg_stack_store(struct cg *c, const struct node *call,
		    const struct image_field *f, struct place p);
/*
 * Send a copy of the stack when the clause has a ustack() that needs it.
 * Without room: to the label when a record shows it; keys are by frame pointers
 * then.
 */
void cg_stack_copy(struct cg *c, int none);
/* Bytes of the addresses when the key is a ustack(), else 0. */
uint32_t cg_stack_key_size(struct cg *c, const struct node *key);
/* In a key that is sent: how many frames the call wants. */
void cg_stack_wanted(struct cg *c, const struct node *call, struct place p);
/* Does a key of it hold addresses of a process, or such a stack? */
bool cg_has_user_addresses(const struct image_agg *agg);
bool cg_has_user_stack(const struct image_agg *agg);
/* Tell the consumer, at once, that addresses of the process will be named. */
void cg_learn_process(struct cg *c);
void cg_learnt_map(struct image_map *m);
/* caller, ucaller, stackdepth, ustackdepth: to r0; false: it is none */
bool cg_stack_variable(struct cg *c, const struct node *n);
/* Submit a large record: the consumer is woken before the buffer is full. */
void cg_submit_large(struct cg *c);
/* Addresses to size bytes at the place; r0 = how many bytes, or negative */
void cg_walk(struct cg *c, struct place p, uint32_t size, bool user);

/* ---- shape.c --------------------------------------------------- */

const struct image_shape *cg_shape(struct cg *c, const struct type *t);

/* ---- frames.c -------------------------------------------------- */

/* r0 = id of the interpreter's stack of this thread, 0: it has none */
void cg_frames(struct cg *c);
/*
 * Before the clause's record is reserved, when it shows that stack: what the
 * stack is made of must lie before the record.
 */
void cg_frames_ahead(struct cg *c);
void cg_frames_map(struct image_map *m);	/* one of its maps */
void cg_emit_frames_sub(struct cg *c);
void cg_emit_code_sub(struct cg *c);

/* ---- sub.c ----------------------------------------------------- */

void cg_call_sub(struct cg *c, enum subroutine s);
void cg_emit_subs(struct cg *c);
/* A function begins here. */
void cg_start_sub(struct cg *c, const char *name, int label);
/*
 * First thing in a subroutine: for each of its n arguments from r1 on, to how
 * many bytes it points, or 0 for a number. The verifier looks at it once, then,
 * and not at each call. r0 is 0; what it gives must be a number.
 */
void cg_sub_takes(struct cg *c, size_t n, const uint32_t *args);
/* Tell the image of those that were emitted, when the jumps are known. */
void cg_list_subs(struct cg *c, struct image_prog *p);
/* ---- fault.c --------------------------------------------------- */

/* When r0 is negative: a fault at the address that is in SLOT_ADDRESS. */
void cg_fault_if_negative(struct cg *c);
void cg_fault(struct cg *c, enum fault_kind kind);	/* always */
/* The kind, and the statement being made above its lowest byte. */
int32_t cg_fault_code(const struct cg *c, enum fault_kind kind);
/* Report the fault that ended the clause. */
void cg_report(struct cg *c);
void cg_emit_report_sub(struct cg *c);
/* After that: the clauses of ERROR. */
void cg_fire_error(struct cg *c);
void cg_error_arg(struct cg *c, unsigned n);	/* their argument n, to r0 */

/* ---- syscall.c ------------------------------------------------- */

/*
 * In the prologue: SLOT_SITE and, in R_RECORD, which of the program's units;
 * or jump.
 */
void cg_find_syscall(struct cg *c, int out);
void cg_fill_syscalls(struct cg *c);	/* the table that it looks into */
void cg_syscall_arg(struct cg *c, unsigned n);
/* Of a tracepoint whose first argument is the registers of a call: to r0. */
void cg_call_arg(struct cg *c, unsigned n);
void cg_syscall_nr(struct cg *c, int out);	/* a 32-bit program: jump */
void cg_errno(struct cg *c);

/* ---- tracepoint.c ---------------------------------------------- */

/* In the prologue: jump unless the site's conditions hold. */
void cg_check_trace(struct cg *c, int out);
void cg_trace_arg(struct cg *c, unsigned n);

/* ---- speculation.c --------------------------------------------- */

/* In a record that speculates in vain, and is given back. */
#define SPECULATION_NOWHERE (-1)
/* Size and first contents of the map. */
void cg_speculations(struct cg *c, struct image_map *m);
void cg_speculation(struct cg *c);		/* speculation(), to r0 */
void cg_emit_speculation_sub(struct cg *c);
/* The clause's record belongs to speculation n from here on. */
void cg_speculate(struct cg *c, const struct node *n);
/* commit(n) or discard(n) */
void cg_end_speculation(struct cg *c, const struct node *n,
			enum record_kind kind);

/* ---- task.c ---------------------------------------------------- */

/*
 * Bytes before a member of one of the kernel's structs; a diagnostic when this
 * kernel does not tell.
 */
int32_t cg_member(struct cg *c, struct loc loc, const char *type,
		  const char *member);
void cg_ppid(struct cg *c, struct loc loc);		/* to r0 */
void cg_progenyof(struct cg *c, const struct node *n);	/* to r0 */
void cg_task_number(struct cg *c, const struct node *n);	/* to r0 */
void cg_emit_progeny_sub(struct cg *c);
void cg_execargs(struct cg *c, const struct node *n, struct place p,
		 uint32_t size);

/* r0 = size bytes of the member of the struct at r0; 0 when it is nowhere */
void cg_follow(struct cg *c, struct loc loc, const char *type,
	       const char *member, int size);

/* ---- who.c ----------------------------------------------------- */

/*
 * r0 = process << 32 | thread, as the tracer's name space numbers them; 0: the
 * task is not in it.
 */
void cg_who(struct cg *c);
/* r0 = the process, or the thread, of the task in reg; inside of one only */
void cg_who_is(struct cg *c, int reg, bool process);
/*
 * In the prologue, where the running process is what fires: to the label
 * unless the tracer's name space has it.
 */
void cg_check_namespace(struct cg *c, int out);
void cg_emit_who_sub(struct cg *c);

/* ---- owner.c --------------------------------------------------- */

/* In the prologue: to the label unless the process is the user's own. */
void cg_check_owner(struct cg *c, int out);
/*
 * Before size bytes at address r3, which the program calculated, are read from
 * the kernel: a fault when it may not. r0 and r4 are used.
 */
void cg_check_kernel_read(struct cg *c, uint32_t size);

/* ---- dpath.c --------------------------------------------------- */

/* d_path(): the name of a struct path of the kernel, to the place */
void cg_d_path(struct cg *c, const struct node *n, struct place p,
	       uint32_t size);
void cg_emit_d_path_sub(struct cg *c);

/* ---- uregs.c --------------------------------------------------- */

void cg_uregs(struct cg *c, const struct node *n);	/* to r0 */

/* ---- account.c ------------------------------------------------- */

uint32_t cg_account_size(void);
void cg_vtimestamp(struct cg *c);		/* to r0 */
void cg_emit_vtime_sub(struct cg *c);
void cg_last_error(struct cg *c);		/* to r0 */
/* The programs that keep what the source names. */
void cg_keep_accounts(struct cg *c);

/* ---- act.c ----------------------------------------------------- */

void cg_stop(struct cg *c);
void cg_raise(struct cg *c, const struct node *n);
void cg_chill(struct cg *c, const struct node *n);
uint32_t cg_chill_size(void);		/* of its maps */
uint32_t cg_chilled_size(void);
void cg_emit_chill_sub(struct cg *c);
/* The bytes of a copyout() or copyoutstr(), into the record. */
void cg_copyout(struct cg *c, const struct node *n,
		const struct image_action *out);
uint32_t cg_copyout_size(const struct node *length);	/* at most */

/* ---- event.c --------------------------------------------------- */

void cg_layout_events(struct cg *c);
/* The clause is one of cg_input.events. */
bool cg_is_event(const struct cg *c, uint32_t clause);
void cg_event(struct cg *c, const struct unit_clause *uc);
void cg_emit_remember_sub(struct cg *c);

/* ---- unit.c ---------------------------------------------------- */

/* Fill us, which is zeroed, from the bindings. */
void units_group(struct cg *c, struct units *us);
void units_release(struct units *us);
bool unit_is_syscall(enum image_prog_kind kind);

/* ---- agg.c, bucket.c, action.c --------------------------------- */

void cg_agg_store(struct cg *c, const struct node *n);
/* Add a constant, or what is in a stack slot, to the word r9 + off. */
void cg_add_imm(struct cg *c, int off, int32_t by);
void cg_add_value(struct cg *c, int off, int value);
/* r9 = a value of g: add what by holds, 0: one, to the bucket of value */
void cg_add_bucket(struct cg *c, const struct image_agg *g, int value, int by);
void cg_emit_bucket_sub(struct cg *c);
bool cg_is_call(const struct stmt *s, enum builtin_id id);
/* Is it an action that the consumer does when it gets the record? */
bool cg_records(const struct stmt *s);
void cg_clause(struct cg *c, const struct unit_clause *uc);
/* To the label unless the clause is meant for this process. */
void cg_check_pid(struct cg *c, const struct unit_clause *uc, int skip);
/*
 * r7 = a record of that size with its header; or count a drop, in that member
 * of struct image_state, and go to the label.
 */
void cg_reserve(struct cg *c, uint32_t size, enum record_kind kind,
		uint32_t drops, int none);
/* Submit or discard it. */
void cg_give(struct cg *c, int helper, bool wake);
/*
 * Send a record of a header and size bytes, built at the place, which has room
 * for the header before it. r0 is negative when there is no room.
 */
void cg_send(struct cg *c, enum record_kind kind, struct place p, uint32_t size,
	     bool wake);
/* Index into image.strings; the same text gives the same index. */
uint32_t cg_intern(struct cg *c, const char *text);

#endif
