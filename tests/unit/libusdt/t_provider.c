/* SPDX-License-Identifier: BSD-2-Clause */
/* What each call gives, and that nothing leaks when memory runs out. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libusdt/impl.h"

static const char *const ints[40] = {
	"int", "int", "int", "int", "int", "int", "int", "int", "int", "int",
	"int", "int", "int", "int", "int", "int", "int", "int", "int", "int",
	"int", "int", "int", "int", "int", "int", "int", "int", "int", "int",
	"int", "int", "int", "int", "int", "int", "int", "int", "int", "int",
};
#define INTS ((const char **)ints)

static void probe_refused(int code, const char *function, const char *name,
			  size_t argc, const char **types)
{
	errno = 0;
	assert_null(usdt_create_probe(function, name, argc, types));
	assert_int_equal(errno, code);
}

static void creating(void **state)
{
	const char *with_null[2] = { "int", NULL };
	char name[200];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[64] = '\0';
	errno = 0;
	assert_null(usdt_create_provider(NULL, "m"));
	assert_null(usdt_create_provider("p", NULL));
	assert_null(usdt_create_provider("", "m"));
	assert_null(usdt_create_provider("a:b", "m"));
	assert_null(usdt_create_provider("a b", "m"));
	assert_null(usdt_create_provider("a\nb", "m"));
	assert_null(usdt_create_provider("a*", "m"));
	assert_int_equal(errno, EINVAL);
	assert_null(usdt_create_provider(name, "m"));
	assert_int_equal(errno, ENAMETOOLONG);
	probe_refused(EINVAL, NULL, "n", 0, NULL);
	probe_refused(EINVAL, "f", NULL, 0, NULL);
	probe_refused(EINVAL, "f", "n", 1, NULL);
	probe_refused(EINVAL, "f", "n", 2, with_null);
	probe_refused(EINVAL, "f\t", "n", 0, NULL);
	probe_refused(E2BIG, "f", "n", 33, INTS);
	probe_refused(ENAMETOOLONG, "f", name, 0, NULL);
	memset(name, 'n', sizeof(name));
	name[128] = '\0';
	probe_refused(ENAMETOOLONG, name, "n", 0, NULL);
}

static void null_everywhere(void **state)
{
	struct usdt_provider *p = usdt_create_provider("p", "m");

	(void)state;
	usdt_fire_probe(NULL, 3, NULL);
	assert_int_equal(usdt_is_enabled(NULL), 0);
	usdt_probe_release(NULL);
	usdt_provider_free(NULL);
	usdt_provider_unwatch(NULL);
	usdt_error(NULL, USDT_ERROR_MALLOC);
	assert_int_equal(usdt_provider_add_probe(NULL, NULL), -1);
	assert_int_equal(usdt_provider_remove_probe(NULL, NULL), -1);
	assert_int_equal(usdt_provider_enable(NULL), -1);
	assert_int_equal(usdt_provider_disable(NULL), -1);
	assert_int_equal(usdt_provider_update(NULL), -1);
	assert_int_equal(usdt_provider_declare(NULL, ""), -1);
	assert_int_equal(usdt_provider_watch(NULL, 1, NULL, NULL), -1);
	assert_int_equal(usdt_provider_poll(NULL, NULL, NULL), 0);
	assert_string_equal(usdt_errstr(NULL), "no provider");
	assert_int_equal(usdt_provider_add_probe(p, NULL), -1);
	assert_string_equal(usdt_errstr(p), "no probe to add");
	assert_int_equal(usdt_provider_remove_probe(p, NULL), -1);
	assert_int_equal(usdt_provider_declare(p, NULL), -1);
	usdt_provider_free(p);
}

static void errors(void **state)
{
	struct usdt_provider *p = usdt_create_provider("p", "m");
	struct usdt_provider *other = usdt_create_provider("q", "m");
	struct usdt_probedef *a = usdt_create_probe("f", "n", 1, INTS);
	struct usdt_probedef *same = usdt_create_probe("f", "n", 2, INTS);
	struct usdt_probedef *b = usdt_create_probe("g", "n", 0, NULL);

	(void)state;
	assert_string_equal(usdt_errstr(p), "");
	assert_null(p->error);
	assert_int_equal(usdt_provider_enable(p), -1);
	assert_string_equal(usdt_errstr(p), "the provider has no probes");
	assert_int_equal(usdt_provider_remove_probe(p, a), -1);
	assert_string_equal(p->error, "the provider has no probes");
	assert_int_equal(usdt_provider_disable(p), 0);
	assert_int_equal(usdt_provider_update(p), -1);
	assert_int_equal(usdt_provider_add_probe(p, a), 0);
	assert_int_equal(usdt_provider_add_probe(p, same), -1);
	assert_string_equal(usdt_errstr(p), "p:m:f:n exists already");
	assert_int_equal(usdt_provider_add_probe(other, a), -1);
	assert_int_equal(usdt_provider_remove_probe(p, b), -1);
	assert_string_equal(usdt_errstr(p),
			    "p:m:g:n is not there to be removed");
	assert_int_equal(usdt_provider_add_probe(p, b), 0);
	assert_int_equal(usdt_provider_enable(p), 0);
	assert_int_equal(p->enabled, 1);
	assert_int_equal(usdt_provider_enable(p), 0);
	assert_string_equal(usdt_errstr(p),
			    "the provider is enabled already");
	/* like is enough: a name and a function */
	assert_int_equal(usdt_provider_remove_probe(p, same), 0);
	assert_null(a->probe);
	assert_non_null(b->probe);
	assert_int_equal(a->refcnt, 2);
	assert_int_equal(usdt_provider_disable(p), 0);
	assert_null(b->probe);
	assert_int_equal(p->enabled, 0);
	usdt_probe_release(a);
	usdt_probe_release(a);
	usdt_probe_release(b);
	usdt_probe_release(same);
	usdt_probe_release(same);
	usdt_provider_free(p);
	usdt_provider_free(other);
}

