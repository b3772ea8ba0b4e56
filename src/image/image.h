/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A compiled D program: the contract of compiler, backend and consumer.
 *
 * The compiler fills a struct image, a backend loads and attaches it, the
 * consumer reads what its programs write. Everything is in the image's own
 * arena; nothing points into the compilation.
 *
 * What programs write:
 *   - records, into the ring buffer: a struct record_header, then the clause's
 *     data at fixed offsets, as its actions describe;
 *   - aggregations, one map each: the key as its key fields describe, the
 *     value as the function wants it (image_agg_value_size()); what has a key
 *     that only the consumer can make goes into the ring buffer instead;
 *   - the state map: struct image_state.
 */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/bpf.h>

#include "arch/arch.h"
#include "base/arena.h"
#include "base/vec.h"
#include "image/shape.h"

/* ---- what programs write ------------------------------------------- */

enum record_kind {
	RECORD_DATA,		/* a clause's data */
	RECORD_ERROR,		/* struct record_error follows the header */
	RECORD_PROCESS,		/* nothing: addresses of the process went into
				 * an aggregation, to be named when it may
				 * have ended */
	RECORD_STACK,		/* struct record_stack follows the header */
	RECORD_AGG,		/* struct record_agg follows the header, then
				 * key and value of one firing */
	RECORD_CODE,		/* struct record_code follows the header */
	RECORD_FRAMES,		/* struct record_frames, as long as it is full,
				 * follows the header */
	RECORD_UNKNOWN,		/* nothing: how to read the interpreter's stack
				 * of the process is asked for */
	RECORD_COMMIT,		/* a uint64_t follows the header: show what was
				 * recorded for that speculation */
	RECORD_DISCARD,		/* likewise: forget it */
	RECORD_EVENT,		/* a firing that is to be kept: struct
				 * record_event follows the header, and what
				 * the clause's struct image_event says */
};

struct record_header {
	uint16_t kind;		/* enum record_kind */
	uint16_t cpu;
	uint32_t clause;	/* index into image.clauses */
	uint32_t site;		/* index into image.sites: what fired */
	uint32_t pid;		/* of the process that fired it */
	uint64_t timestamp;	/* ns, CLOCK_MONOTONIC; 0 unless temporal */
};

/* Scripts see these in ERROR probes: they are as DTrace numbers them. */
enum fault_kind {
	FAULT_NONE,
	FAULT_BADADDR,		/* invalid address */
	FAULT_ILLOP = 3,	/* illegal operation */
	FAULT_DIVZERO,		/* divide-by-zero */
	FAULT_NOSCRATCH,	/* out of scratch space */
	FAULT_BADARG = 10,	/* an argument that cannot be read */
};

struct record_error {
	uint32_t fault;		/* enum fault_kind */
	uint32_t action;	/* which action of the clause, from 1; 0: its
				 * predicate */
	uint64_t address;	/* FAULT_BADADDR */
};

/*
 * A thread's registers and the newest pages of its stack, to be unwound: sent
 * before the record whose ustack() it belongs to.
 */
#define STACK_PAGE 4096
#define STACK_PAGES 4
struct record_stack {
	uint32_t thread;
	uint32_t length;	/* bytes of the stack that could be read */
	uint64_t start;		/* address of the first of them */
	unsigned char regs[272];	/* the kernel's struct pt_regs */
	unsigned char bytes[STACK_PAGES * STACK_PAGE];	/* or fewer */
};

/*
 * For an aggregation whose key has a stack, of which a copy was sent before: in
 * the key the frame pointers' stack, and in the place of the thread how many
 * frames are wanted.
 */
struct record_agg {
	uint32_t agg;		/* index into image.aggs */
	uint32_t thread;
};

