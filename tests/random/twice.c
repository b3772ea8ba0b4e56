/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twice FILE.d...: runs each D program in the kernel and in the interpreter.
 *
 * Both must print the same, and what FILE.want says if it exists. Probes are
 * BEGIN, END and this process's own twice$target:::fire, which fires three
 * times, with arguments in the registers of fire(). A program that begins with
 * the line "// load" is only compiled and loaded, so it may name any probe.
 *
 * One line a program on standard output, the file's name behind the verdict:
 *	ok		all agree
 *	refused		our compiler refuses it; the message follows
 *	verifier	the kernel refuses what our compiler made of it
 *	differs		FILE.kernel and FILE.interpreter are not the same
 *	wrong		both print FILE.kernel, which is not FILE.want
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "backend/backend.h"
#include "base/bug.h"
#include "base/file.h"
#include "cmd/compile.h"
#include "consume/consume.h"
#include "ebpf/interp.h"

#define FIRES 3

/* ---- a program, compiled ------------------------------------------------ */

struct twice {
	struct options options;
	struct compilation c;
	struct kernel_features features;
	bool only_load;
	/* while one machine runs it */
	struct backend *kernel;		/* or NULL: the interpreter */
	struct ebpf_vm *vm;
	uint64_t regs[32];		/* the kernel's struct pt_regs */
	uint64_t cookie;
	struct consumer *consumer;
	struct err err;
};

static bool compile(struct twice *t, char *file)
{
	char *argv[] = { (char *)"dtrace", (char *)"-qw", (char *)"-s", file,
			 NULL };
	struct probe_options po = { 0 };
	pid_t self = getpid();
	struct buf text = BUF_INIT;
	int ret;

	po.pids = &self;
	po.npids = 1;
	if (options_parse(&t->options, 4, argv, &t->err))
		BUG("%s", t->err.text);
	compilation_init(&t->c);
	t->c.probes = probe_set_new(&po);
	ret = compile_parse(&t->c, &t->options, self, &t->err);
	if (!ret)
		ret = compile_image(&t->c, &t->options, t->features.sleepable,
				    &t->err);
	if (ret) {
		diags_print(&t->c.diags, true, &text);
		printf("refused %s\n%s%s\n", file, t->err.text, buf_str(&text));
	}
	buf_release(&text);
	return !ret;
}

/* ---- the interpreter's world: this process ------------------------------ */

