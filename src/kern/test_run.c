/* SPDX-License-Identifier: MIT */
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include "kern/apart.h"
#include "kern/object.h"
#include "kern/words.h"

static struct bpf_test_run_opts opts_of(const struct kern_test_run *run)
{
	return (struct bpf_test_run_opts){
		.sz = sizeof(struct bpf_test_run_opts),
		.data_in = run->data_in,
		.data_out = run->data_out,
		.data_size_in = run->data_in_len,
		.data_size_out = run->data_out_len,
		.ctx_in = run->ctx_in,
		.ctx_out = run->ctx_out,
		.ctx_size_in = run->ctx_in_len,
		.ctx_size_out = run->ctx_out_len,
		.repeat = (int)run->repeat,
		.flags = run->flags,
		.cpu = run->cpu,
		.batch_size = run->batch_size,
	};
}

/* The kernel writes the context of a syscall program back to where it came from, and takes no
 * ctx_out: with one, the program gets a copy there. */
static void work_in_ctx_out(struct bpf_test_run_opts *opts)
{
	if (!opts->ctx_out || opts->ctx_size_out < opts->ctx_size_in)
		return;
	if (opts->ctx_size_in)
		memmove(opts->ctx_out, opts->ctx_in, opts->ctx_size_in);
	opts->ctx_in = opts->ctx_out;
	opts->ctx_out = NULL;
	opts->ctx_size_out = 0;
}

struct one_run {
	int fd;
	struct bpf_test_run_opts *opts;
};

static int run_once(void *ctx)
{
	const struct one_run *run = ctx;

	return bpf_prog_test_run_opts(run->fd, run->opts);
}

int kern_program_test_run(const struct kern_program *prog, struct kern_test_run *run,
			  struct wbpf_error *err)
{
	struct bpf_test_run_opts opts = opts_of(run);
	int fd = kern_program_fd(prog);
	bool syscall = bpf_program__type(prog->bpf) == BPF_PROG_TYPE_SYSCALL;
	struct one_run once = { fd, &opts };
	int ret;

	KERN_LISTEN();
	if (fd < 0)
		return kern_refuse(err, fd, "program '%s': test run: it is not loaded",
				   kern_program_name(prog));
	if (syscall)
		work_in_ctx_out(&opts);
	ret = syscall ? kern_run_apart(fd, run_once, &once) : run_once(&once);
	/* After -ENOSPC the kernel has told the size that was wanted. */
	run->data_out_len = opts.data_size_out;
	run->ctx_out_len = syscall && run->ctx_out ? opts.ctx_size_in : opts.ctx_size_out;
	run->retval = opts.retval;
	run->duration_ns = opts.duration;
	return ret ? kern_fail(err, ret, "program '%s': test run", kern_program_name(prog)) : 0;
}
