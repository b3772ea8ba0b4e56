/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * USDT::Provider and USDT::Probe on libusdt. lib/usdt.rb has what needs no C,
 * and classes that do nothing where this cannot be loaded.
 */
#include <errno.h>
#include <ruby.h>
#include <string.h>
#include <usdt.h>

static VALUE error_class, probe_class;
static ID id_to_json;

/* ---- probes ------------------------------------------------------------- */

enum kind {
	KIND_INTEGER, KIND_STRING, KIND_JSON, KIND_DOUBLE, KIND_FLOAT,
};

struct probe {
	usdt_probedef_t *def;
	unsigned char kinds[USDT_ARG_MAX];
	VALUE arguments;	/* as given */
};

static void probe_mark(void *data)
{
	rb_gc_mark(((struct probe *)data)->arguments);
}

static void probe_free(void *data)
{
	usdt_probe_release(((struct probe *)data)->def);
	xfree(data);
}

static const rb_data_type_t probe_type = {
	.wrap_struct_name = "USDT::Probe",
	.function = { .dmark = probe_mark, .dfree = probe_free },
};

static struct probe *probe_of(VALUE self)
{
	return rb_check_typeddata(self, &probe_type);
}

/* libusdt's name of a type: :integer, :string, :json, or as C has it */
static const char *type_name(VALUE type, unsigned char *kind)
{
	const char *s;

	type = rb_funcall(type, rb_intern("to_s"), 0);
	s = StringValueCStr(type);
	*kind = KIND_INTEGER;
	if (!strcmp(s, "integer"))
		return "int";
	*kind = !strcmp(s, "json") ? KIND_JSON : KIND_STRING;
	if (!strcmp(s, "string") || !strcmp(s, "json") || !strcmp(s, "char *"))
		return "char *";
	*kind = !strcmp(s, "double") ? KIND_DOUBLE :
		!strcmp(s, "float") ? KIND_FLOAT : KIND_INTEGER;
	return rb_id2name(rb_intern(s));	/* stays */
}

static VALUE probe_enabled(VALUE self)
{
	return usdt_is_enabled(probe_of(self)->def->probe) ? Qtrue : Qfalse;
}

/* The value must stay where it is until the probe has fired. */
static void *word(VALUE *value, unsigned char kind)
{
	void *w = NULL;
	double d;
	float f;

	switch (kind) {
	case KIND_JSON:
		*value = rb_funcall(*value, id_to_json, 0);
		/* fall through */
	case KIND_STRING:
		if (NIL_P(*value))
			return NULL;
		if (SYMBOL_P(*value))
			*value = rb_sym2str(*value);
		return StringValueCStr(*value);
	case KIND_DOUBLE:
		d = NUM2DBL(*value);
		memcpy(&w, &d, sizeof(d));
		return w;
	case KIND_FLOAT:
		f = (float)NUM2DBL(*value);
		memcpy(&w, &f, sizeof(f));
		return w;
	default:
		if (!RB_INTEGER_TYPE_P(*value))
			rb_raise(rb_eTypeError, "an Integer is needed, not %s",
				 rb_obj_classname(*value));
		if (FIXNUM_P(*value) || RBIGNUM_NEGATIVE_P(*value))
			return (void *)(intptr_t)NUM2LONG(*value);
		return (void *)(uintptr_t)NUM2ULONG(*value);
	}
}

static VALUE probe_fire(int argc, VALUE *argv, VALUE self)
{
	struct probe *p = probe_of(self);
	VALUE values[USDT_ARG_MAX], made = Qnil;
	void *words[USDT_ARG_MAX];

	if (!usdt_is_enabled(p->def->probe))
		return Qfalse;
	if (!argc && rb_block_given_p()) {
		made = rb_Array(rb_yield(Qnil));
		argc = (int)RARRAY_LEN(made);
	}
	if (argc != (int)p->def->argc)
		rb_raise(rb_eArgError, "%s takes %d values, not %d",
			 p->def->name, (int)p->def->argc, argc);
	for (int i = 0; i < argc; i++) {
		values[i] = NIL_P(made) ? argv[i] : rb_ary_entry(made, i);
		words[i] = word(&values[i], p->kinds[i]);
	}
	usdt_fire_probe(p->def->probe, (size_t)argc, words);
	for (int i = 0; i < argc; i++)
		RB_GC_GUARD(values[i]);
	RB_GC_GUARD(made);
	return Qtrue;
}

static VALUE probe_name(VALUE self)
{
	return ID2SYM(rb_intern(probe_of(self)->def->name));
}

static VALUE probe_function(VALUE self)
{
	return ID2SYM(rb_intern(probe_of(self)->def->function));
}

static VALUE probe_arguments(VALUE self)
{
	return probe_of(self)->arguments;
}

/* ---- providers ---------------------------------------------------------- */

static void provider_free(void *data)
{
	usdt_provider_free(data);
}