/* A firing, for a recording. */
struct record_event {
	uint64_t time;		/* ns, CLOCK_MONOTONIC */
	uint64_t vtime;		/* vtimestamp, if the program names it */
	uint64_t error;		/* errno, likewise, or of a call's return */
	uint64_t uid_gid;	/* group << 32 | user */
	uint32_t tid, ppid;
	char comm[16];
	uint32_t bad_args;	/* bit n: argument n cannot be read ... */
	uint32_t bad_addresses;	/* ... or it is where it could not be */
	int64_t stack;		/* bytes of the stack; or negative */
};

/* One piece of memory: where it was, and how much of it could be read. */
struct record_memory {
	uint64_t address, length;
};

/*
 * What jstack() tells of an interpreter's stack. Each stack has an id, each
 * function a struct record_code; they are sent once, before what needs them.
 */
#define INTERP_FRAMES 64
#define INTERP_TABLE 4096	/* more of a table of lines is not read */
#define INTERP_ENTRY (UINT64_C(1) << 63)

struct interp_frame {
	uint64_t code;		/* 0: not of the language */
	uint64_t instruction;	/* INTERP_ENTRY is set in the last frame that a
				 * native one runs */
};

struct record_frames {
	uint64_t id;
	uint64_t n;
	struct interp_frame frames[INTERP_FRAMES];	/* innermost first */
};

struct record_text {
	uint32_t width;		/* bytes of a character: 1, 2, 4 */
	uint32_t length;	/* bytes */
	unsigned char bytes[256];
};

struct record_code {
	uint64_t code, base;	/* address of it and of its instructions */
	uint32_t line;		/* the first */
	uint32_t table_length;
	struct record_text file, function;
	unsigned char table[INTERP_TABLE];
};

/* The value of MAP_HELPERS for a process: addresses, then offsets. */
struct image_helper {
	uint64_t asked;		/* ns: when RECORD_UNKNOWN was sent */
	uint64_t holder, threads;	/* 0: it has no interpreter, or
					 * nobody knows yet */
	uint32_t any_thread;	/* numbers of threads say nothing: it is in
				 * another namespace */
	uint32_t next, tid, frame, current;
	uint32_t previous, code, instruction;
	uint32_t entry, entry_value, entry_is_frame;
	uint32_t file, function, line, table, base;
	uint32_t state, kind_shift, ascii_shift, length, ascii, wide;
	uint32_t bytes_length, bytes;
	uint32_t unused;
};
#define HELPER_NO_OFFSET UINT32_MAX
#define HELPER_TAGS 3		/* bits of a frame's pointer to its code that
				 * say other things: CPython 3.14 has them */

/* The only value of the state map; counters are added to atomically. */
struct image_state {
	uint64_t exiting;	/* exit() was called: nothing fires but END */
	uint64_t drops;		/* records without room in the ring buffer */
	uint64_t agg_drops;	/* aggregation keys without room */
	uint64_t dyn_drops;	/* dynamic variables without room */
	uint64_t stack_drops;	/* copies of stacks for keys, likewise */
	uint64_t spec_drops;	/* records without room in a speculation */
	uint64_t spec_none;	/* speculation() when all were in use */
	uint64_t spec_busy;	/* the same, and one was just being freed */
};

/*
 * A speculation. Its number in D is its index + 1. What is recorded for it has
 * generation << 32 | number in the record, so that the consumer can tell it
 * from what an earlier speculation with this number left.
 */
struct image_speculation {
	uint64_t state;		/* generation << 2 | enum speculation_state */
	uint64_t used;		/* bytes recorded */
	uint64_t number;
};

enum speculation_state { SPECULATION_IDLE, SPECULATION_ACTIVE,
			 SPECULATION_BUSY };

/* ---- data as the consumer reads it --------------------------------- */

