/* SPDX-License-Identifier: MIT */
/* Signals for a guest. Everything here may run in a signal handler: atomics and write(2) only. */
#include <signal.h>

#include "runtime/runtime.h"

/* signal(7): what happens to a process that does nothing about it. */
static bool ends_a_process(int signo)
{
	switch (signo) {
	case SIGCHLD:
	case SIGCONT:
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGURG:
	case SIGWINCH:
		return false;
	default:
		return true;
	}
}

static bool has_bit(_Atomic uint64_t *mask, int signo)
{
	return atomic_load(mask) & 1ULL << signo;
}

static void stop(struct wbpf_instance *inst)
{
	/* First the engine: whoever the wake lets go on finds it stopped already. */
	inst->mod->rt->ops->instance_stop(inst->engine_instance);
	wbpf_wake_stop(&inst->wake);
}

enum wbpf_signal_result wbpf_instance_signal(struct wbpf_instance *inst, int signo)
{
	if (signo < 1 || signo > 31 || has_bit(&inst->wake.ignored, signo))
		return WBPF_SIGNAL_IGNORED;
	if (has_bit(&inst->wake.handled, signo)) {
		atomic_store(&inst->signo, signo);
		wbpf_wake_signal(&inst->wake, signo);
		return WBPF_SIGNAL_HANDLED;
	}
	if (!ends_a_process(signo))
		return WBPF_SIGNAL_IGNORED;
	atomic_store(&inst->signo, signo);
	if (inst->mod->told_by_errno) {
		wbpf_wake_signal(&inst->wake, signo);
		return WBPF_SIGNAL_TOLD;
	}
	atomic_store(&inst->by_signal, true);
	stop(inst);
	return WBPF_SIGNAL_STOPPED;
}

void wbpf_instance_stop(struct wbpf_instance *inst)
{
	stop(inst);
}
