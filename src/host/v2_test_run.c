/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "guest/wake.h"
#include "host/abi_v2.h"
#include "host/room.h"

/* A guest may ask for four thousand million runs. Between two portions it can be stopped. */
enum { RUNS_AT_ONCE = 1024 };

/* NULL where the guest gives no bytes: the kernel tells "none" from "empty" by it. */
static int part_in(struct wbpf_guest *g, uint32_t addr, uint32_t len, const char *what,
		   const void **out)
{
	*out = NULL;
	return len ? wbpf_arg_peek(g, WBPF_GADDR(addr), len, what, out) : 0;
}

static int part_out(struct wbpf_guest *g, uint32_t addr, uint32_t len, const char *what, void **out)
{
	*out = NULL;
	return len ? wbpf_arg_view(g, WBPF_GADDR(addr), len, what, out) : 0;
}

static int views(struct wbpf_guest *g, const struct wbpf2_test_run_opts *o,
		 struct kern_test_run *run)
{
	int ret = part_in(g, o->data_in, o->data_in_len, "data_in", &run->data_in);

	if (!ret)
		ret = part_out(g, o->data_out, o->data_out_len, "data_out", &run->data_out);
	if (!ret)
		ret = part_in(g, o->ctx_in, o->ctx_in_len, "ctx_in", &run->ctx_in);
	if (!ret)
		ret = part_out(g, o->ctx_out, o->ctx_out_len, "ctx_out", &run->ctx_out);
	if (ret)
		return ret;
	run->data_in_len = o->data_in_len;
	run->ctx_in_len = o->ctx_in_len;
	run->flags = o->flags;
	run->cpu = o->cpu;
	run->batch_size = o->batch_size;
	return 0;
}

/* The kernel counts the rounds; the average over all portions is ours. */
static int run_all(struct wbpf_guest *g, const struct kern_program *prog,
		   const struct wbpf2_test_run_opts *o, struct kern_test_run *run)
{
	uint64_t total_ns = 0;
	uint32_t done = 0;

	do {
		uint32_t left = o->repeat - done;
		int ret = g->wake ? wbpf_wake_check(g->wake) : 0;

		if (ret)
			return wbpf_arg_quick(g, ret, "test run interrupted");
		run->repeat = left > RUNS_AT_ONCE ? RUNS_AT_ONCE : left;
		run->data_out_len = o->data_out_len;
		run->ctx_out_len = o->ctx_out_len;
		ret = kern_program_test_run(prog, run, &g->last_error);
		if (ret)
			return ret;
		total_ns += (uint64_t)run->duration_ns * (run->repeat ? run->repeat : 1);
		done += run->repeat;
	} while (done < o->repeat);
	run->duration_ns = (uint32_t)(total_ns / (done ? done : 1));
	return 0;
}

int32_t wbpf2_program_test_run(struct wbpf_guest *g, wbpf_handle h, wbpf_gaddr opts)
{
	struct kern_program *prog = host_program(g, h);
	struct wbpf2_test_run_opts o;
	struct kern_test_run run = { 0 };
	int ret = prog ? wbpf_arg_need_opts(g, opts, &o, sizeof(o)) : -EBADF;

	if (!ret)
		ret = views(g, &o, &run);
	if (!ret)
		ret = run_all(g, prog, &o, &run);
	/* The kernel tells the length that was needed, too. */
	if (ret && ret != -ENOSPC)
		return ret;
	o.data_out_len = run.data_out_len;
	o.ctx_out_len = run.ctx_out_len;
	o.retval = run.retval;
	o.duration_ns = run.duration_ns;
	return wbpf_arg_opts_out(g, opts, &o, sizeof(o)) ? -EFAULT : ret;
}