enum field_kind {
	FIELD_INT,		/* size 1, 2, 4 or 8 */
	FIELD_STRING,		/* NUL-terminated in size bytes */
	FIELD_BYTES,		/* size bytes as they are: trace of a struct */
	FIELD_INTERNED,		/* u32 index into image.strings, u32 pid: the
				 * pid is appended when not 0 (probeprov) */
	FIELD_PROBE,		/* no bytes: which (enum probe_part) of the
				 * probe that fired, known from the header */
	FIELD_CONST_STRING,	/* no bytes: text */
	FIELD_STACK,		/* u64 return addresses in the kernel, the
				 * innermost first, up to a 0 or the end */
	FIELD_USTACK,		/* u64 pid << 32 | thread (in a key: 0), u64 id
				 * of the interpreter's frames if has_frames,
				 * then the same in that process */
	FIELD_SYMBOL,		/* u64 address in the kernel, shown as form */
	FIELD_USYMBOL,		/* u64 as above, u64 address in the process */
};

enum symbol_form {
	SYMBOL_ADDRESS,		/* module`symbol+0x1c */
	SYMBOL_NAME,		/* module`symbol */
	SYMBOL_MODULE,		/* module */
};

enum probe_part { PART_PROVIDER, PART_MODULE, PART_FUNCTION, PART_NAME };

struct image_field {
	enum field_kind kind;
	uint32_t offset;	/* from the record's or the key's first byte */
	uint32_t size;		/* bytes */
	bool is_signed;		/* FIELD_INT */
	bool is_float;		/* FIELD_INT: it is the bits of a float or a
				 * double */
	bool is_pointer;	/* FIELD_INT: %p and trace() show it in hex */
	bool is_probe_id;	/* FIELD_INT: no bytes, the number of the probe
				 * that fired, known from the header */
	enum probe_part part;	/* FIELD_PROBE */
	enum symbol_form form;	/* FIELD_SYMBOL, FIELD_USYMBOL */
	bool has_frames;	/* FIELD_USTACK */
	const char *text;	/* FIELD_CONST_STRING */
	const struct image_shape *shape;	/* for print(); or NULL */
};

enum action_kind {
	ACTION_DEFAULT,		/* no body: the line of the probe alone */
	ACTION_TRACE,		/* one field */
	ACTION_PRINT,		/* one field, with a shape */
	ACTION_TRACEMEM,	/* a FIELD_BYTES; maybe a FIELD_INT: how many of
				 * them to show, if it is not negative */
	ACTION_PRINTF,		/* format, fields */
	ACTION_PRINTA,		/* format or NULL, aggs */
	ACTION_EXIT,		/* one field: the status */
	ACTION_CLEAR,		/* aggs[0] */
	ACTION_TRUNC,		/* aggs[0]; maybe a field: how many */
	ACTION_NORMALIZE,	/* aggs[0], a field */
	ACTION_DENORMALIZE,	/* aggs[0] */
	ACTION_SYSTEM,		/* format, fields: run the command */
	ACTION_FREOPEN,		/* format, fields: the file to write from now
				 * on; "": the first one again */
	ACTION_FTRUNCATE,	/* empty the file that is written */
	ACTION_SETOPT,		/* two FIELD_CONST_STRING: name and value */
	ACTION_COPYOUT,		/* fields by enum copyout_field */
};

/* What is to be written into the process of the record. */
enum copyout_field {
	COPYOUT_ADDRESS,
	COPYOUT_LENGTH,		/* at most; a FIELD_STRING may be shorter */
	COPYOUT_BYTES,		/* FIELD_BYTES, or FIELD_STRING with its NUL */
	COPYOUT_FIELDS,
};

struct image_action {
	enum action_kind kind;
	uint32_t flag;		/* offset of a byte in the record that is 1 when
				 * the action ran; 0: it always did */
	const char *format;
	struct image_field *fields;
	size_t nfields;
	int *aggs;		/* indices into image.aggs */
	size_t naggs;
};

/* A piece of memory that is kept of a firing. */
struct event_memory {
	int parent;		/* the piece that has its address; -1: arg */
	uint32_t offset;	/* of the address in its parent */
	uint8_t arg;
	bool is_call_arg;	/* at the return of a system call: that of the
				 * call */
	uint32_t size;		/* bytes at most */
	uint32_t at;		/* in the record: struct record_memory, then
				 * the bytes */
};

