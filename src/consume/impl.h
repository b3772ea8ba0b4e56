/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the consumer share. Text grows in a struct buf; only
 * consume.c writes to the streams.
 */
#ifndef CONSUME_IMPL_H
#define CONSUME_IMPL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "consume/consume.h"

/* ---- value.c: fields of a record or of a key ---------------------------- */

/* What fields are read from. */
struct view {
	const struct image *image;
	const struct consumer *consumer;
	const unsigned char *data;
	const struct record_header *header;	/* NULL: data is a key */
};

/* Bytes that the field takes in the data. */
uint32_t field_bytes(const struct image_field *f);
bool field_is_text(const struct image_field *f);
/* A FIELD_INT, extended to 64 bits as its type says; 0 for other kinds. */
int64_t field_int(const struct view *v, const struct image_field *f);
/* The same, always extended with zeros. */
uint64_t field_uint(const struct view *v, const struct image_field *f);
/* One whose bits are a float or a double. */
double field_double(const struct view *v, const struct image_field *f);
/* Append the text of a text field; of bytes, those before a NUL. */
void field_text(const struct view *v, const struct image_field *f,
		struct buf *out);
/* Append the provider, module, function or name of a site in a process. */
void probe_part(const struct image *im, uint32_t site, uint32_t pid,
		enum probe_part part, struct buf *out);

/* ---- shape.c: print() --------------------------------------------------- */

/* A field with a shape: its type and its value; no newline at the end. */
void shape_print(const struct view *v, const struct image_field *f,
		 struct buf *out);

/* ---- address.c: stacks and symbols -------------------------------------- */

bool field_is_stack(const struct image_field *f);
/* A newline, then a line for each frame. */
void stack_text(const struct view *v, const struct image_field *f,
		unsigned indent, struct buf *out);
/* A FIELD_SYMBOL or FIELD_USYMBOL. */
void symbol_text(const struct view *v, const struct image_field *f,
		 struct buf *out);
/* A number that is an address of that record's process, or of the kernel. */
void address_text(const struct view *v, uint64_t value, bool is_user,
		  struct buf *out);

/* ---- stack.c: stacks that were unwound from copies ---------------------- */

/* By thread; they are used at once, so a few are enough. */
#define STACK_SLOTS 64

struct unwound {
	uint32_t thread;	/* 0: none */
	size_t n;
	uint64_t *addresses;
};

/* A RECORD_STACK with its length. */
int unwound_add(struct consumer *c, const struct record_header *h,
		const void *record, size_t len);
/* The stack of that thread that begins with that address, or NULL. */
const struct unwound *unwound_find(const struct consumer *c, uint32_t thread,
				   uint64_t first);
/* The stack that the thread of a clause's record left, to be kept; or NULL. */
struct unwound *unwound_keep(const struct consumer *c,
			     const struct record_header *h,
			     const unsigned char *record);
/* As if it came now; *kept is gone then. */
void unwound_restore(struct consumer *c, struct unwound **kept);
void unwound_drop(struct unwound *kept);
void unwound_release(struct consumer *c);

/* ---- frames.c: stacks of interpreters ----------------------------------- */

struct frames;

/* A RECORD_CODE or RECORD_FRAMES with its length, which is not trusted. */
int frames_take(struct consumer *c, const struct record_header *h,
		const void *record, size_t len);
/* NULL: the process has none with that id. */
const struct frames *frames_find(const struct consumer *c, uint32_t pid,
				 uint64_t id);
/*
 * Show a line for each of those that one native frame runs, from number from
 * on: gives the number behind the last. f may be NULL.
 */
size_t frames_show(const struct frames *f, size_t from, unsigned indent,
		   struct buf *out);
bool frames_done(const struct frames *f, size_t from);
void frames_release(struct consumer *c);

/* ---- datum.c: values without a format ----------------------------------- */

/* As trace() shows it: in a column, or bare when quiet. */
void datum_trace(const struct view *v, const struct image_field *f,
		 const struct consume_options *o, struct buf *out);
/* As hexadecimal numbers and characters. */
void datum_dump(const struct view *v, const struct image_field *bytes,
		struct buf *out);
