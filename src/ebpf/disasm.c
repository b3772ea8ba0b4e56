/* SPDX-License-Identifier: BSD-2-Clause */
#include "ebpf/disasm.h"

#include <stdbool.h>
#include <stdint.h>

#define MODE_SIGNED_MEM 0x80	/* BPF_MEMSX, not in the headers of Debian 12 */

static const char *helper_name(int32_t id)
{
	switch (id) {
#define HELPER(name) case BPF_FUNC_##name: return #name;
#include "ebpf/helper.def"
#undef HELPER
	}
	return NULL;
}

static bool add_unknown(const struct bpf_insn *insn, struct buf *out)
{
	buf_printf(out, "?? code 0x%02x dst %d src %d off %d imm %d",
		   insn->code, insn->dst_reg, insn->src_reg, insn->off,
		   insn->imm);
	return false;
}

/* What stands right of an operator: a register or a number. */
static void add_source(const struct bpf_insn *insn, char reg, struct buf *out)
{
	if (BPF_SRC(insn->code) == BPF_X)
		buf_printf(out, "%c%d", reg, insn->src_reg);
	else
		buf_printf(out, "%d", insn->imm);
}

/* ---- arithmetic: w registers are the lower 32 bits --------------------- */

static const char *alu_operator(int op)
{
	switch (op) {
	case BPF_ADD: return "+=";
	case BPF_SUB: return "-=";
	case BPF_MUL: return "*=";
	case BPF_DIV: return "/=";
	case BPF_MOD: return "%=";
	case BPF_OR: return "|=";
	case BPF_AND: return "&=";
	case BPF_XOR: return "^=";
	case BPF_LSH: return "<<=";
	case BPF_RSH: return ">>=";
	case BPF_ARSH: return "s>>=";
	case BPF_MOV: return "=";
	}
	return NULL;
}

static void add_alu(const struct bpf_insn *insn, struct buf *out)
{
	bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	int op = BPF_OP(insn->code), dst = insn->dst_reg;
	char r = wide ? 'r' : 'w';
	bool is_signed = insn->off == 1 && (op == BPF_DIV || op == BPF_MOD);

	if (op == BPF_END) {
		buf_printf(out, "r%d = %s%d r%d", dst, wide ? "bswap" :
			   BPF_SRC(insn->code) == BPF_TO_BE ? "be" : "le",
			   insn->imm, dst);
	} else if (op == BPF_NEG) {
		buf_printf(out, "%c%d = -%c%d", r, dst, r, dst);
	} else if (!alu_operator(op)) {
		add_unknown(insn, out);
	} else {
		buf_printf(out, "%c%d %s%s ", r, dst, is_signed ? "s" : "",
			   alu_operator(op));
		if (op == BPF_MOV && insn->off)
			buf_printf(out, "(s%d)", insn->off);
		add_source(insn, r, out);
	}
}

/* ---- memory ------------------------------------------------------------ */

static void add_memory(const struct bpf_insn *insn, int reg, struct buf *out)
{
	static const int bits[] = { 32, 16, 8, 64 };	/* by BPF_SIZE >> 3 */
	bool is_signed = BPF_CLASS(insn->code) == BPF_LDX &&
			 BPF_MODE(insn->code) == MODE_SIGNED_MEM;

	buf_printf(out, "*(%c%d *)(r%d %c %d)", is_signed ? 's' : 'u',
		   bits[BPF_SIZE(insn->code) >> 3], reg,
		   insn->off < 0 ? '-' : '+',
		   insn->off < 0 ? -insn->off : insn->off);
}

static void add_atomic(const struct bpf_insn *insn, struct buf *out)
{
	bool fetches = insn->imm & BPF_FETCH;
	const char *op = alu_operator(insn->imm & ~BPF_FETCH);

	if (insn->imm == BPF_CMPXCHG) {
		buf_add_str(out, "r0 = cmpxchg(");
		add_memory(insn, insn->dst_reg, out);
		buf_printf(out, ", r0, r%d)", insn->src_reg);
	} else if (insn->imm == BPF_XCHG) {
		buf_printf(out, "r%d = xchg(", insn->src_reg);
		add_memory(insn, insn->dst_reg, out);
		buf_printf(out, ", r%d)", insn->src_reg);
	} else if (op) {
		if (fetches)
			buf_printf(out, "r%d = fetch ", insn->src_reg);
		buf_add_str(out, "lock ");
		add_memory(insn, insn->dst_reg, out);
		buf_printf(out, " %s r%d", op, insn->src_reg);
	} else {
		add_unknown(insn, out);
	}
}