static uint64_t self_time(void *data)
{
	struct timespec ts;

	(void)data;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static uint64_t self_ids(void *data)
{
	(void)data;
	return (uint64_t)getpid() << 32 | (uint64_t)getpid();
}

static uint64_t self_user(void *data)
{
	(void)data;
	return (uint64_t)getgid() << 32 | getuid();
}

static void self_comm(void *data, char comm[EBPF_COMM_SIZE])
{
	(void)data;
	prctl(PR_GET_NAME, comm);
}

static uint32_t self_cpu(void *data)
{
	(void)data;
	return 0;
}

static uint64_t self_cookie(void *data)
{
	return ((struct twice *)data)->cookie;
}

static size_t self_read(void *data, uint64_t address, void *to, size_t size)
{
	struct iovec local = { to, size };
	struct iovec remote = { (void *)(uintptr_t)address, size };
	ssize_t n = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	(void)data;
	return n < 0 ? 0 : (size_t)n;
}

static int make_vm(struct twice *t)
{
	const struct ebpf_env env = {
		.data = t, .time_ns = self_time, .pid_tgid = self_ids,
		.uid_gid = self_user, .comm = self_comm, .cpu = self_cpu,
		.random = self_cpu, .cookie = self_cookie,
		.read_user = self_read,
	};
	int ret = 0;

	t->vm = ebpf_vm_new(&env, 2);
	for (size_t i = 0; !ret && i < t->c.image.maps.len; i++) {
		const struct image_map *m = &t->c.image.maps.items[i];
		struct vmap_spec spec = { m->type, m->key_size, m->value_size,
					  m->max_entries, m->flags };

		ret = ebpf_vm_add_map(t->vm, &spec, &t->err);
		for (uint32_t k = 0; !ret && m->initial && k < m->max_entries;
		     k++)
			vmap_update(ebpf_vm_map(t->vm, i), &k,
				    (const char *)m->initial +
				    k * m->value_size, BPF_ANY, 0);
	}
	return ret;
}

static struct vmap *vm_map_of(struct twice *t, enum map_role role)
{
	return ebpf_vm_map(t->vm,
			   (size_t)image_find_map(&t->c.image, role));
}

static int vm_snapshot(struct twice *t, const struct image_agg *agg,
		       backend_row_fn *row, void *arg)
{
	struct vmap *m = ebpf_vm_map(t->vm, (size_t)agg->map);
	char *values = xcalloc(vmap_copies(m), agg->value_size);
	int ret = 0;

	for (size_t slot = 0; !ret && slot < vmap_slots(m); slot++) {
		const void *key = vmap_key(m, slot);

		for (unsigned n = 0; key && n < vmap_copies(m); n++)
			memcpy(values + n * agg->value_size,
			       vmap_value(m, slot, n), agg->value_size);
		if (key)
			ret = row(arg, key, values, vmap_copies(m));
	}
	free(values);
	return ret;
}

/* ---- what the consumer asks of either ----------------------------------- */

static int snapshot(void *data, const struct image_agg *agg,
		    backend_row_fn *row, void *arg, struct err *e)
{
	struct twice *t = data;

	return t->kernel ? t->kernel->ops->snapshot(t->kernel, agg, row, arg, e)
			 : vm_snapshot(t, agg, row, arg);
}

static int clear(void *data, const struct image_agg *agg, struct err *e)
{
	struct twice *t = data;
	struct vmap *m;

	if (t->kernel)
		return t->kernel->ops->clear(t->kernel, agg, e);
	m = ebpf_vm_map(t->vm, (size_t)agg->map);
	for (size_t slot = 0; slot < vmap_slots(m); slot++)
		for (unsigned n = 0; vmap_key(m, slot) && n < vmap_copies(m);
		     n++)
			memset(vmap_value(m, slot, n), 0, agg->value_size);
	return 0;
}

static int trunc_keys(void *data, const struct image_agg *agg,
		      const void *keys, size_t nkeys, struct err *e)
{
	struct twice *t = data;
	struct vmap *m;

	if (t->kernel)
		return t->kernel->ops->trunc(t->kernel, agg, keys, nkeys, e);
	m = ebpf_vm_map(t->vm, (size_t)agg->map);
	if (!keys)
		vmap_delete_all(m);
	for (size_t i = 0; keys && i < nkeys; i++)
		vmap_delete(m, (const char *)keys + i * agg->key_size);
	return 0;
}

/* ---- one run ------------------------------------------------------------ */

static int on_record(void *data, const void *record, size_t len)
{
	struct twice *t = data;
	int ret = consumer_record(t->consumer, record, len);

	if (ret)
		t->err = *consumer_error(t->consumer);
	return ret;
}

static int drain(struct twice *t)
{
	struct image_state state = { 0 };
	int ret;

	if (t->kernel) {
		ret = t->kernel->ops->drain(t->kernel, on_record, t, &t->err);
		if (ret >= 0)
			ret = t->kernel->ops->state(t->kernel, &state,
						    &t->err);
	} else {
		ret = (int)vmap_ring_drain(vm_map_of(t, MAP_RING), on_record,
					   t);
		memcpy(&state, vmap_value(vm_map_of(t, MAP_STATE), 0, 0),
		       sizeof(state));
	}
	return ret < 0 ? ret : consumer_drops(t->consumer, &state);
}

static int vm_run(struct twice *t, const struct image_prog *p, const void *ctx,
		  size_t size)
{
	uint64_t result;

	return ebpf_vm_run(t->vm, p->insns, p->ninsns, ctx, size, &result,
			   &t->err);
}

static int run_when(struct twice *t, enum run_when when)
{
	const struct run_args none = { 0 };
	int ret = 0;

	for (size_t i = 0; !ret && i < t->c.image.progs.len; i++) {
		const struct image_prog *p = &t->c.image.progs.items[i];

		if (p->kind != PROG_RUN || p->when != when)
			continue;
		ret = t->kernel ? t->kernel->ops->run(t->kernel, i, &none,
						      &t->err)
				: vm_run(t, p, &none, sizeof(none));
	}
	return ret ? ret : drain(t);
}

/* Where a probe's arguments are when fire() is called: pt_regs of x86-64. */
enum { REG_R9 = 8, REG_R8 = 9, REG_CX = 11, REG_DX = 12, REG_SI = 13,
       REG_DI = 14 };

/* twice:::fire(uint64_t, char *, int, unsigned char, short, long) */
__attribute__((noinline))
static void fire(uint64_t a, const char *b, long c, long d, long e, long f)
{
#ifdef __x86_64__
	register uint64_t r8 __asm__("r8") = (uint64_t)e;
	register uint64_t r9 __asm__("r9") = (uint64_t)f;

	__asm__ volatile(
		"990: nop\n"
		".pushsection .note.stapsdt,\"\",@note\n"
		".balign 4\n.4byte 992f-991f,994f-993f,3\n"
		"991: .asciz \"stapsdt\"\n992: .balign 4\n"
		"993: .8byte 990b,0,0\n"
		".asciz \"twice\"\n.asciz \"fire\"\n"
		".asciz \"8@%%rdi 8@%%rsi -4@%%edx 1@%%cl -2@%%r8w -8@%%r9\"\n"
		"994: .balign 4\n.popsection\n"
		: : "D"(a), "S"(b), "d"(c), "c"(d), "r"(r8), "r"(r9));
#endif
}

static const struct { uint64_t a; const char *b; long c, d, e, f; }
fires[FIRES] = {
	{ 1, "first", -1, 255, -32768, 0 },
	{ 0xffffffffffffffff, "", 0x7fffffff, 0x1ff, 0x12345, -5 },
	{ 0x8000000000000000, "third/time.x", 7, 0, 7, 1000000007 },
};

static int fire_here(struct twice *t, int n)
{
	int ret = 0;

	t->regs[REG_DI] = fires[n].a;
	t->regs[REG_SI] = (uint64_t)(uintptr_t)fires[n].b;
	t->regs[REG_DX] = (uint64_t)fires[n].c;
	t->regs[REG_CX] = (uint64_t)fires[n].d;
	t->regs[REG_R8] = (uint64_t)fires[n].e;
	t->regs[REG_R9] = (uint64_t)fires[n].f;
	t->cookie = 0;
	for (size_t i = 0; !ret && i < t->c.image.progs.len; i++)
		if (t->c.image.progs.items[i].kind == PROG_USER)
			ret = vm_run(t, &t->c.image.progs.items[i], t->regs,
				     sizeof(t->regs));
	return ret;
}

static bool has_user(const struct twice *t)
{
	for (size_t i = 0; i < t->c.image.progs.len; i++)
		if (t->c.image.progs.items[i].kind == PROG_USER)
			return true;
	return false;
}

static int fire_all(struct twice *t)
{
	int ret = 0;

	if (!has_user(t))
		return 0;
	if (t->kernel)
		ret = t->kernel->ops->attach(t->kernel, &t->err);
	for (int n = 0; !ret && n < FIRES; n++) {
		if (t->kernel)
			fire(fires[n].a, fires[n].b, fires[n].c, fires[n].d,
			     fires[n].e, fires[n].f);
		else
			ret = fire_here(t, n);
	}
	if (t->kernel)
		t->kernel->ops->detach(t->kernel);
	return ret ? ret : drain(t);
}

static int run(struct twice *t, FILE *out, FILE *messages)
{
	const struct consume_source source = {
		.data = t, .snapshot = snapshot, .clear = clear,
		.trunc = trunc_keys,
	};
	const struct consume_options options = {
		.quiet = true, .stackindent = 14, .out = out,
		.err = messages,
	};
	int ret;

	t->consumer = consumer_new(&t->c.image, &options, &source);
	ret = run_when(t, RUN_BEGIN);
	if (!ret)
		ret = fire_all(t);
	if (!ret)
		ret = run_when(t, RUN_END);
	if (!ret)
		ret = consumer_aggregations(t->consumer);
	consumer_free(t->consumer);
	if (ret)
		fprintf(out, "the run ended with %d: %s\n", ret, t->err.text);
	return ret;
}

/* ---- both, and the verdict ---------------------------------------------- */

/* What one machine printed. */
struct output {
	char *text, *messages;
	size_t text_size, messages_size;
	FILE *out, *err;
};

static void output_open(struct output *o)
{
	o->out = open_memstream(&o->text, &o->text_size);
	o->err = open_memstream(&o->messages, &o->messages_size);
}

/* Bad addresses are not the same in both machines. */
static void forget_addresses(char *s)
{
	char *to = s;

	while (*s) {
		if (!strncmp(s, "(0x", 3))
			s += strcspn(s, ")");
		*to++ = *s++;
	}
	*to = '\0';
}

static void output_close(struct output *o)
{
	fclose(o->out);
	fclose(o->err);
	forget_addresses(o->messages);
}

static void output_release(struct output *o)
{
	free(o->text);
	free(o->messages);
}

static bool run_kernel(struct twice *t, const char *file, struct output *o)
{
	bool ok;

	t->kernel = kernel_backend_new(&t->c.image, &t->features);
	ok = !t->kernel->ops->load(t->kernel, &t->err);
	if (!ok)
		printf("verifier %s\n%s\n%s\n", file, t->err.text,
		       kernel_backend_log(t->kernel));
	else if (!t->only_load)
		run(t, o->out, o->err);
	t->kernel->ops->free(t->kernel);
	t->kernel = NULL;
	return ok;
}

static void run_interpreter(struct twice *t, struct output *o)
{
	if (make_vm(t))
		fprintf(o->out, "no maps: %s\n", t->err.text);
	else
		run(t, o->out, o->err);
	ebpf_vm_free(t->vm);
}

static void keep(const char *file, const char *what, const struct output *o)
{
	char *name;
	FILE *f;

	if (asprintf(&name, "%s.%s", file, what) < 0)
		BUG("no memory");
	f = fopen(name, "we");
	if (!f || fputs(o->text, f) < 0 || fputs(o->messages, f) < 0 ||
	    fclose(f))
		BUG("cannot write %s: %s", name, strerror(errno));
	free(name);
}

/* What FILE.want holds; the caller frees. NULL: there is none. */
static char *wanted(const char *file)
{
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	char *name;

	if (asprintf(&name, "%s.want", file) < 0)
		BUG("no memory");
	if (access(name, R_OK) == 0 && file_read(name, 1 << 20, &text, &e))
		BUG("%s", e.text);
	else if (access(name, R_OK) == 0)
		buf_add_char(&text, '\0');
	free(name);
	return text.len ? buf_detach(&text) : NULL;
}

static void judge(const char *file, const struct output *kernel,
		  const struct output *interpreter)
{
	char *want = wanted(file);
	const char *verdict = "ok";

	if (strcmp(kernel->text, interpreter->text) ||
	    strcmp(kernel->messages, interpreter->messages))
		verdict = "differs";
	else if (want && strcmp(kernel->text, want))
		verdict = "wrong";
	if (strcmp(verdict, "ok")) {
		keep(file, "kernel", kernel);
		keep(file, "interpreter", interpreter);
	}
	printf("%s %s\n", verdict, file);
	free(want);
}

static void run_both(struct twice *t, const char *file)
{
	struct output o[2] = { 0 };
	bool loaded;

	output_open(&o[0]);
	output_open(&o[1]);
	loaded = run_kernel(t, file, &o[0]);
	if (loaded && !t->only_load)
		run_interpreter(t, &o[1]);
	output_close(&o[0]);
	output_close(&o[1]);
	if (loaded)
		judge(file, &o[0], &o[1]);
	output_release(&o[0]);
	output_release(&o[1]);
}

static bool says_load(const char *file)
{
	char line[16] = "";
	FILE *f = fopen(file, "re");
	bool yes = f && fgets(line, sizeof(line), f) &&
		!strcmp(line, "// load\n");

	if (f)
		fclose(f);
	return yes;
}

int main(int argc, char **argv)
{
	struct kernel_features features;

	kernel_features(&features);
	if (!features.bpf) {
		fprintf(stderr, "twice: %s\n", features.why);
		return 1;
	}
	for (int i = 1; i < argc; i++) {
		struct twice t = { .features = features,
				   .only_load = says_load(argv[i]) };

		if (compile(&t, argv[i]))
			run_both(&t, argv[i]);
		compilation_release(&t.c);
		options_release(&t.options);
		fflush(stdout);
	}
	return 0;
}
