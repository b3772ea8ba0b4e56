/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * D variables. Globals are one map value addressed directly; self-> variables
 * live in task storage, which the kernel frees when the thread ends; this->
 * integers are stack slots; associative arrays are hash maps, where storing
 * zero frees the element, as in D.
 */
#include "cg/impl.h"

#include <stddef.h>

static const struct variable *var_of(const struct node *n)
{
	return n->kind == NODE_INDEX ? n->left->var : n->var;
}

static bool on_stack(struct cg *c, const struct variable *v)
{
	return v->scope == SCOPE_THIS &&
	       (int32_t)cg_place(c, v)->offset < 0;
}

/* r0 = this thread's value of a task storage map, or NULL */
static void task_storage(struct cg *c, enum map_role role, bool create)
{
	struct ebpf_asm *a = &c->a;

	ebpf_call(a, BPF_FUNC_get_current_task_btf);
	ebpf_mov(a, R2, R0);
	ebpf_map(a, R1, cg_map(c, role));
	ebpf_mov_imm(a, R3, 0);
	ebpf_mov_imm(a, R4, create ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
	ebpf_call(a, BPF_FUNC_task_storage_get);
}

/*
 * One part of a key, of type t: 8 bytes, or a string padded with zeros. What
 * looks the same is one key, so a number is made as narrow as its type.
 */
static void key_part(struct cg *c, const struct node *k, const struct type *t,
		     struct place p, uint32_t size)
{
	if (type_is_aggregate(k->type)) {
		cg_key_block(c, k, p);
	} else if (cg_is_string(k) ||
		   type_resolve(k->type)->kind == TYPE_ARRAY) {
		cg_zero(c, p, size);
		cg_string(c, k, p, size);
	} else {
		cg_expr(c, k);
		ebpf_extend(&c->a, R0, cg_int_size(t), cg_is_signed(t));
		ebpf_store(&c->a, 8, p.reg, p.off, R0);
	}
}

struct place cg_tuple(struct cg *c, const struct node *n)
{
	const struct variable *v = n->left->var;
	const struct image_map *m;
	struct place key, p;
	size_t i = 0;

	m = &c->image->maps.items[cg_place(c, v)->map];
	key = p = cg_room(c, m->key_size, n->loc);
	if (v->scope == SCOPE_SELF) {
		ebpf_call(&c->a, BPF_FUNC_get_current_pid_tgid);
		ebpf_store(&c->a, 8, p.reg, p.off, R0);
		p.off += 8;
	}
	for (const struct node *k = n->args; k; k = k->next, i++) {
		uint32_t size = cg_key_size(c, v->keys[i]);

		key_part(c, k, v->keys[i], p, size);
		p.off += (int)size;
	}
	return key;
}

static void lookup(struct cg *c, int map, struct place key)
{
	cg_address_of(c, R2, key);
	ebpf_map(&c->a, R1, map);
	ebpf_call(&c->a, BPF_FUNC_map_lookup_elem);
}

/* r0 = address of the element with that key, or NULL */
static void element(struct cg *c, const struct node *n, struct place key,
		    bool create)
{
	struct ebpf_asm *a = &c->a;
	int map = cg_place(c, n->left->var)->map;
	int found = ebpf_label(a);

	lookup(c, map, key);
	if (create) {
		ebpf_jump_if_imm(a, BPF_JNE, R0, 0, found);
		cg_zeros(c, R3, c->image->maps.items[map].value_size);
		cg_address_of(c, R2, key);
		ebpf_map(a, R1, map);
		ebpf_mov_imm(a, R4, BPF_NOEXIST);
		ebpf_call(a, BPF_FUNC_map_update_elem);
		lookup(c, map, key);
	}
	ebpf_here(a, found);
}

void cg_storage(struct cg *c, const struct node *n, bool create)
{
	const struct variable *v = var_of(n);
	struct var_place *p = cg_place(c, v);
	int none;

	if (n->kind == NODE_INDEX) {
		element(c, n, cg_tuple(c, n), create);
		return;
	}
	switch (v->scope) {
	case SCOPE_GLOBAL:
		ebpf_map_value(&c->a, R0, cg_map(c, MAP_GLOBALS), p->offset);
		return;
	case SCOPE_THIS:
		c->uses |= USES_SCRATCH;
		cg_address_of(c, R0,
			      (struct place){ R_SCRATCH, (int)p->offset });
		return;
	case SCOPE_SELF:
		task_storage(c, MAP_SELF, create);
		none = ebpf_label(&c->a);
		ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, 0, none);
		if (p->offset)
			ebpf_alu_imm(&c->a, BPF_ADD, R0, (int32_t)p->offset);
		ebpf_here(&c->a, none);
		return;
	}
}

