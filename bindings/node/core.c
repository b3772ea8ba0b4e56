/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libusdt for dtrace-provider.js, which gives the classes. Providers and probes
 * are externals, which the garbage collector frees. Node-API, so that one
 * build is for every version of node.
 */
#define NAPI_VERSION 8
#include <errno.h>
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include <usdt.h>

#define NAME_SIZE 256
#define ARGS_MAX 4

/* Throws, and gives NULL, when a call of node's fails. */
#define TRY(call) \
	do { \
		if ((call) != napi_ok) \
			return failed(env); \
	} while (0)

static napi_value failed(napi_env env)
{
	bool pending = false;

	napi_is_exception_pending(env, &pending);
	if (!pending)
		napi_throw_type_error(env, NULL, "a wrong argument");
	return NULL;
}

static napi_value throw_error(napi_env env, const char *text)
{
	napi_throw_error(env, NULL, text);
	return NULL;
}

static napi_value finish(napi_env env, usdt_provider_t *provider, int result)
{
	return result ? throw_error(env, usdt_errstr(provider)) : NULL;
}

/* The call's values, and of the first the external. */
static void *arguments(napi_env env, napi_callback_info info,
		       napi_value values[ARGS_MAX])
{
	size_t n = ARGS_MAX;
	void *first = NULL;

	if (napi_get_cb_info(env, info, &n, values, NULL, NULL) != napi_ok ||
	    napi_get_value_external(env, values[0], &first) != napi_ok)
		failed(env);
	return first;
}

static void free_provider(napi_env env, void *data, void *hint)
{
	(void)env;
	(void)hint;
	usdt_provider_free(data);
}

static void free_probe(napi_env env, void *data, void *hint)
{
	(void)env;
	(void)hint;
	usdt_probe_release(data);
}

/* createProvider(name, module) */
static napi_value create_provider(napi_env env, napi_callback_info info)
{
	char name[NAME_SIZE], module[NAME_SIZE];
	napi_value values[2], result;
	usdt_provider_t *provider;
	size_t n = 2;

	TRY(napi_get_cb_info(env, info, &n, values, NULL, NULL));
	TRY(napi_get_value_string_utf8(env, values[0], name, NAME_SIZE, NULL));
	TRY(napi_get_value_string_utf8(env, values[1], module, NAME_SIZE,
				       NULL));
	provider = usdt_create_provider(name, module);
	if (!provider)
		return throw_error(env, strerror(errno));
	if (napi_create_external(env, provider, free_provider, NULL,
				 &result) != napi_ok) {
		usdt_provider_free(provider);
		return failed(env);
	}
	return result;
}

/* addProbe(provider, function, name, types) */
static napi_value add_probe(napi_env env, napi_callback_info info)
{
	char function[NAME_SIZE], name[NAME_SIZE];
	char texts[USDT_ARG_MAX][NAME_SIZE];
	const char *types[USDT_ARG_MAX];
	napi_value values[ARGS_MAX], result;
	usdt_provider_t *provider = arguments(env, info, values);
	usdt_probedef_t *def;
	uint32_t n;

	if (!provider)
		return NULL;
	TRY(napi_get_value_string_utf8(env, values[1], function, NAME_SIZE,
				       NULL));
	TRY(napi_get_value_string_utf8(env, values[2], name, NAME_SIZE, NULL));
	TRY(napi_get_array_length(env, values[3], &n));
	if (n > USDT_ARG_MAX)
		return throw_error(env, "at most 32 arguments are possible");
	for (uint32_t i = 0; i < n; i++) {
		napi_value type;

		TRY(napi_get_element(env, values[3], i, &type));
		TRY(napi_get_value_string_utf8(env, type, texts[i], NAME_SIZE,
					       NULL));
		types[i] = texts[i];
	}
	def = usdt_create_probe(function, name, n, types);
	if (!def)
		return throw_error(env, strerror(errno));
	if (usdt_provider_add_probe(provider, def)) {
		usdt_probe_release(def);
		usdt_probe_release(def);
		return finish(env, provider, -1);
	}
	if (napi_create_external(env, def, free_probe, NULL, &result) !=
	    napi_ok) {
		usdt_probe_release(def);
		return failed(env);
	}
	return result;
}