/* As a key of an aggregation. */
void datum_key(const struct view *v, const struct image_field *f,
	       const struct consume_options *o, struct buf *out);

/* ---- value of an aggregation: value.c's counterpart, aggvalue.c --------- */

/* Add the values of one CPU to those of others. */
void agg_merge(const struct image_agg *a, uint64_t *to, const uint64_t *from);
bool agg_is_histogram(const struct image_agg *a);
/* What is shown of one that is no histogram. */
int64_t agg_scalar(const struct image_agg *a, const uint64_t *value,
		   uint64_t normal);
bool agg_scalar_is_signed(const struct image_agg *a);
/* Order of values: negative, 0, positive. */
int agg_compare(const struct image_agg *a, const uint64_t *x,
		const uint64_t *y);
void agg_print_value(const struct image_agg *a, const uint64_t *value,
		     uint64_t normal, bool zoom, struct buf *out);

/* ---- histogram.c -------------------------------------------------------- */

#define BAR_TITLE "------------- Distribution -------------"

/* What the bars of one picture have in common. */
struct bars {
	bool zoom;		/* the greatest count fills the width; else
				 * all of them together do */
	bool positive, negative;	/* there are such counts */
	long double whole;	/* what fills the width */
};

/* First for each count, then to draw each, without a newline. */
void bars_count(struct bars *b, int64_t count);
void bars_print(const struct bars *b, int64_t count, struct buf *out);

void histogram_print(const struct image_agg *a, const uint64_t *buckets,
		     uint64_t normal, bool zoom, struct buf *out);
/* The sum of what was counted, each value taken as its bucket's. */
long double histogram_total(const struct image_agg *a,
			    const uint64_t *buckets);

/* ---- table.c: rows of one aggregation, or of several with equal keys ---- */

struct key_part {
	int64_t number;		/* FIELD_INT */
	const char *text;	/* other kinds; not NUL-terminated */
	size_t len;
};

/* One key of one map. */
struct table_entry {
	size_t column;
	unsigned char *key;	/* as in the map */
	struct key_part *parts;	/* one for each key field */
	uint64_t *value;	/* CPUs added up */
	uint64_t normal;
};

/* What shows as one key. */
struct table_row {
	size_t first, n;	/* its entries */
	const uint64_t **values;	/* by column; zeros where none */
	uint64_t *normals;		/* by column */
};

struct table {
	const struct image *image;
	const struct consumer *consumer;
	unsigned keypos;		/* which key is compared first */
	const struct image_agg **aggs;	/* one a column */
	size_t naggs;
	VEC(struct table_entry) entries;
	VEC(struct table_row) rows;	/* as they are to be shown */
	struct arena arena;
};

/*
 * Read the maps of aggs[0 .. naggs), merge and sort as the options want it, or
 * least value first when order is NULL.
 */
int table_load(struct table *t, struct consumer *c, const int *aggs,
	       size_t naggs, const struct consume_options *order);
void table_release(struct table *t);
/* The key of a row, for printing; its fields are aggs[column]->keys. */
struct view table_key(const struct table *t, const struct table_row *row,
		      const struct image_agg **agg);

/* ---- aggform.c: tables of one aggregation as pictures ------------------- */

/* A bar for each key; not for histograms. */
void aggform_bars(struct table *t, bool zoom, struct buf *out);
/* A line for each key's histogram. */
void aggform_pack(struct table *t, bool zoom, struct buf *out);

/* ---- format.c: printf() and printa() ------------------------------------ */

/* What the conversions of a format consume, in order. */
struct format_args {
	const struct view *view;
	const struct image_field *fields;
	size_t nfields;
	/* %@: */
	const struct image_agg *const *aggs;
	const uint64_t *const *values;
	const uint64_t *normals;
	size_t naggs;
	bool zoom;
};

void format_print(const char *format, const struct format_args *args,
		  struct buf *out);

/* A copy of a record that waits to be shown. */
struct held {
	uint64_t timestamp;
	uint64_t number;	/* in the order in which they came */
	size_t len;
	void *record;		/* whole: its length was checked */
};