void cg_load_var(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	const struct variable *v = var_of(n);
	int mark = c->stack, none;

	if (on_stack(c, v)) {
		ebpf_load(a, 8, R0, R_STACK, (int32_t)cg_place(c, v)->offset);
		return;
	}
	cg_storage(c, n, false);
	none = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, none);
	ebpf_load(a, 8, R0, R0, 0);
	ebpf_here(a, none);
	cg_temp_release(c, mark);
}

/* May the storage of n be missing, so that NULL must be looked for? */
static bool may_miss(const struct node *n)
{
	return n->kind == NODE_INDEX || n->var->scope == SCOPE_SELF;
}

void cg_check_storage(struct cg *c, const struct node *n, int missing)
{
	int ok;

	if (!may_miss(n))
		return;
	ok = ebpf_label(&c->a);
	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, 0, ok);
	cg_count_drop(c, offsetof(struct image_state, dyn_drops));
	ebpf_mov_imm(&c->a, R0, 0);
	ebpf_jump(&c->a, missing);
	ebpf_here(&c->a, ok);
}

void cg_delete_element(struct cg *c, const struct node *n)
{
	struct place key = cg_tuple(c, n);

	cg_address_of(c, R2, key);
	ebpf_map(&c->a, R1, cg_place(c, n->left->var)->map);
	ebpf_call(&c->a, BPF_FUNC_map_delete_elem);
}

/* s = 0: an element is freed, any other string is empty then */
static void empty_string(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	int missing = ebpf_label(a);

	if (n->left->kind == NODE_INDEX) {
		cg_delete_element(c, n->left);
		ebpf_here(a, missing);
		return;
	}
	cg_storage(c, n->left, true);
	cg_check_storage(c, n->left, missing);
	ebpf_store_imm(a, 1, R0, 0, 0);
	ebpf_here(a, missing);
}

static void assign_string(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	uint32_t size = c->options->strsize;
	struct place text = cg_scratch(c, size);
	int missing = ebpf_label(a);

	cg_string(c, n->right, text, size);
	cg_storage(c, n->left, true);
	cg_check_storage(c, n->left, missing);
	ebpf_mov(a, R1, R0);
	ebpf_mov_imm(a, R2, size);
	cg_address_of(c, R3, text);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_here(a, missing);
}

/* In a /= b the division has the type of a / b. */
static const struct type *compound_type(const struct node *n)
{
	if (n->op == OP_SHL || n->op == OP_SHR ||
	    !type_is_integer(n->left->type))
		return n->left->type;
	return type_usual(node_promoted(n->left), node_promoted(n->right));
}

void cg_new_value(struct cg *c, const struct node *n)
{
	const struct type *t = n->left->type;
	uint64_t size = cg_element_size(t);

	if (n->op != OP_ASSIGN && size > 1)
		ebpf_alu_imm(&c->a, BPF_MUL, R0, (int32_t)size);
	if (n->op != OP_ASSIGN)
		cg_arithmetic(c, n->op, compound_type(n));
	cg_convert(c, t);
}

static void assign_stack(struct cg *c, const struct node *n)
{
	int off = (int32_t)cg_place(c, n->left->var)->offset;

	cg_expr(c, n->right);
	if (n->op != OP_ASSIGN)
		ebpf_load(&c->a, 8, R1, R_STACK, off);
	cg_new_value(c, n);
	ebpf_store(&c->a, 8, R_STACK, off, R0);
}

