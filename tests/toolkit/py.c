/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fires the probes of Python, as an interpreter would that runs a file p.py:
 * main() calls gen(), which yields and goes on, and fail(), which raises.
 */
#include <stdint.h>

#include "py.h"

#define FILE_NAME "/srv/p.py"

static void gen(void)
{
	PYTHON_FUNCTION_ENTRY(FILE_NAME, "gen", 5, 0);
	PYTHON_FUNCTION_RETURN(FILE_NAME, "gen", 6, 1);
	PYTHON_FUNCTION_ENTRY(FILE_NAME, "gen", 6, 1);
	PYTHON_FUNCTION_RETURN(FILE_NAME, "gen", 7, 0);
}

static void fail(void)
{
	PYTHON_FUNCTION_ENTRY(FILE_NAME, "fail", 9, 0);
	PYTHON_EXCEPTION_RAISE("ValueError", "no", FILE_NAME, "fail", 10);
	PYTHON_FUNCTION_RETURN(FILE_NAME, "fail", 10, 2);
	PYTHON_EXCEPTION_HANDLED("ValueError", "no", FILE_NAME, "main", 4);
}

static void instances(void)
{
	PYTHON_INSTANCE_NEW_START("Point", "p");
	PYTHON_INSTANCE_NEW_DONE("Point", "p", 1);
	PYTHON_INSTANCE_NEW_START("Point", "p");
	PYTHON_INSTANCE_NEW_DONE("Point", "p", 2);
	PYTHON_INSTANCE_DELETE_START("Point", "p", 1);
	PYTHON_INSTANCE_DELETE_DONE("Point", "p", 1);
	PYTHON_GC_START(2);
	PYTHON_GC_DONE(5);
}

static void imports(void)
{
	PYTHON_IMPORT_FIND_LOAD_START("outer");
	PYTHON_IMPORT_FIND_LOAD_START("inner");
	PYTHON_IMPORT_FIND_LOAD_DONE("inner", 1);
	PYTHON_IMPORT_FIND_LOAD_START("missing");
	PYTHON_IMPORT_FIND_LOAD_DONE("missing", 0);
	PYTHON_IMPORT_FIND_LOAD_DONE("outer", 1);
}

int main(void)
{
	PYTHON_FUNCTION_ENTRY(FILE_NAME, "main", 1, 0);
	PYTHON_LINE(FILE_NAME, "main", 2);
	PYTHON_AUDIT("event", 0);
	gen();
	fail();
	PYTHON_C_CALL_ENTRY("len", "builtins", FILE_NAME, 3);
	PYTHON_C_CALL_RETURN("len", "builtins", FILE_NAME, 3, 0);
	instances();
	imports();
	PYTHON_FUNCTION_RETURN(FILE_NAME, "main", 4, 0);
	return 0;
}
