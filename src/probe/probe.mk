noinst_LIBRARIES += libprobe.a
libprobe_a_SOURCES = \
	probe/bind.c probe/bind.h \
	probe/bind_function.c \
	probe/bind_impl.h \
	probe/bind_own.c \
	probe/builtin.c \
	probe/file.c \
	probe/layer.c \
	probe/impl.h \
	probe/object.c \
	probe/probe.c probe/probe.h \
	probe/pid.h probe/pid_returns.c probe/prov_pid.c \
	probe/prov_fbt.c probe/prov_io.c probe/prov_proc.c probe/prov_rawtp.c \
	probe/prov_sched.c probe/prov_syscall.c \
	probe/provider.c probe/provider.h \
	probe/raw.c probe/raw.h \
	probe/recorded.c \
	probe/scan.c \
	probe/set.c \
	probe/forget.c \
	probe/timer.c probe/timer.h \
	probe/tracepoint.c probe/tracepoint.h \
	probe/types.c

# The names of the system calls; the compiler adds their numbers.
probe/prov_syscall.$(OBJEXT): probe/syscalls.def
probe/syscalls.def: probe/$(am__dirstamp)
	$(AM_V_GEN)echo '#include <asm/unistd.h>' | $(CC) $(CPPFLAGS) -E -dM - | \
	sed -n 's/^#define __NR_\([a-z0-9_]*\) .*/SYSCALL(\1)/p' | \
	grep -v -e '(syscalls)' -e '(arch_specific_syscall)' >$@.tmp
	$(AM_V_at)mv $@.tmp $@
CLEANFILES += probe/syscalls.def