static const rb_data_type_t provider_type = {
	.wrap_struct_name = "USDT::Provider",
	.function = { .dfree = provider_free },
};

static usdt_provider_t *provider_of(VALUE self)
{
	return rb_check_typeddata(self, &provider_type);
}

static VALUE finish(VALUE self, int result)
{
	if (result)
		rb_raise(error_class, "%s", usdt_errstr(provider_of(self)));
	return Qtrue;
}

static VALUE text_of(VALUE name)
{
	return rb_funcall(name, rb_intern("to_s"), 0);
}

static VALUE provider_new(VALUE class, VALUE name, VALUE module)
{
	VALUE n = text_of(name), m = text_of(module);
	usdt_provider_t *p = usdt_create_provider(StringValueCStr(n),
						  StringValueCStr(m));
	VALUE self;

	if (!p)
		rb_raise(error_class, "provider %s: %s", StringValueCStr(n),
			 strerror(errno));
	self = TypedData_Wrap_Struct(class, &provider_type, p);
	rb_iv_set(self, "@provider", rb_str_intern(n));
	rb_iv_set(self, "@mod", rb_str_intern(m));
	return self;
}

static VALUE provider_probe(int argc, VALUE *argv, VALUE self)
{
	usdt_provider_t *provider = provider_of(self);
	const char *types[USDT_ARG_MAX];
	VALUE function, name, arguments, result;
	struct probe *p;

	rb_scan_args(argc, argv, "2*", &function, &name, &arguments);
	function = text_of(function);
	name = text_of(name);
	if (RARRAY_LEN(arguments) > USDT_ARG_MAX)
		rb_raise(rb_eArgError, "at most %d arguments are possible",
			 USDT_ARG_MAX);
	result = TypedData_Make_Struct(probe_class, struct probe, &probe_type,
				       p);
	p->arguments = arguments;
	for (int i = 0; i < (int)RARRAY_LEN(arguments); i++)
		types[i] = type_name(rb_ary_entry(arguments, i), &p->kinds[i]);
	p->def = usdt_create_probe(StringValueCStr(function),
				   StringValueCStr(name),
				   (size_t)RARRAY_LEN(arguments), types);
	if (!p->def)
		rb_raise(error_class, "probe %s:%s: %s",
			 StringValueCStr(function), StringValueCStr(name),
			 strerror(errno));
	if (usdt_provider_add_probe(provider, p->def)) {
		usdt_probe_release(p->def);	/* the provider's */
		finish(self, -1);
	}
	rb_funcall(rb_iv_get(self, "@probes"), rb_intern("<<"), 1, result);
	return result;
}

static VALUE provider_remove_probe(VALUE self, VALUE probe)
{
	usdt_probedef_t *def = probe_of(probe)->def;

	finish(self, usdt_provider_remove_probe(provider_of(self), def));
	usdt_probe_release(def);		/* the provider's */
	rb_funcall(rb_iv_get(self, "@probes"), rb_intern("delete"), 1, probe);
	return Qtrue;
}

static VALUE provider_declare(VALUE self, VALUE text)
{
	return finish(self, usdt_provider_declare(provider_of(self),
						  StringValueCStr(text)));
}

static VALUE provider_enable(VALUE self)
{
	return finish(self, usdt_provider_enable(provider_of(self)));
}

static VALUE provider_update(VALUE self)
{
	return finish(self, usdt_provider_update(provider_of(self)));
}

static VALUE provider_disable(VALUE self)
{
	return finish(self, usdt_provider_disable(provider_of(self)));
}

/* ---- the extension ------------------------------------------------------ */

__attribute__((visibility("default"))) void Init_core(void);

void Init_core(void)
{
	VALUE usdt = rb_define_module("USDT");
	VALUE provider = rb_define_class_under(usdt, "Provider", rb_cObject);

	id_to_json = rb_intern("to_json");
	error_class = rb_const_get(usdt, rb_intern("Error"));
	probe_class = rb_define_class_under(usdt, "Probe", rb_cObject);
	rb_gc_register_mark_object(error_class);
	rb_undef_alloc_func(provider);
	rb_undef_alloc_func(probe_class);
	rb_define_singleton_method(provider, "make", provider_new, 2);
	rb_define_method(provider, "probe", provider_probe, -1);
	rb_define_method(provider, "remove_probe", provider_remove_probe, 1);
	rb_define_method(provider, "declare", provider_declare, 1);
	rb_define_method(provider, "enable", provider_enable, 0);
	rb_define_method(provider, "update", provider_update, 0);
	rb_define_method(provider, "disable", provider_disable, 0);
	rb_define_method(probe_class, "enabled?", probe_enabled, 0);
	rb_define_method(probe_class, "fire", probe_fire, -1);
	rb_define_method(probe_class, "name", probe_name, 0);
	rb_define_method(probe_class, "function", probe_function, 0);
	rb_define_method(probe_class, "arguments", probe_arguments, 0);
}
