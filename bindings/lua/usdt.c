/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Static probes for dtrace and other tracers, made at run time.
 *
 *	local usdt = require "usdt"
 *	local provider = usdt.provider("lua", "lmod")
 *	local probe = provider:probe("foo", "request-done", "int", "char *")
 *	provider:enable()
 *	if probe:enabled() then probe:fire(200, "/index") end
 *
 * A probe keeps its provider alive; both go with the garbage.
 */
#include <errno.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include <usdt.h>

#define PROVIDER "usdt.provider"
#define PROBE "usdt.probe"

struct provider {
	usdt_provider_t *provider;	/* NULL: collected */
};

enum kind {
	KIND_INTEGER, KIND_STRING, KIND_ADDRESS, KIND_DOUBLE, KIND_FLOAT,
};

struct probe {
	usdt_probedef_t *def;
	unsigned char kinds[USDT_ARG_MAX];
};

static enum kind kind_of(const char *type)
{
	static const char *const strings[] = {
		"char *", "char*", "const char *", "const char*", "string",
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (!strcmp(type, strings[i]))
			return KIND_STRING;
	if (strchr(type, '*'))
		return KIND_ADDRESS;
	if (!strcmp(type, "double"))
		return KIND_DOUBLE;
	return strcmp(type, "float") ? KIND_INTEGER : KIND_FLOAT;
}

static usdt_provider_t *provider_at(lua_State *L, int index)
{
	struct provider *p = luaL_checkudata(L, index, PROVIDER);

	luaL_argcheck(L, p->provider, index, "the provider is gone");
	return p->provider;
}

static struct probe *probe_at(lua_State *L, int index)
{
	return luaL_checkudata(L, index, PROBE);
}

/* The function's own result, or an error with libusdt's text. */
static int finish(lua_State *L, usdt_provider_t *provider, int result)
{
	if (result)
		return luaL_error(L, "usdt: %s", usdt_errstr(provider));
	lua_settop(L, 1);
	return 1;
}

/* ---- usdt.provider(name, module) ---------------------------------------- */

static int new_provider(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	const char *module = luaL_optstring(L, 2, "lua");
	struct provider *p = lua_newuserdatauv(L, sizeof(*p), 0);

	p->provider = NULL;
	luaL_setmetatable(L, PROVIDER);
	p->provider = usdt_create_provider(name, module);
	if (!p->provider)
		return luaL_error(L, "usdt: provider %s: %s", name,
				  strerror(errno));
	return 1;
}

static int provider_gc(lua_State *L)
{
	struct provider *p = luaL_checkudata(L, 1, PROVIDER);

	usdt_provider_free(p->provider);
	p->provider = NULL;
	return 0;
}

/* provider:probe(function, name, types...) */
static int provider_probe(lua_State *L)
{
	usdt_provider_t *provider = provider_at(L, 1);
	const char *function = luaL_checkstring(L, 2);
	const char *name = luaL_checkstring(L, 3);
	int n = lua_gettop(L) - 3;
	const char *types[USDT_ARG_MAX];
	struct probe *p;

	if (n > USDT_ARG_MAX)
		return luaL_error(L, "usdt: at most %d arguments are possible",
				  USDT_ARG_MAX);
	for (int i = 0; i < n; i++)
		types[i] = luaL_checkstring(L, 4 + i);
	p = lua_newuserdatauv(L, sizeof(*p), 1);
	p->def = NULL;
	luaL_setmetatable(L, PROBE);
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, -2, 1);
	for (int i = 0; i < n; i++)
		p->kinds[i] = (unsigned char)kind_of(types[i]);
	p->def = usdt_create_probe(function, name, (size_t)n, types);
	if (!p->def)
		return luaL_error(L, "usdt: probe %s:%s: %s", function, name,
				  strerror(errno));
	if (usdt_provider_add_probe(provider, p->def)) {
		usdt_probe_release(p->def);	/* the provider's */
		return luaL_error(L, "usdt: %s", usdt_errstr(provider));
	}
	return 1;
}

static int provider_remove(lua_State *L)
{
	usdt_provider_t *provider = provider_at(L, 1);
	usdt_probedef_t *def = probe_at(L, 2)->def;
	int result = usdt_provider_remove_probe(provider, def);

	if (!result)
		usdt_probe_release(def);	/* the provider's */
	return finish(L, provider, result);
}