/* ---- flow.c: -F --------------------------------------------------------- */

struct flow_cpu {
	unsigned indent;
	uint32_t site, clause;	/* that fired last */
	bool any;		/* something has */
};

struct flow {
	VEC(struct flow_cpu) cpus;
	struct held waiting;	/* a return probe's record */
	bool goes_on;		/* the one shown is followed by another of the
				 * same firing */
};

/* The line's beginning for a record; changes the CPU's indent. */
void flow_print(struct flow *f, const struct image *im,
		const struct record_header *h, struct buf *out);
/*
 * Show a record, or keep it until the next one tells whether it is the last of
 * its firing: that one takes the indent back.
 */
int flow_show(struct consumer *c, const struct held *r);
/* Show the one that was kept; next NULL: nothing follows for now. */
int flow_settle(struct consumer *c, const struct record_header *next);

/* ---- jsonvalue.c: values as JSON ---------------------------------------- */

/* A comma, unless what comes is the first of an object, array or line. */
void json_separate(struct buf *out);
void json_field(const struct view *v, const struct image_field *f,
		struct buf *out);
/* An array. */
void json_fields(const struct view *v, const struct image_field *fields,
		 size_t n, struct buf *out);
void json_value(const struct image_agg *a, const uint64_t *value,
		uint64_t normal, struct buf *out);

/* ---- json.c: lines of JSON ---------------------------------------------- */

void json_record_begin(struct consumer *c, const struct record_header *h,
		       struct buf *out);
/* When quiet, a record without output leaves nothing. */
void json_record_end(struct consumer *c, struct buf *out);
/* An action's object; the caller closes it. */
void json_action_begin(const char *name, struct buf *out);
void json_trace(const char *action, const struct view *v,
		const struct image_field *f, struct buf *out);
void json_printf(const char *format, const struct format_args *args,
		 struct buf *out);
/* what: whether it is an "action", or the "type" of a line */
/* An action that says no more than its name; or one text as well. */
void json_action(const char *name, struct buf *out);
void json_act(const char *name, const char *member, const struct buf *text,
	      struct buf *out);
void json_exit(const char *what, int status, struct buf *out);
/* Members of an object that has others already. */
void json_table(const struct table *t, struct buf *out);
void json_error(struct consumer *c, const struct record_header *h,
		const struct record_error *r, const char *fault,
		struct buf *out);
void json_drops(const char *what, uint64_t n, struct buf *out);
/* What else is to be said: a text without its newline. */
void json_message(const char *text, size_t n, struct buf *out);

/* ---- speculation.c: records that wait for commit() ---------------------- */

struct speculated {
	uint64_t mark;
	unsigned char *record;
	struct unwound *stack;	/* that its thread had left, or NULL */
};

/* The number of a speculation: what was recorded in its generations. */
struct speculation {
	uint32_t number;
	uint64_t ended;		/* mark of the last generation that did */
	VEC(struct speculated) records;
};

/* The mark of the speculation that the record belongs to, or 0. */
uint64_t speculation_of(const struct consumer *c,
			const struct record_header *h, const void *record);
void speculation_hold(struct consumer *c, uint64_t mark,
		      const struct record_header *h, const void *record);
/* A RECORD_COMMIT or RECORD_DISCARD with its length. */
int speculation_end(struct consumer *c, const struct record_header *h,
		    const void *record);
void speculations_release(struct consumer *c);

/* ---- held.c: records that wait ------------------------------------------ */

/* More bytes than that do not wait. */
#define HELD_MAX (64 << 20)

/* Without time and number. */
struct held held_copy(const void *record, size_t len);
void held_add(struct consumer *c, const struct record_header *h,
	      const void *record, size_t len);
/* Show those up to that time, oldest first. */
int held_show(struct consumer *c, uint64_t until);
void held_release(struct consumer *c);

/* ---- normal.c: normalize() ---------------------------------------------- */

struct agg_state;

/* The values of all keys that are there now are divided by that. */
int normal_set(struct consumer *c, int agg, uint64_t by);
/* denormalize() */
void normal_forget(struct agg_state *s);
/* What to divide by; size is the key's. */
uint64_t normal_of(const struct agg_state *s, const void *key, size_t size);
/* The key was deleted. */
void normal_remove(struct agg_state *s, const void *key, size_t size);

