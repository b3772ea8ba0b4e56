/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char options_usage[] =
"usage: dtrace [-eFlqSvVwZ] [-b size] [-C [-D name] [-I dir] [-U name]]\n"
"              [-c command] [-o file] [-p pid] [-x option[=value]]\n"
"              [-s script] [-n probe] [-P provider] [-m module] [-f function]\n"
"              [-i id] [argument ...]\n"
"       dtrace -h -s provider.d [-o header.h]\n"
"       dtrace -G -s provider.d [-o object.o] [object ...]\n"
"       dtrace --doctor [-x oformat=json]\n"
"See dtrace(1).\n";

static void defaults(struct options *o)
{
	memset(o, 0, sizeof(*o));
#define TUNABLE(name, kind, member, value, least, most) \
	DEFAULT_##kind(member, value)
#define CHOICE(name, member, words)
#define ACCEPTED(name, kind)
#define REFUSED(name, why)
#define DEFAULT_FLAG(member, value) o->x.member = value;
#define DEFAULT_NUMBER(member, value) o->x.member = value;
#define DEFAULT_SIZE(member, value) o->x.member = value;
#define DEFAULT_RATE(member, value) o->x.member = value;
#define DEFAULT_TEXT(member, value)
#define DEFAULT_LIST(member, value)
#define DEFAULT_DEFINE(member, value)
#define DEFAULT_UNDEF(member, value)
#define DEFAULT_INCDIR(member, value)
#include "cmd/tunable.def"
#undef TUNABLE
#undef CHOICE
#undef ACCEPTED
#undef REFUSED
}

static void add_program(struct options *o, enum lang_form form,
			const char *text, bool is_file, const char *option)
{
	*vec_push(&o->programs) = (struct program_arg){
		.form = form, .text = text, .is_file = is_file,
		.option = option,
	};
}

static int add_pid(struct options *o, const char *text, struct err *e)
{
	char *end;
	long pid;

	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || end == text || *end || pid < 1 || pid > INT32_MAX)
		return err_set(e, -EINVAL, "invalid process id '%s'", text);
	*vec_push(&o->pids) = (pid_t)pid;
	return 0;
}

static void add_cpp(struct options *o, const char *flag, const char *value)
{
	*vec_push(&o->x.cpp_args) = flag;
	*vec_push(&o->x.cpp_args) = value;
}

static int set_x(struct options *o, const char *name, const char *value,
		 struct err *e)
{
	char text[64];

	snprintf(text, sizeof(text), "%s=%s", name, value);
	return tunables_set(&o->x, text, e);
}

/* -X: how closely the preprocessor keeps to ISO C. */
static int check_conformance(const char *arg, struct err *e)
{
	if (strlen(arg) == 1 && strchr("acst", *arg))
		return 0;
	return err_set(e, -EINVAL, "invalid value '%s' for -X: a, c, s or t "
		       "is wanted", arg);
}

static int one(struct options *o, int c, char *arg, struct err *e)
{
	switch (c) {
	case 'b': return set_x(o, "bufsize", arg, e);
	case 'c': *vec_push(&o->commands) = arg; return 0;
	case 'C': o->x.cpp = 1; return 0;
	case 'D': add_cpp(o, "-D", arg); return 0;
	case 'e': o->compile_only = true; return 0;
	case 'f': add_program(o, LANG_FUNCTION, arg, false, "-f"); return 0;
	case 'F': o->x.flowindent = 1; return 0;
	case 'G': o->mode = MODE_OBJECT; return 0;
	case 'h': o->mode = MODE_HEADER; return 0;
	case 'H': add_cpp(o, "-include", arg); return 0;
	case 'i': add_program(o, LANG_ID, arg, false, "-i"); return 0;
	case 'I': add_cpp(o, "-I", arg); return 0;
	case 'l': o->mode = MODE_LIST; return 0;
	case 'L': *vec_push(&o->x.libdirs) = arg; return 0;
	case 'm': add_program(o, LANG_MODULE, arg, false, "-m"); return 0;
	case 'n': add_program(o, LANG_NAME, arg, false, "-n"); return 0;
	case 'o': o->output = arg; return 0;
	case 'p': return add_pid(o, arg, e);
	case 'P': add_program(o, LANG_PROVIDER, arg, false, "-P"); return 0;
	case 'q': o->x.quiet = 1; return 0;
	case 's': add_program(o, LANG_PROGRAM, arg, true, "-s"); return 0;
	case 'S': o->x.disasm = 1; return 0;
	case 'U': add_cpp(o, "-U", arg); return 0;
	case 'v': o->verbose = true; return 0;
	case 'V': o->mode = MODE_VERSION; return 0;
	case 'w': o->x.destructive = 1; return 0;
	case 'x': return tunables_set(&o->x, arg, e);
	case 'Z': o->x.zdefs = 1; return 0;
	case '3': o->bits = 32; return 0;
	case '6': o->bits = 64; return 0;
	case 'X': return check_conformance(arg, e);
	case 'k': return 0;
	case 'a': case 'A':
		return err_set(e, -ENOTSUP, "anonymous tracing (-%c) is not "
			       "available: nothing runs before init", c);
	}
	return -EINVAL;
}

