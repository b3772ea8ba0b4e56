bin_PROGRAMS += dtrace
dtrace_SOURCES = \
	cmd/compile.c cmd/compile.h \
	cmd/cpp.c cmd/cpp.h \
	cmd/guard.c cmd/guard.h \
	cmd/interp.c \
	cmd/doctor.c cmd/doctor.h \
	cmd/keep.c cmd/keep.h \
	cmd/keep_shape.c \
	cmd/late.c cmd/late.h \
	cmd/library.c cmd/library.h \
	cmd/list.c cmd/list.h \
	cmd/list_json.c \
	cmd/list_probe.c \
	cmd/main.c \
	cmd/mode_header.c \
	cmd/mode_object.c \
	cmd/options.c cmd/options.h \
	cmd/privilege.c cmd/privilege.h \
	cmd/privilege_file.c \
	cmd/run.h \
	cmd/run_act.c \
	cmd/run_loop.c \
	cmd/run_records.c \
	cmd/run_replay.c \
	cmd/run_targets.c \
	cmd/say.c cmd/say.h \
	cmd/stability.c cmd/stability.h \
	cmd/trace.c cmd/trace.h \
	cmd/tunable.c cmd/tunable.def \
	cmd/usdt.c cmd/usdt.h \
	cmd/world.c
dtrace_LDADD = libbackend.a libtracer.a libconsume.a libusdtc.a libprobe.a \
	librecording.a libktypes.a libproc.a \
	libcg.a liblang.a libimage.a libebpf.a libelf.a libarch.a libbase.a \
	$(BPF_LIBS) $(DW_LIBS) -lpthread