/* removeProbe(provider, probe) */
static napi_value remove_probe(napi_env env, napi_callback_info info)
{
	napi_value values[ARGS_MAX];
	usdt_provider_t *provider = arguments(env, info, values);
	void *def;

	if (!provider)
		return NULL;
	TRY(napi_get_value_external(env, values[1], &def));
	if (usdt_provider_remove_probe(provider, def))
		return finish(env, provider, -1);
	usdt_probe_release(def);	/* the provider's */
	return NULL;
}

static napi_value enable(napi_env env, napi_callback_info info)
{
	napi_value values[ARGS_MAX];
	usdt_provider_t *provider = arguments(env, info, values);

	return provider ? finish(env, provider,
				 usdt_provider_enable(provider)) : NULL;
}

static napi_value disable(napi_env env, napi_callback_info info)
{
	napi_value values[ARGS_MAX];
	usdt_provider_t *provider = arguments(env, info, values);

	return provider ? finish(env, provider,
				 usdt_provider_disable(provider)) : NULL;
}

/* isEnabled(probe) */
static napi_value is_enabled(napi_env env, napi_callback_info info)
{
	napi_value values[ARGS_MAX], result;
	usdt_probedef_t *def = arguments(env, info, values);

	if (!def)
		return NULL;
	TRY(napi_get_boolean(env, usdt_is_enabled(def->probe), &result));
	return result;
}

/* A string, a BigInt, or a number; *text is to be freed. */
static int word(napi_env env, napi_value value, const char *type, void **out,
		char **text)
{
	napi_valuetype kind;
	int64_t whole = 0;
	double real = 0;
	bool lossless;
	float half;
	size_t n;

	if (napi_typeof(env, value, &kind) != napi_ok)
		return -1;
	if (kind == napi_string) {
		if (napi_get_value_string_utf8(env, value, NULL, 0, &n) !=
		    napi_ok || !(*text = malloc(n + 1)))
			return -1;
		napi_get_value_string_utf8(env, value, *text, n + 1, NULL);
		*out = *text;
		return 0;
	}
	if (kind == napi_bigint) {
		if (napi_get_value_bigint_int64(env, value, &whole,
						&lossless) != napi_ok)
			return -1;
	} else if (!strcmp(type, "double") || !strcmp(type, "float")) {
		if (napi_get_value_double(env, value, &real) != napi_ok)
			return -1;
		half = (float)real;
		if (*type == 'd')
			memcpy(&whole, &real, sizeof(real));
		else
			memcpy(&whole, &half, sizeof(half));
	} else if (napi_get_value_int64(env, value, &whole) != napi_ok) {
		return -1;
	}
	*out = (void *)(intptr_t)whole;
	return 0;
}

/* fire(probe, values): as many as the probe has arguments */
static napi_value fire(napi_env env, napi_callback_info info)
{
	char *texts[USDT_ARG_MAX] = { NULL };
	void *words[USDT_ARG_MAX] = { NULL };
	napi_value values[ARGS_MAX], value;
	usdt_probedef_t *def = arguments(env, info, values);
	size_t i;

	if (!def)
		return NULL;
	for (i = 0; i < def->argc; i++)
		if (napi_get_element(env, values[1], (uint32_t)i, &value) !=
		    napi_ok || word(env, value, def->types[i], &words[i],
				    &texts[i]))
			break;
	if (i == def->argc)
		usdt_fire_probe(def->probe, def->argc, words);
	else
		failed(env);
	for (i = 0; i < def->argc; i++)
		free(texts[i]);
	return NULL;
}

static napi_value start(napi_env env, napi_value exports)
{
	static const napi_property_descriptor functions[] = {
		{ .utf8name = "createProvider", .method = create_provider },
		{ .utf8name = "addProbe", .method = add_probe },
		{ .utf8name = "removeProbe", .method = remove_probe },
		{ .utf8name = "enable", .method = enable },
		{ .utf8name = "disable", .method = disable },
		{ .utf8name = "isEnabled", .method = is_enabled },
		{ .utf8name = "fire", .method = fire },
	};

	TRY(napi_define_properties(env, exports, sizeof(functions) /
				   sizeof(functions[0]), functions));
	return exports;
}

NAPI_MODULE(NODE_GYP_MODULE_NAME, start)