/* What is kept of the firings of a probe. Sites of one clause have the same. */
struct image_event {
	uint32_t nargs;
	uint32_t frames;	/* of the user's stack */
	uint32_t args_at, stack_at;	/* in the record: uint64_t[] */
	uint32_t size;		/* of the record */
	struct event_memory *memory;
	size_t nmemory;
};

struct image_clause {
	uint32_t record_size;	/* header included; 0: it records nothing */
	uint32_t speculation;	/* offset of the uint64_t that tells to which
				 * speculation a record belongs, 0 to none; 0:
				 * the clause does not speculate */
	struct image_action *actions;
	size_t nactions;
	const struct image_event *event;	/* it keeps firings, and does
						 * nothing else; or NULL */
	const char *where;	/* "file.d:12", for messages */
};

enum agg_func {
	AGG_COUNT, AGG_SUM, AGG_MIN, AGG_MAX, AGG_AVG, AGG_STDDEV,
	AGG_QUANTIZE, AGG_LQUANTIZE, AGG_LLQUANTIZE,
};

/*
 * Values, all of uint64_t or int64_t; maps are per CPU, unless the values are
 * too large for that; the consumer adds the CPUs up (min, max: takes the
 * greatest [0]):
 *   count        [0] how often
 *   sum          [0] sum
 *   min, max     [1] is not 0 once there is a value; [0] is then, for max,
 *                the value with its sign bit flipped, so that 0 is the
 *                least; for min, the complement of that
 *   avg          [0] how often  [1] sum
 *   stddev       [0] how often  [1] sum  [2] [3] low and high 64 bits of the
 *                sum of squares
 *   quantize     [b] for bucket b, 0 to 126: 63 is the value 0, 64 + n the
 *                values from 2^n, 62 - n those down from -2^n
 *   lquantize    [0] below low, [1 ..] levels, [last] at or above high
 *
 */
#define QUANTIZE_BUCKETS 127
#define QUANTIZE_ZERO 63

struct image_agg {
	const char *name;	/* "" is the anonymous @ */
	enum agg_func func;
	bool is_signed;		/* of the values: sum, min, max, avg */
	int64_t params[4];
	struct image_field *keys;
	size_t nkeys;
	uint32_t key_size, value_size;
	int map;
};

/* ---- maps and programs ---------------------------------------------- */

enum map_role {
	MAP_STATE,		/* array of 1: struct image_state */
	MAP_RING,		/* ring buffer; max_entries in bytes */
	MAP_GLOBALS,		/* array of 1: the global variables */
	MAP_CONSTANTS,		/* array of 1, read-only: initial holds it */
	MAP_SITES,		/* array: one value a site, in initial */
	MAP_STRINGS,		/* array: the text of image.strings[key] */
	MAP_SYSCALLS,		/* array of 1, read-only: number to site */
	MAP_SPECULATIONS,	/* array of 1: struct image_speculation[] */
	MAP_CHILL,		/* array of 1: memory to be copied */
	MAP_CHILLED,		/* per-CPU array of 1: how much is done */
	MAP_ACCOUNTS,		/* task storage: what threads did so far */
	MAP_SINCE,		/* per-CPU array of 1: since when the CPU has
				 * its thread */
	MAP_RUNS,		/* array of 1, read-only: runs of zeros */
	MAP_CLOCK,		/* array of 1: int64_t, ns of CLOCK_REALTIME
				 * above CLOCK_MONOTONIC; the backend sets it */
	MAP_SELF,		/* task storage: thread-local variables */
	MAP_SCRATCH,		/* task storage: working memory */
	MAP_HELPERS,		/* hash: u32 pid to struct image_helper */
	MAP_FRAMES,		/* hash: ids of interpreters' stacks sent */
	MAP_LEARNT,		/* hash: u32 pid of a process of which a stack
				 * was copied */
	MAP_CODES,		/* hash: u64 code, u64 pid to what tells one
				 * from a later one at that address */
	MAP_ARRAY,		/* hash: one associative array */
	MAP_AGG,		/* per-CPU hash; without keys, of one key 0 */
};

