/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as records, as keys and as values of aggregations, to a consumer
 * that knows a program with every kind of field and action. Records come from
 * memory that others may write, so nothing in them is trusted.
 *
 * Input: a byte of options, then records, each with its length in 2 bytes;
 * what is left at the end is what the maps hold.
 */
#include "machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] =
	"BEGIN, user {\n"
	"	printf(\"%d %*x [%-10s] %S %Y %c %p %A %a\\n\", arg0, arg1, 5,\n"
	"		execname, probename, timestamp, 'a', arg0, arg1, arg2);\n"
	"	trace(pid); trace(execname); trace(probefunc); trace((char)1);\n"
	"	@c = count(); @s[execname] = sum(arg0); @q[pid] = quantize(arg0);\n"
	"	@l[probename, arg1] = lquantize(arg0, 0, 100, 10);\n"
	"	@m[usym(arg0)] = min(arg0); @x[ustack(3)] = max(arg0);\n"
	"	@a[sym(arg0), mod(arg0)] = avg(arg0);\n"
	"}\n"
	"BEGIN, user /arg0/ {\n"
	"	if (arg1) { ustack(4); stack(4); } else { usym(arg0); }\n"
	"	tracemem(copyin(arg0, 40), 40, arg1); ufunc(arg1); uaddr(arg1);\n"
	"}\n"
	"user {\n"
	"	printa(@c); printa(\"%d %@d\\n\", @q); printa(@l); trunc(@s, 2);\n"
	"	normalize(@a, arg0); denormalize(@a); clear(@m); printa(@x);\n"
	"	printa(\"%s %@d %@d\\n\", @s, @s); exit(arg1);\n"
	"}\n";

struct input {
	const uint8_t *at;
	size_t left;
};

static size_t take(struct input *in, void *to, size_t n)
{
	if (n > in->left)
		n = in->left;
	if (n)
		memcpy(to, in->at, n);
	in->at += n;
	in->left -= n;
	return n;
}

/* A record lies in memory of exactly its size, so that reads behind it show. */
static void record(struct machine *m, struct input *in)
{
	uint16_t len = 0;
	char *copy;

	take(in, &len, sizeof(len));
	if (len > in->left)
		len = (uint16_t)in->left;
	copy = malloc(len ? len : 1);
	if (!copy)
		BUG("no memory");
	take(in, copy, len);
	consumer_record(m->consumer, copy, len);
	free(copy);
}

static void fill(struct machine *m, const struct image_agg *agg,
		 struct input *in)
{
	struct vmap *map = ebpf_vm_map(m->vm, (size_t)agg->map);
	char *key = xcalloc(1, agg->key_size + 1);
	char *value = xcalloc(1, agg->value_size);

	take(in, key, agg->key_size);
	take(in, value, agg->value_size);
	vmap_update(map, key, value, BPF_ANY, in->left % vmap_copies(map));
	free(key);
	free(value);
}

static void fill_maps(struct machine *m, struct input *in)
{
	for (size_t i = 0; i < m->image.aggs.len && in->left; i++)
		fill(m, &m->image.aggs.items[i], in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t how = 0;
	struct machine m;

	take(&in, &how, 1);
	if (!machine_compile(&m, text, sizeof(text) - 1))
		BUG("%s", m.diags.items[0].text);
	machine_load(&m);
	/* the maps get what stands at the end */
	if (size > 64) {
		struct input end = { data + size / 2, size - size / 2 };

		fill_maps(&m, &end);
	}
	m.image.is_temporal = how & 1;
	machine_consume(&m, (struct consume_options){
		.quiet = how & 2, .flowindent = how & 4, .json = how & 8,
		.raw_bytes = how & 16, .aggsortkey = how & 32,
		.aggsortrev = how & 64, .stackindent = 3 });
	while (in.left > 2)
		record(&m, &in);
	consumer_flush(m.consumer, UINT64_MAX);
	consumer_aggregations(m.consumer);
	machine_release(&m);
	return 0;
}