/* a[k] = 0 frees the element; the value waits in temp */
static void free_element(struct cg *c, const struct node *n,
			 struct place key, int temp, int done)
{
	struct ebpf_asm *a = &c->a;
	int keep = ebpf_label(a);

	if (n->op != OP_ASSIGN ||
	    (n->right->kind == NODE_INT && n->right->value != 0)) {
		ebpf_here(a, keep);
		return;
	}
	ebpf_load(a, 8, R0, R_STACK, temp);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, keep);
	cg_address_of(c, R2, key);
	ebpf_map(a, R1, cg_place(c, n->left->left->var)->map);
	ebpf_call(a, BPF_FUNC_map_delete_elem);
	ebpf_mov_imm(a, R0, 0);
	ebpf_jump(a, done);
	ebpf_here(a, keep);
}

static void assign_stored(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	const struct node *to = n->left;
	int mark = c->stack, temp = cg_temp(c, 8, n->loc);
	int done = ebpf_label(a);
	struct place key;

	cg_expr(c, n->right);
	ebpf_store(a, 8, R_STACK, temp, R0);
	if (to->kind == NODE_INDEX) {
		key = cg_tuple(c, to);
		free_element(c, n, key, temp, done);
		element(c, to, key, true);
	} else {
		cg_storage(c, to, true);
	}
	cg_check_storage(c, to, done);
	ebpf_mov(a, R_KEEP, R0);
	ebpf_load(a, 8, R0, R_STACK, temp);
	if (n->op != OP_ASSIGN)
		ebpf_load(a, 8, R1, R_KEEP, 0);
	cg_new_value(c, n);
	ebpf_store(a, 8, R_KEEP, 0, R0);
	ebpf_here(a, done);
	cg_temp_release(c, mark);
}

void cg_assign(struct cg *c, const struct node *n)
{
	if (cg_is_object(n->left))
		cg_assign_object(c, n);
	else if (cg_is_string(n->left) && !type_is_string(n->right->type))
		empty_string(c, n);
	else if (cg_is_string(n->left))
		assign_string(c, n);
	else if (on_stack(c, var_of(n->left)))
		assign_stack(c, n);
	else
		assign_stored(c, n);
}

void cg_step(struct cg *c, const struct node *n)
{
	const struct type *t = type_resolve(n->left->type);
	bool up = n->op == OP_PRE_INC || n->op == OP_POST_INC;
	bool pre = n->op == OP_PRE_INC || n->op == OP_PRE_DEC;
	int32_t by = 1;

	if (t->kind == TYPE_POINTER && type_resolve(t->base)->size)
		by = (int32_t)type_resolve(t->base)->size;
	ebpf_mov(&c->a, R1, R0);
	ebpf_alu_imm(&c->a, BPF_ADD, R1, up ? by : -by);
	ebpf_extend(&c->a, R1, cg_int_size(t), cg_is_signed(t));
	if (pre)
		ebpf_mov(&c->a, R0, R1);
}

void cg_increment(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	int missing = ebpf_label(a), mark = c->stack, off;

	if (cg_is_object(n->left)) {
		cg_increment_object(c, n);
	} else if (on_stack(c, var_of(n->left))) {
		off = (int32_t)cg_place(c, n->left->var)->offset;
		ebpf_load(a, 8, R0, R_STACK, off);
		cg_step(c, n);
		ebpf_store(a, 8, R_STACK, off, R1);
	} else {
		cg_storage(c, n->left, true);
		cg_check_storage(c, n->left, missing);
		ebpf_mov(a, R_KEEP, R0);
		ebpf_load(a, 8, R0, R_KEEP, 0);
		cg_step(c, n);
		ebpf_store(a, 8, R_KEEP, 0, R1);
	}
	ebpf_here(a, missing);
	cg_temp_release(c, mark);
}