/* ---- own.c: aggregations, in maps and the consumer's own ---------------- */

/* Keys and values that the consumer adds up; zeroed: none. */
struct own_values {
	unsigned char *entries;
	size_t n;
	uint32_t *slots;	/* number of the entry + 1, or 0 */
	size_t nslots;		/* a power of two, more than twice n; or 0 */
};

/* A RECORD_AGG with its length. */
int own_add(struct consumer *c, const struct record_header *h,
	    const unsigned char *record, size_t len);
void own_release(struct own_values *o);
/* As the functions of struct consume_source, for all that there is. */
int aggs_snapshot(struct consumer *c, const struct image_agg *a,
		  int (*row)(void *arg, const void *key, const void *values,
			     unsigned ncpus), void *arg);
int aggs_clear(struct consumer *c, const struct image_agg *a);
int aggs_trunc(struct consumer *c, const struct image_agg *a, const void *keys,
	       size_t nkeys);

/* ---- aggregate.c: actions on aggregations ------------------------------- */

struct agg_state {
	uint64_t normal;	/* what normalize() divides by ... */
	unsigned char *keys;	/* ... the values of these keys, sorted */
	size_t nkeys;
	bool printed;		/* by a printa() */
	struct own_values own;
};

int aggregate_printa(struct consumer *c, const struct image_action *a,
		     struct buf *out);
/* All rows without a format, or a line of JSON; marks nothing. */
int aggregate_show(struct consumer *c, int agg, struct buf *out);
int aggregate_clear(struct consumer *c, int agg);
int aggregate_trunc(struct consumer *c, int agg, bool all, int64_t keep);

/* ---- act.c: actions that change something else -------------------------- */

/* ACTION_SYSTEM, ACTION_FREOPEN */
int act_format(struct consumer *c, const struct image_action *a,
	       const struct format_args *args, struct buf *out);
int act_truncate(struct consumer *c, struct buf *out);
int act_copyout(struct consumer *c, const struct image_action *a,
		const struct view *v, struct buf *out);
int act_set_option(struct consumer *c, const struct image_action *a,
		   struct buf *out);
/* A message about the program: a text without its newline. */
int consumer_complain(struct consumer *c, const char *text);

/* ---- consume.c ---------------------------------------------------------- */

/* The number by which dtrace -l shows what fired. */
uint32_t consumer_probe_id(const struct consumer *c,
			   const struct record_header *h);
/* Show a record whose length was checked, when it is its turn. */
int consumer_next(struct consumer *c, const struct held *r);
/* Show it now. */
int consumer_show(struct consumer *c, const struct held *r);
int consumer_write(struct consumer *c, FILE *to, const struct buf *text);
/* A message comes after the output that it is about. */
int consumer_message(struct consumer *c, const struct buf *text);

/* ---- record.c: a clause's record, with its length ----------------------- */

int record_data(struct consumer *c, const struct record_header *h,
		const unsigned char *data);

/* ---- report.c: faults and drops ----------------------------------------- */

int report_error(struct consumer *c, const struct record_header *h,
		 const unsigned char *data);

struct consumer {
	const struct image *image;
	struct consume_options options;
	struct consume_source source;
	struct agg_state *aggs;		/* by index into image.aggs */
	struct flow flow;
	struct unwound unwound[STACK_SLOTS];
	struct strmap codes;		/* "pid:address" to struct code */
	struct strmap frames;		/* "pid:id" to struct frames */
	VEC(struct held) held;
	VEC(struct speculation) speculations;
	uint64_t nheld;			/* ever */
	size_t held_bytes;
	size_t oldest;			/* records of held forgotten again */
	bool full;			/* options.keep is, of the oldest */
	bool at_end;			/* nothing is kept any more */
	uint64_t own_drops;		/* keys without room in own_values */
	struct image_state reported;	/* drops told already */
	struct buf text;		/* of the record being consumed */
	bool has_heading;		/* it was written */
	bool exited;
	int status;
	struct err error;
};

#endif