/*
 * What getopt(3) cannot read: -32, -64, -arch NAME, and -Wp,.. for the
 * preprocessor, which the build rules of other systems pass.
 */
static bool is_special(struct options *o, char **argv, int *i)
{
	if (!strcmp(argv[*i], "-32") || !strcmp(argv[*i], "-64")) {
		o->bits = argv[*i][1] == '3' ? 32 : 64;
	} else if (!strcmp(argv[*i], "--doctor")) {
		o->mode = MODE_DOCTOR;
	} else if (!strcmp(argv[*i], "-arch")) {
		*i += argv[*i + 1] != NULL;
	} else if (!strncmp(argv[*i], "-Wp,", 4)) {
		return true;
	} else {
		return false;
	}
	return true;
}

/*
 * What build rules pass to the compiler, and so to -h and -G in its place
 * (libtool --mode=compile adds -fPIC -DPIC): nothing here depends on it.
 */
static bool is_compiler_flag(struct options *o, const char *word)
{
	static const char *const whole[] = { "-pipe", "-pthread" };
	static const char *const starts[] = { "-std=", "-W", "-O", "-g" };

	if (!strcmp(word, "-m32"))
		o->bits = 32;
	/* -f and -m alone have an argument */
	if (word[0] == '-' && (word[1] == 'f' || word[1] == 'm') && word[2])
		return true;
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++)
		if (!strcmp(word, whole[i]))
			return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(word, starts[i], strlen(starts[i])))
			return true;
	return false;
}

/* Is it for the USDT compiler, which takes such flags? */
static bool is_build(char **argv)
{
	for (; *argv; argv++)
		if (!strcmp(*argv, "-G") || !strcmp(*argv, "-h"))
			return true;
	return false;
}

/*
 * Options and operands may be mixed, as build rules do. Option letters are
 * taken one word at a time so that the special words above are found.
 */
int options_parse(struct options *o, int argc, char **argv, struct err *e)
{
	static const char letters[] =
		":aAb:c:CD:ef:FGhH:i:I:klL:m:n:o:p:P:qs:SU:vVwx:X:Z";
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	bool is_usdtc = is_build(argv);
	int n = 1, c, ret = 0;

	if (!words)
		return err_set(e, -ENOMEM, "out of memory");
	defaults(o);
	words[0] = argv[0];
	for (int i = 1; i < argc; i++)
		if (!is_special(o, argv, &i) &&
		    !(is_usdtc && is_compiler_flag(o, argv[i])))
			words[n++] = argv[i];
	opterr = 0;
	optind = 1;
	while (!ret && (c = getopt(n, words, letters)) != -1) {
		if (c == ':')
			ret = err_set(e, -EINVAL, "option -%c needs an "
				      "argument", optopt);
		else if (c == '?')
			ret = err_set(e, -EINVAL, "unknown option -%c",
				      optopt);
		else
			ret = one(o, c, optarg, e);
		o->bad_value = ret && c != ':' && c != '?';
	}
	o->nargs = (size_t)(n - optind);
	o->args = calloc(o->nargs + 1, sizeof(*o->args));
	for (size_t i = 0; o->args && i < o->nargs; i++)
		o->args[i] = words[(size_t)optind + i];
	free(words);
	return ret;
}

void options_release(struct options *o)
{
	vec_release(&o->programs);
	vec_release(&o->commands);
	vec_release(&o->pids);
	vec_release(&o->x.libdirs);
	vec_release(&o->x.objects);
	vec_release(&o->x.cpp_args);
	free(o->args);
}

struct cpp_options options_cpp(const struct options *o)
{
	return (struct cpp_options){
		.program = o->x.cpppath, .args = o->x.cpp_args.items,
		.nargs = o->x.cpp_args.len, .show_headers = o->x.cpphdrs,
	};
}
