/* SPDX-License-Identifier: MIT */
#include <bpf/bpf.h>
#include <errno.h>

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

int kern_program_test_run(const struct kern_program *prog, struct kern_test_run *run,
			  struct wbpf_error *err)
{
	struct bpf_test_run_opts opts = opts_of(run);
	int fd = kern_program_fd(prog);
	int ret;

	KERN_LISTEN();
	if (fd < 0)
		return kern_refuse(err, fd, "program '%s': test run: it is not loaded",
				   kern_program_name(prog));
	ret = bpf_prog_test_run_opts(fd, &opts);
	/* After -ENOSPC the kernel has told the size that was wanted. */
	run->data_out_len = opts.data_size_out;
	run->ctx_out_len = opts.ctx_size_out;
	run->retval = opts.retval;
	run->duration_ns = opts.duration;
	return ret ? kern_fail(err, ret, "program '%s': test run", kern_program_name(prog)) : 0;
}
