/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sites FILE: the probe sites of an ELF file, as our readers see them.
 * sites -t FILE: its type notes.
 *
 * One line a site: provider, function, name, the semaphore's file offset, each
 * argument. Fails when a note was damaged, an argument cannot be read, or the
 * bytes at a site are not those of a probe.
 */
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "elf/sdt.h"
#include "elf/typenote.h"

static int failed;

static void print_operand(const struct operand *o)
{
	printf(" %s%d=", o->is_signed ? "s" : "u", o->size);
	if (o->kind == OPERAND_CONST)
		printf("%lld", (long long)o->value);
	else if (o->kind == OPERAND_REG)
		printf("%s", o->reg->name);
	else
		printf("[%s+%lld]", o->base ? o->base->name : "",
		       (long long)o->disp);
}

static void print_args(const struct arch *arch, const char *args)
{
	const char *start[64];
	size_t len[64], n = arch_split_args(args, start, len, 64);

	for (size_t i = 0; i < n; i++) {
		struct err e = ERR_INIT;
		struct operand o;

		if (arch->parse_operand(start[i], len[i], &o, &e)) {
			printf(" ?");
			fprintf(stderr, "%s\n", e.text);
			failed = 1;
		} else {
			print_operand(&o);
		}
	}
}

static void check_bytes(const struct arch *arch, struct elf_file *f,
			const struct sdt_site *s)
{
	struct err e = ERR_INIT;
	uint8_t bytes[4];
	const char *problem;

	if (elf_file_type(f) == 1)	/* ET_REL: not yet at its place */
		return;
	if (elf_file_read(f, s->offset, bytes, sizeof(bytes), &e))
		problem = e.text;
	else
		problem = arch->site_problem(bytes, sizeof(bytes), false);
	if (problem) {
		fprintf(stderr, "%s:%s: %s\n", s->provider, s->name, problem);
		failed = 1;
	}
}

static void print_sites(struct arena *a, struct elf_file *f)
{
	const struct arch *arch = arch_find(elf_file_machine(f));
	struct err e = ERR_INIT;
	struct sdt_sites sites;

	if (sdt_read(a, f, &sites, &e) || sites.damaged || !arch) {
		fprintf(stderr, "%s%zu damaged\n", e.text, sites.damaged);
		failed = 1;
		return;
	}
	for (size_t i = 0; i < sites.len; i++) {
		const struct sdt_site *s = &sites.items[i];

		printf("%s:%s:%s %#llx", s->provider, s->function, s->name,
		       (unsigned long long)s->semaphore_offset);
		print_args(arch, s->args);
		printf("\n");
		check_bytes(arch, f, s);
	}
}

static void print_types(struct arena *a, struct elf_file *f)
{
	struct err e = ERR_INIT;
	struct type_notes notes;

	if (type_notes_read(a, f, &notes, &e)) {
		fprintf(stderr, "%s\n", e.text);
		failed = 1;
		return;
	}
	for (size_t i = 0; i < notes.len; i++)
		fwrite(notes.items[i].text, 1, notes.items[i].len, stdout);
}

int main(int argc, char **argv)
{
	bool types = argc == 3 && !strcmp(argv[1], "-t");
	struct err e = ERR_INIT;
	struct elf_file *f;
	struct arena a;

	if (argc != 2 && !types) {
		fprintf(stderr, "usage: sites [-t] file\n");
		return 2;
	}
	if (elf_file_open(argv[argc - 1], &f, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	arena_init(&a);
	if (types)
		print_types(&a, f);
	else
		print_sites(&a, f);
	arena_release(&a);
	elf_file_free(f);
	return failed;
}