struct image_map {
	const char *name;	/* at most 15 bytes */
	enum map_role role;
	enum bpf_map_type type;
	uint32_t key_size, value_size, max_entries, flags;
	const void *initial;	/* max_entries * value_size bytes, or NULL */
};

/* An ELF file that holds sites. */
struct image_object {
	const char *path;	/* to show */
	const char *open_path;	/* to open now */
};

/* How a program gets to run; this is also what its context is. */
enum image_prog_kind {
	PROG_USER,		/* at user-space sites; ctx is pt_regs */
	PROG_RUN,		/* run by the backend; ctx is struct run_args */
	PROG_PROFILE,		/* every interval_ns on each CPU; ctx starts
				 * with the pt_regs of what was interrupted */
	PROG_SYSCALL_ENTRY,	/* at every system call; finds the site by its
				 * number. ctx is that of the kernel's raw
				 * tracepoint sys_enter: pt_regs *, number */
	PROG_SYSCALL_RETURN,	/* sys_exit: pt_regs *, what it gives */
	PROG_TRACEPOINT,	/* at the site's raw tracepoint of the kernel;
				 * ctx is an array of its arguments */
	PROG_FUNCTION_ENTRY,	/* at functions of the kernel; ctx is the
				 * pt_regs of there */
	PROG_FUNCTION_RETURN,
	PROG_RECORDED,		/* at a firing of a recording; ctx is struct
				 * recorded_args */
};

/* The context of PROG_RECORDED. */
struct recorded_args {
	uint64_t ppid, error, vtime;
	uint64_t bad_args, bad_addresses;	/* as in a record */
	uint64_t args[32];
};

/* What a site of PROG_TRACEPOINT asks before it fires. */
enum trace_what {
	TRACE_ALWAYS,		/* nothing: the end of a list */
	TRACE_ARG,		/* argument arg of the tracepoint */
	TRACE_SYSCALL,		/* in sys_enter and sys_exit: the number, if
				 * the program is not of 32 bits */
	TRACE_LEADER,		/* 1 in the first thread of a process, else 0 */
	TRACE_IOWAIT,		/* not 0 in a thread that waits for a device:
				 * its task's byte at field / 256, of which
				 * field % 256 are the bits */
};

enum trace_op { TRACE_EQ, TRACE_NE, TRACE_LESS, TRACE_SET, TRACE_CLEAR };

struct trace_cond {
	enum trace_what what;
	uint8_t arg;
	enum trace_op op;	/* LESS is signed; SET, CLEAR: bits of value */
	int32_t value;
};

#define TRACE_WORDS_MAX 12
#define TRACE_CONDS_MAX 3

/* What argn is: an argument of the tracepoint by number, or one of these. */
enum trace_word {
	TRACE_WORD_CALL_ARG = 16,	/* sys_enter: that + n of the call */
	TRACE_WORD_ERRNO = 32,		/* sys_exit: why the call failed */
	TRACE_WORD_EXIT = 33,		/* how the process of argument 0 ended:
					 * CLD_EXITED and its like, from the
					 * member at field */
	TRACE_WORD_NONE = 255,
};

struct image_trace {
	const char *tracepoint;
	uint8_t nwords, words[TRACE_WORDS_MAX];
	struct trace_cond conds[TRACE_CONDS_MAX];
	uint32_t field;		/* TRACE_WORD_EXIT: its offset; TRACE_IOWAIT */
};

/* Numbers of system calls that can have sites. */
#define SYSCALLS_MAX 512

