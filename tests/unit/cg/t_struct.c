/* SPDX-License-Identifier: BSD-2-Clause */
/* Structs, unions and arrays in variables, and what translators make. */
#include "world.h"

static const char types[] =
	"struct p { int x; short y; char tag[6]; };"
	"struct bits { unsigned low : 3; int high : 5; _Bool on; };"
	"union w { uint64_t all; uint8_t byte[8]; };"
	"struct out { int sum; char tag[6]; };"
	"translator struct out < struct p *P > { sum = P->x + P->y; tag = P->tag; };"
	"struct p g; self struct p s; this struct p t; this struct bits b;"
	"this union w u; int list[4]; ";

/* The values that the clause traces, each an integer. */
static void check(const char *clause, size_t n, const int64_t *want)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s x { %s }", types, clause);
	world_start(&w);
	world_site(&w, "only", NULL, 0);
	world_compile(&w, buf_str(&text), &b, 1);
	world_load(&w);
	world_fire(&w, 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(world_field(&w, i, 0), want[i]);
	world_end(&w);
	buf_release(&text);
}

#define CHECK(clause, ...) \
	check(clause, sizeof((int64_t[]){ __VA_ARGS__ }) / 8, \
	      (int64_t[]){ __VA_ARGS__ })

static void members_in_every_scope(void **state)
{
	(void)state;
	CHECK("g.x = 5; g.y = -2; trace(g.x); trace((long)g.y);", 5, -2);
	CHECK("self->s.x = 5; trace(self->s.x++); trace(self->s.x);", 5, 6);
	CHECK("this->t.y = 70000; trace(this->t.y);", 70000 - 65536);
	CHECK("a[1] = g; a[1].x = 3; trace(a[1].x); trace(a[2].x);"
	      "a[1] = 0; trace(a[1].x);", 3, 0, 0);
}

static void copies_are_independent(void **state)
{
	(void)state;
	CHECK("g.x = 1; this->t = g; g.x = 2; self->s = this->t;"
	      "trace(self->s.x); trace((g.x == 2 ? g : this->t).x);", 1, 2);
	CHECK("g.tag = \"ab\"; c = g; trace(c.tag[1]); trace(c.tag[2]);",
	      'b', 0);
	CHECK("g.x = 4; this->p = (struct p *)alloca(sizeof(struct p));"
	      "*this->p = g; this->p->x += 3; trace(this->p->x); trace(g.x);"
	      "g = *this->p; trace(g.x);", 7, 4, 7);
}

static void bits_unions_and_arrays(void **state)
{
	(void)state;
	CHECK("this->b.low = 9; this->b.high = -3; this->b.on = 256;"
	      "trace(this->b.low); trace((long)--this->b.high); trace(this->b.on);",
	      1, -4, 1);
	CHECK("this->u.all = 0x0102030405060708; this->i = 2;"
	      "trace(this->u.byte[0]); trace(this->u.byte[this->i]);", 8, 6);
	CHECK("list[1] = 3; list[list[1]] = 4; trace(list[3]); trace(list[0]);",
	      4, 0);
}

static void translators_make_structs(void **state)
{
	(void)state;
	CHECK("this->p = (struct p *)alloca(sizeof(struct p));"
	      "this->p->x = 3; this->p->y = 4; this->p->tag = \"q\";"
	      "this->o = xlate <struct out> (this->p); trace(this->o.sum);"
	      "trace(this->o.tag[0]); trace(xlate <struct out *> (this->p)->sum);",
	      7, 'q', 7);
}

static void an_index_outside_is_a_fault(void **state)
{
	struct world w;
	struct image_binding b = { 0, 0, 0 };

	(void)state;
	world_start(&w);
	world_site(&w, "only", NULL, 0);
	world_compile(&w, "int list[4]; x { this->i = 4; list[this->i] = 1; "
		      "trace(1); }", &b, 1);
	world_load(&w);
	world_fire(&w, 0);
	assert_int_equal(w.nrecords, 1);
	assert_int_equal(((struct record_header *)w.records)->kind,
			 RECORD_ERROR);
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_in_every_scope),
		cmocka_unit_test(copies_are_independent),
		cmocka_unit_test(bits_unions_and_arrays),
		cmocka_unit_test(translators_make_structs),
		cmocka_unit_test(an_index_outside_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
