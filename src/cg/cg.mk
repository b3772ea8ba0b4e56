noinst_LIBRARIES += libcg.a
libcg_a_SOURCES = \
	cg/account.c cg/act.c cg/action.c cg/agg.c cg/bucket.c cg/builtin.c \
	cg/cg.h cg/context.c cg/copy.c cg/dpath.c cg/event.c cg/expr.c \
	cg/fault.c cg/fetch.c cg/frames.c cg/frames_code.c cg/frames_impl.h \
	cg/impl.h cg/layout.c cg/layout_agg.c cg/layout_record.c cg/limits.c \
	cg/memory.c cg/object.c cg/operand.c cg/owner.c cg/part.c \
	cg/program.c cg/prologue.c cg/shape.c cg/speculation.c cg/stack.c \
	cg/stackcopy.c cg/str.c cg/str.h cg/str_inet.c cg/str_json.c \
	cg/str_number.c cg/str_path.c cg/str_search.c cg/str_token.c \
	cg/string.c cg/sub.c cg/syscall.c cg/task.c cg/tracepoint.c \
	cg/unit.c cg/uregs.c cg/var.c cg/who.c