/* What can fire. Only sites of PROG_USER have an object, else it is -1. */
struct image_site {
	enum image_prog_kind kind;
	int object;		/* index into image.objects, or -1 */
	uint64_t offset;	/* of the nop in the file */
	uint64_t semaphore;	/* offset in the file, or 0 */
	bool is_return;		/* fires when the function returns whose entry
				 * is there; of PROG_RECORDED: at the return of
				 * a system call */
	uint32_t probe_id;	/* as dtrace -l shows it; 0 when it differs
				 * by process */
	uint32_t strings[4];	/* by enum probe_part, into image.strings */
	bool has_pid;		/* the provider's name ends in the pid */
	const struct operand *args;	/* where argument n is ... */
	const char *const *bad_args;	/* ... or why it cannot be read: a text
					 * for each n, NULL when it can */
	size_t nargs;
	uint32_t serial;	/* PROG_USER: the how manieth one that was
				 * bound; numbers of sites are used again */
	uint64_t interval_ns;	/* PROG_PROFILE */
	uint16_t syscall;	/* PROG_SYSCALL_...: its number */
	uint32_t recorded;	/* PROG_RECORDED: the probe's number there */
	const struct image_trace *trace;	/* PROG_TRACEPOINT */
	const char *symbol;	/* PROG_FUNCTION_...: the function's */
};

/* That a clause fires at a site. */
struct image_binding {
	uint32_t clause;	/* struct clause.id */
	uint32_t site;		/* index into image.sites */
	pid_t pid;		/* only in this process; 0: in all */
};

/* Clauses of RUN_ERROR are in the programs of what may fail, in none alone. */
enum run_when { RUN_BEGIN, RUN_END, RUN_ERROR, RUN_TICK };

/* A site of PROG_RUN. */
struct image_run {
	uint32_t site;
	enum run_when when;
	uint64_t interval_ns;	/* RUN_TICK */
};

/* The context of PROG_RUN programs: a raw tracepoint's. */
struct run_args {
	uint64_t args[10];
};

/*
 * A function of a program. One that is global is verified once, for whatever
 * arguments, and not again at each call.
 */
#define FUNCTION_ARGS 5
#define FUNCTION_CONTEXT UINT32_MAX
struct image_function {
	const char *name;
	uint32_t insn;		/* its first instruction */
	bool is_global;
	/* is_global: bytes of the memory that argument n points at, which may
	 * be NULL for all that the verifier knows; 0: a number;
	 * FUNCTION_CONTEXT: the program's context */
	uint32_t args[FUNCTION_ARGS];
	size_t nargs;
};

struct image_prog {
	const char *name;	/* at most 15 bytes */
	enum image_prog_kind kind;
	bool may_sleep;		/* it reads user memory */
	struct bpf_insn *insns;	/* map loads by index: see ebpf/asm.h */
	size_t ninsns;
	struct image_function *functions;	/* behind its own code, in
						 * their order there */
	size_t nfunctions;
	const char *tracepoint;	/* PROG_TRACEPOINT without a site: where */
	uint32_t *sites;	/* where to attach; the index is also the
				 * attach cookie of PROG_USER. One for other
				 * kinds but PROG_SYSCALL_... */
	size_t nsites;
	pid_t pid;		/* PROG_USER: only in this process; 0: all */
	enum run_when when;	/* PROG_RUN */
	uint64_t interval_ns;	/* RUN_TICK */
};

struct image {
	struct arena arena;
	VEC(struct image_map) maps;
	VEC(struct image_object) objects;
	VEC(struct image_site) sites;
	VEC(struct image_prog) progs;
	VEC(struct image_clause) clauses;
	VEC(struct image_agg) aggs;
	VEC(const char *) strings;
	bool names_user;	/* the consumer will name user addresses */
	bool copies_stacks;	/* it will unwind copies of stacks */
	bool is_temporal;	/* records carry timestamps */
	bool names_vtime, names_errno;	/* the program does */
};

void image_init(struct image *im);
void image_release(struct image *im);

/* The index of the map with that role, or -1. */
int image_find_map(const struct image *im, enum map_role role);

/*
 * A copy of the program's instructions, for the caller to free, with what the
 * backend calls each map in the place of its index.
 */
struct bpf_insn *image_prog_resolve(const struct image_prog *p,
				    const int32_t *maps);

/* Bytes of an aggregation's value on one CPU. */
uint32_t image_agg_value_size(enum agg_func func, const int64_t params[4]);

#endif