static void bad_types(void **state)
{
	const char *types[] = { "int", "thing *" };
	struct usdt_provider *p = usdt_create_provider("p", "m");
	struct usdt_probedef *a = usdt_create_probe("f", "n", 2, types);

	(void)state;
	assert_int_equal(usdt_provider_add_probe(p, a), -1);
	assert_string_equal(usdt_errstr(p), "p:m:f:n: type of argument 1, "
					    "'thing *': unknown type");
	assert_int_equal(usdt_provider_declare(p, "int x;"), -1);
	assert_string_equal(usdt_errstr(p), "only struct, union, enum and "
					    "typedef can be declared");
	assert_int_equal(usdt_provider_declare(p, "typedef struct t thing;"),
			 0);
	assert_int_equal(usdt_provider_add_probe(p, a), 0);
	usdt_probe_release(a);
	usdt_provider_free(p);
}

/* Either order of release, as the reference has it. */
static void references(void **state)
{
	struct usdt_provider *p = usdt_create_provider("p", "m");
	struct usdt_probedef *a = usdt_create_probe("f", "n", 0, NULL);

	(void)state;
	usdt_provider_add_probe(p, a);
	usdt_probe_release(a);
	assert_int_equal(a->refcnt, 1);
	usdt_provider_free(p);
	p = usdt_create_provider("p", "m");
	a = usdt_create_probe("f", "n", 0, NULL);
	usdt_provider_add_probe(p, a);
	usdt_provider_enable(p);
	usdt_provider_free(p);		/* disables too */
	assert_null(a->probe);
	usdt_probe_release(a);
}

/* ---- no memory ---------------------------------------------------------- */

static int left;		/* allocations that still work */

static void *failing(size_t n, size_t size)
{
	return left-- > 0 ? calloc(n, size) : NULL;
}

static bool whole_life(void)
{
	struct usdt_provider *p = usdt_create_provider("p", "m");
	struct usdt_probedef *a = usdt_create_probe("f", "n", 32, INTS);
	bool ok = p && a && !usdt_provider_declare(p, "struct s { int i; };");

	if (p && a) {
		assert_int_equal(usdt_provider_add_probe(p, a), 0);
		if (usdt_provider_enable(p)) {
			assert_string_equal(usdt_errstr(p), "no memory");
			assert_null(a->probe);
			ok = false;
		}
		usdt_provider_disable(p);
	} else {
		usdt_probe_release(a);
	}
	usdt_provider_free(p);
	usdt_probe_release(a);
	return ok;
}

static void no_memory(void **state)
{
	int n = 0;

	(void)state;
	usdt_calloc = failing;
	for (left = 0; !whole_life(); left = ++n)
		assert_true(n < 100);
	usdt_calloc = calloc;
	assert_true(n > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(creating),
		cmocka_unit_test(null_everywhere),
		cmocka_unit_test(errors),
		cmocka_unit_test(bad_types),
		cmocka_unit_test(references),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests_name("libusdt/provider", tests, NULL,
					   NULL);
}