static int provider_declare(lua_State *L)
{
	usdt_provider_t *provider = provider_at(L, 1);

	return finish(L, provider, usdt_provider_declare(provider,
						luaL_checkstring(L, 2)));
}

static int provider_enable(lua_State *L)
{
	usdt_provider_t *provider = provider_at(L, 1);

	return finish(L, provider, usdt_provider_enable(provider));
}

static int provider_update(lua_State *L)
{
	usdt_provider_t *provider = provider_at(L, 1);

	return finish(L, provider, usdt_provider_update(provider));
}

static int provider_disable(lua_State *L)
{
	usdt_provider_t *provider = provider_at(L, 1);

	return finish(L, provider, usdt_provider_disable(provider));
}

/* ---- probes ------------------------------------------------------------- */

static int probe_gc(lua_State *L)
{
	struct probe *p = probe_at(L, 1);

	usdt_probe_release(p->def);
	p->def = NULL;
	return 0;
}

static int probe_enabled(lua_State *L)
{
	struct probe *p = probe_at(L, 1);

	lua_pushboolean(L, p->def && usdt_is_enabled(p->def->probe));
	return 1;
}

static void *word(lua_State *L, int index, enum kind kind)
{
	double d;
	float f;
	void *w = NULL;

	switch (kind) {
	case KIND_STRING:
		return (void *)(lua_isnil(L, index) ? NULL :
				luaL_checkstring(L, index));
	case KIND_ADDRESS:
		if (lua_isinteger(L, index))
			return (void *)(intptr_t)lua_tointeger(L, index);
		return (void *)lua_topointer(L, index);
	case KIND_DOUBLE:
		d = luaL_checknumber(L, index);
		memcpy(&w, &d, sizeof(d));
		return w;
	case KIND_FLOAT:
		f = (float)luaL_checknumber(L, index);
		memcpy(&w, &f, sizeof(f));
		return w;
	default:
		return (void *)(intptr_t)luaL_checkinteger(L, index);
	}
}

/* probe:fire(values...) or probe:fire(function); gives whether it was traced */
static int probe_fire(lua_State *L)
{
	struct probe *p = probe_at(L, 1);
	void *words[USDT_ARG_MAX];
	int n;

	if (!p->def || !usdt_is_enabled(p->def->probe)) {
		lua_pushboolean(L, 0);
		return 1;
	}
	if (lua_gettop(L) == 2 && lua_isfunction(L, 2))
		lua_call(L, 0, LUA_MULTRET);
	n = lua_gettop(L) - 1;
	if (n != (int)p->def->argc)
		return luaL_error(L, "usdt: %s takes %d values, not %d",
				  p->def->name, (int)p->def->argc, n);
	for (int i = 0; i < n; i++)
		words[i] = word(L, i + 2, p->kinds[i]);
	usdt_fire_probe(p->def->probe, (size_t)n, words);
	lua_pushboolean(L, 1);
	return 1;
}

/* ---- the module --------------------------------------------------------- */

static const luaL_Reg provider_methods[] = {
	{ "probe", provider_probe },
	{ "remove_probe", provider_remove },
	{ "declare", provider_declare },
	{ "enable", provider_enable },
	{ "update", provider_update },
	{ "disable", provider_disable },
	{ "__gc", provider_gc },
	{ NULL, NULL },
};

static const luaL_Reg probe_methods[] = {
	{ "fire", probe_fire },
	{ "enabled", probe_enabled },
	{ "__gc", probe_gc },
	{ NULL, NULL },
};

static const luaL_Reg functions[] = {
	{ "provider", new_provider },
	{ NULL, NULL },
};

static void make_class(lua_State *L, const char *name, const luaL_Reg *methods)
{
	luaL_newmetatable(L, name);
	lua_pushvalue(L, -1);
	lua_setfield(L, -2, "__index");
	luaL_setfuncs(L, methods, 0);
	lua_pop(L, 1);
}

__attribute__((visibility("default"))) int luaopen_usdt_core(lua_State *L);

int luaopen_usdt_core(lua_State *L)
{
	make_class(L, PROVIDER, provider_methods);
	make_class(L, PROBE, probe_methods);
	luaL_newlib(L, functions);
	return 1;
}
