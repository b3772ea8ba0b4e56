/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/live.h"

#include <linux/membarrier.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SPINS 1000

enum state {
	STATE_NEW,
	STATE_ENTERING,		/* a signal handler may meet this */
	STATE_LISTED,
};

struct thread {
	volatile unsigned depth;	/* handlers of signals may nest */
	volatile uint8_t state;		/* enum state */
	struct thread *next;
};

/*
 * In the static block, so that it is reached without a call, and nothing is
 * allocated when a thread fires for the first time.
 */
static __thread struct thread self
	__attribute__((tls_model("initial-exec")));

static struct thread *threads;
static atomic_flag threads_lock = ATOMIC_FLAG_INIT;
static pthread_key_t leaving;
static atomic_bool can_wait;	/* else images are never unloaded */

static const volatile uint16_t never;

static int never_enabled(void)
{
	return 0;
}

/* The holder never waits for anything, so this ends soon. */
static void lock_threads(void)
{
	while (atomic_flag_test_and_set_explicit(&threads_lock,
						 memory_order_acquire))
		sched_yield();
}

static void unlock_threads(void)
{
	atomic_flag_clear_explicit(&threads_lock, memory_order_release);
}

static void thread_enters(void)
{
	self.state = STATE_ENTERING;
	lock_threads();
	self.next = threads;
	threads = &self;
	unlock_threads();
	if (can_wait && pthread_setspecific(leaving, &self))
		can_wait = false;
	self.state = STATE_LISTED;
}

/* At the end of a thread; one that fires even later enters again. */
static void thread_leaves(void *data)
{
	struct thread **p, *me = data;

	me->state = STATE_ENTERING;
	lock_threads();
	for (p = &threads; *p; p = &(*p)->next)
		if (*p == me) {
			*p = me->next;
			break;
		}
	unlock_threads();
	me->state = STATE_NEW;
}

/* ---- firing ------------------------------------------------------------ */

/*
 * Who enters gets the depth from before, to give it back: the variable is then
 * read once only. What happens in between must not call what needs a stack
 * frame, unless somebody traces: a frame would cost more than all the rest.
 */
static inline bool is_listed(void)
{
	return __builtin_expect(self.state == STATE_LISTED, 1);
}

static inline unsigned enter(void)
{
	unsigned depth = self.depth;

	self.depth = depth + 1;
	atomic_signal_fence(memory_order_seq_cst);
	return depth;
}

static inline void leave(unsigned depth)
{
	atomic_signal_fence(memory_order_seq_cst);
	self.depth = depth;
}

static inline bool traced(const struct live *live)
{
	return *__atomic_load_n(&live->semaphore, __ATOMIC_ACQUIRE) != 0;
}

static __attribute__((noinline)) int first_is_enabled(struct usdt_probe *probe)
{
	if (self.state == STATE_ENTERING)
		return 0;
	thread_enters();
	return usdt_is_enabled(probe);
}

int usdt_is_enabled(struct usdt_probe *probe)
{
	unsigned depth;
	bool yes;

	if (!probe)
		return 0;
	if (!is_listed())
		return first_is_enabled(probe);
	depth = enter();
	yes = traced((const struct live *)probe);
	leave(depth);
	return yes;
}

static __attribute__((noinline)) void first_fire(struct usdt_probe *probe,
						 size_t argc, void **argv)
{
	if (self.state == STATE_ENTERING)
		return;
	thread_enters();
	usdt_fire_probe(probe, argc, argv);
}

/* Traced; leaves. */
static __attribute__((noinline)) void fire(const struct live *live,
					   size_t argc, void **argv,
					   unsigned depth)
{
	void (*stub)(void **) = __atomic_load_n(&live->stub, __ATOMIC_ACQUIRE);
	void *words[USDT_ARG_MAX];

	if (!argv)
		argc = 0;
	if (argc < live->argc) {
		memset(words, 0, sizeof(words));
		if (argc)
			memcpy(words, argv, argc * sizeof(*argv));
		argv = words;
	}
	if (stub)
		stub(argv);
	leave(depth);
}