static void add_store(const struct bpf_insn *insn, struct buf *out)
{
	bool is_imm = BPF_CLASS(insn->code) == BPF_ST;

	if (BPF_MODE(insn->code) == BPF_ATOMIC && !is_imm) {
		add_atomic(insn, out);
	} else if (BPF_MODE(insn->code) != BPF_MEM) {
		add_unknown(insn, out);
	} else {
		add_memory(insn, insn->dst_reg, out);
		if (is_imm)
			buf_printf(out, " = %d", insn->imm);
		else
			buf_printf(out, " = r%d", insn->src_reg);
	}
}

static void add_load(const struct bpf_insn *insn, struct buf *out)
{
	int mode = BPF_MODE(insn->code);

	if (mode != BPF_MEM && mode != MODE_SIGNED_MEM) {
		add_unknown(insn, out);
		return;
	}
	buf_printf(out, "r%d = ", insn->dst_reg);
	add_memory(insn, insn->src_reg, out);
}

static void add_map(const struct ebpf_names *names, uint32_t map,
		    struct buf *out)
{
	if (names && map < names->nmaps)
		buf_printf(out, "map %s", names->maps[map]);
	else
		buf_printf(out, "map %u", map);
}

/* Two slots of instructions; false when they are not such a pair. */
static bool add_imm64(const struct bpf_insn *insn, size_t at, size_t left,
		      const struct ebpf_names *names, struct buf *out)
{
	uint32_t low = (uint32_t)insn->imm, high;

	if (insn->code != (BPF_LD | BPF_IMM | BPF_DW) || left < 2 ||
	    insn[1].code)
		return add_unknown(insn, out);
	high = (uint32_t)insn[1].imm;
	buf_printf(out, "r%d = ", insn->dst_reg);
	switch (insn->src_reg) {
	case BPF_PSEUDO_MAP_FD:
		add_map(names, low, out);
		break;
	case BPF_PSEUDO_MAP_VALUE:
		add_map(names, low, out);
		buf_printf(out, " value + %u", high);
		break;
	case BPF_PSEUDO_FUNC:
		buf_printf(out, "function %lld",
			   (long long)at + 1 + insn->imm);
		break;
	default:
		buf_printf(out, "0x%llx",
			   (unsigned long long)((uint64_t)high << 32 | low));
	}
	return true;
}

/* ---- jumps ------------------------------------------------------------- */

static const char *condition(int op)
{
	switch (op) {
	case BPF_JEQ: return "==";
	case BPF_JNE: return "!=";
	case BPF_JGT: return ">";
	case BPF_JGE: return ">=";
	case BPF_JLT: return "<";
	case BPF_JLE: return "<=";
	case BPF_JSGT: return "s>";
	case BPF_JSGE: return "s>=";
	case BPF_JSLT: return "s<";
	case BPF_JSLE: return "s<=";
	case BPF_JSET: return "&";
	}
	return NULL;
}

static void add_call(const struct bpf_insn *insn, size_t at, struct buf *out)
{
	if (insn->src_reg == BPF_PSEUDO_CALL)
		buf_printf(out, "call %lld", (long long)at + 1 + insn->imm);
	else if (insn->src_reg)
		add_unknown(insn, out);
	else if (helper_name(insn->imm))
		buf_printf(out, "call %s", helper_name(insn->imm));
	else
		buf_printf(out, "call helper %d", insn->imm);
}

static void add_jump(const struct bpf_insn *insn, size_t at, struct buf *out)
{
	long long next = (long long)at + 1;
	char r = BPF_CLASS(insn->code) == BPF_JMP ? 'r' : 'w';

	if (insn->code == (BPF_JMP | BPF_EXIT)) {
		buf_add_str(out, "exit");
	} else if (insn->code == (BPF_JMP | BPF_CALL)) {
		add_call(insn, at, out);
	} else if (insn->code == (BPF_JMP | BPF_JA)) {
		buf_printf(out, "goto %lld", next + insn->off);
	} else if (insn->code == (BPF_JMP32 | BPF_JA)) {
		buf_printf(out, "goto %lld", next + insn->imm);
	} else if (!condition(BPF_OP(insn->code))) {
		add_unknown(insn, out);
	} else {
		buf_printf(out, "if %c%d %s ", r, insn->dst_reg,
			   condition(BPF_OP(insn->code)));
		add_source(insn, r, out);
		buf_printf(out, " goto %lld", next + insn->off);
	}
}

void ebpf_disasm(const struct bpf_insn *insns, size_t n,
		 const struct ebpf_names *names, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct bpf_insn *insn = &insns[i];
		size_t at = i;

		buf_printf(out, "%5zu: ", i);
		switch (BPF_CLASS(insn->code)) {
		case BPF_ALU:
		case BPF_ALU64:
			add_alu(insn, out);
			break;
		case BPF_LD:
			i += add_imm64(insn, at, n - at, names, out);
			break;
		case BPF_LDX:
			add_load(insn, out);
			break;
		case BPF_ST:
		case BPF_STX:
			add_store(insn, out);
			break;
		default:
			add_jump(insn, at, out);
		}
		buf_add_char(out, '\n');
	}
}