void usdt_fire_probe(struct usdt_probe *probe, size_t argc, void **argv)
{
	unsigned depth;

	if (!probe)
		return;
	if (!is_listed()) {
		first_fire(probe, argc, argv);
		return;
	}
	depth = enter();
	if (__builtin_expect(traced((const struct live *)probe), 0))
		fire((const struct live *)probe, argc, argv, depth);
	else
		leave(depth);
}

/* ---- publishing -------------------------------------------------------- */

void live_publish(struct probedef *p, struct image *image, uint64_t base)
{
	struct live *live = &p->live;
	char *at = (char *)(uintptr_t)base;

	p->image = image;
	image->nprobes++;
	live->argc = p->pub.argc;
	live->pub.probe_addr = at + p->stub_at;
	live->pub.isenabled_addr = (int (*)(void))(void *)(at + p->test_at);
	if (!p->locations)	/* another's code has its own way of calls */
		__atomic_store_n(&live->stub,
				 (void (*)(void **))(void *)(at + p->stub_at),
				 __ATOMIC_RELEASE);
	__atomic_store_n(&live->semaphore,
			 (const volatile uint16_t *)(at + p->semaphore_at),
			 __ATOMIC_RELEASE);
	__atomic_store_n(&p->pub.probe, &live->pub, __ATOMIC_RELEASE);
}

void live_unpublish(struct probedef *p)
{
	struct live *live = &p->live;

	__atomic_store_n(&p->pub.probe, NULL, __ATOMIC_RELEASE);
	__atomic_store_n(&live->semaphore, &never, __ATOMIC_RELEASE);
	__atomic_store_n(&live->stub, NULL, __ATOMIC_RELEASE);
	live->pub.isenabled_addr = never_enabled;
	live->pub.probe_addr = NULL;
	if (p->image)
		p->image->nprobes--;
	p->image = NULL;
}

/* ---- waiting ----------------------------------------------------------- */

static bool leaves(const struct thread *t)
{
	for (int i = 0; i < SPINS; i++) {
		if (!t->depth)
			return true;
		sched_yield();
	}
	return false;
}

bool live_quiesce(void)
{
	bool all = true;

	if (!can_wait || syscall(SYS_membarrier,
				 MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0))
		return false;
	if (self.state == STATE_NEW)	/* a handler must not do it below */
		thread_enters();
	lock_threads();
	for (struct thread *t = threads; t && all; t = t->next)
		all = t == &self ? !t->depth : leaves(t);
	unlock_threads();
	atomic_thread_fence(memory_order_seq_cst);
	return all;
}

/* ---- fork -------------------------------------------------------------- */

static void before_fork(void)
{
	pthread_mutex_lock(&usdt_lock);
	if (self.state == STATE_NEW)
		thread_enters();
	lock_threads();
}

static void after_fork_in_parent(void)
{
	unlock_threads();
	pthread_mutex_unlock(&usdt_lock);
}

static long register_membarrier(void)
{
	return syscall(SYS_membarrier,
		       MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
}

/* Only this thread is left. */
static void after_fork_in_child(void)
{
	self.next = NULL;
	threads = &self;
	unlock_threads();
	if (register_membarrier())
		can_wait = false;
	pthread_mutex_unlock(&usdt_lock);
}

__attribute__((constructor(101))) static void start(void)
{
	can_wait = !pthread_key_create(&leaving, thread_leaves) &&
		   !register_membarrier() &&
		   !pthread_atfork(before_fork, after_fork_in_parent,
				   after_fork_in_child);
}

/*
 * When the library itself is unloaded, threads that live on must not run what
 * was in it.
 */
__attribute__((destructor(101))) static void end(void)
{
	if (can_wait)
		pthread_key_delete(leaving);
}
