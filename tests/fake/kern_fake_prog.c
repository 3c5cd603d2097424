/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fake/kern_fake_priv.h"

struct kern_link {
	uint32_t kind;
	int prog;
	bool attached, pinned;
};

int kern_program_info(const struct kern_program *prog, struct kern_program_info *info,
		      struct wbpf_error *err)
{
	int ret = fake_fails(err, "program info");

	if (ret)
		return ret;
	*info = (struct kern_program_info){
		.type = prog->type,
		.flags = prog->flags,
		.insn_cnt = 2,
		.id = prog->obj->loaded ? 1 + (uint32_t)prog->number : 0,
		.autoload = prog->autoload,
		.autoattach = prog->autoattach,
		.loaded = prog->obj->loaded,
	};
	snprintf(info->name, sizeof(info->name), "%s", prog->name);
	snprintf(info->section, sizeof(info->section), "%s", prog->section);
	return 0;
}

const void *kern_program_insns(const struct kern_program *prog, size_t *len_bytes)
{
	static const uint64_t insns[2] = { 0xb7, 0x95 };

	(void)prog;
	*len_bytes = sizeof(insns);
	return insns;
}

const char *kern_program_name(const struct kern_program *prog)
{
	return prog->name;
}

int kern_program_fd(const struct kern_program *prog)
{
	return prog->obj->loaded ? 2 * FAKE_FD_BASE + prog->number : -EINVAL;
}

int kern_program_set(struct kern_program *prog, enum kern_program_attr attr, uint64_t value,
		     struct wbpf_error *err)
{
	int ret = fake_fails(err, "program set");

	if (ret)
		return ret;
	if (prog->obj->loaded)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EBUSY, "fake: loaded");
	if (attr == KERN_PROGRAM_AUTOLOAD)
		prog->autoload = value != 0;
	if (attr == KERN_PROGRAM_FLAGS)
		prog->flags = (uint32_t)value;
	return 0;
}

int kern_program_set_attach_target(struct kern_program *prog, int target_fd, const char *name,
				   struct wbpf_error *err)
{
	(void)prog;
	fake.attach.fd = target_fd;
	snprintf(fake.attach_target, sizeof(fake.attach_target), "%s", name ? name : "");
	return fake_fails(err, "attach target");
}

int kern_program_pin(struct kern_program *prog, const char *path, struct wbpf_error *err)
{
	(void)prog;
	if (*path != '/')
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: pin");
	snprintf(fake.path, sizeof(fake.path), "%s", path);
	return 0;
}

int kern_program_unpin(struct kern_program *prog, const char *path, struct wbpf_error *err)
{
	(void)prog;
	(void)path;
	return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "fake: not pinned");
}

static void test_data(struct kern_test_run *run)
{
	uint32_t n = run->data_in_len < run->data_out_len ? run->data_in_len : run->data_out_len;

	if (n)
		memmove(run->data_out, run->data_in, n);
	run->data_out_len = run->data_in_len;
	n = run->ctx_in_len < run->ctx_out_len ? run->ctx_in_len : run->ctx_out_len;
	if (n)
		memmove(run->ctx_out, run->ctx_in, n);
	run->ctx_out_len = run->ctx_in_len;
}

int kern_program_test_run(const struct kern_program *prog, struct kern_test_run *run,
			  struct wbpf_error *err)
{
	bool short_out = run->data_out_len && run->data_out_len < run->data_in_len;
	int ret = fake_fails(err, "test run");

	if (ret)
		return ret;
	if (!prog->obj->loaded)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: not loaded");
	if (fake.test_runs > FAKE_TEST_RUNS_MAX)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINTR, "fake: enough");
	fake.test_runs += run->repeat ? run->repeat : 1;
	if (run->repeat > fake.test_runs_at_once)
		fake.test_runs_at_once = run->repeat;
	test_data(run);
	run->retval = 2;
	run->duration_ns = 7;
	return short_out ? wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOSPC, "fake: short") : 0;
}

static void note_list(const struct kern_attach_opts *o)
{
	size_t at = 0;

	fake.attach_symbols[0] = '\0';
	for (uint32_t i = 0; o->symbols && i < o->symbol_cnt && at < sizeof(fake.attach_symbols);
	     i++)
		at += (size_t)snprintf(fake.attach_symbols + at, sizeof(fake.attach_symbols) - at,
				       "%s,", o->symbols[i]);
	fake.attach_cookie0 = o->cookies ? o->cookies[0] : 0;
	fake.attach_addr0 = o->addrs ? o->addrs[0] : 0;
}

/* Remembered for the test; what o points to is gone afterwards. */
static void note_attach(const struct kern_program *prog, const struct kern_attach_opts *o)
{
	struct stat st;

	fake.attach = *o;
	fake.attach_fd_is_dir = o->fd >= 0 && fstat(o->fd, &st) == 0 && S_ISDIR(st.st_mode);
	snprintf(fake.attach_target, sizeof(fake.attach_target), "%s",
		 o->target ? o->target : "(null)");
	snprintf(fake.attach_symbol, sizeof(fake.attach_symbol), "%s",
		 o->symbol ? o->symbol : "(null)");
	snprintf(fake.attach_program, sizeof(fake.attach_program), "%s", prog->name);
	note_list(o);
}

static int link_new(uint32_t kind, int prog, struct kern_link **out)
{
	struct kern_link *link = calloc(1, sizeof(*link));

	link->kind = kind;
	link->prog = prog;
	link->attached = true;
	fake.links++;
	fake.attached++;
	*out = link;
	return 0;
}

int kern_attach(struct kern_program *prog, const struct kern_attach_opts *opts,
		struct kern_link **out, struct wbpf_error *err)
{
	int ret = fake_fails(err, "attach");

	if (ret)
		return ret;
	if (!prog->obj->loaded)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: not loaded");
	if (opts->target && strcmp(opts->target, "nowhere") == 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENODEV, "program '%s': no interface '%s'",
				 prog->name, opts->target);
	note_attach(prog, opts);
	return link_new(opts->kind, prog->number, out);
}

int kern_attach_map(struct kern_map *map, struct kern_link **out, struct wbpf_error *err)
{
	int ret = fake_fails(err, "attach map");

	return ret ? ret : link_new(KERN_ATTACH_STRUCT_OPS, map->number, out);
}

int kern_link_update(struct kern_link *link, struct kern_program *prog, struct kern_map *map,
		     struct wbpf_error *err)
{
	if (link->kind == KERN_ATTACH_TC)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EOPNOTSUPP, "fake: no kernel link");
	link->prog = prog ? prog->number : map->number;
	return fake_fails(err, "link update");
}

static void detach(struct kern_link *link)
{
	fake.attached -= link->attached;
	link->attached = false;
}

int kern_link_detach(struct kern_link *link, struct wbpf_error *err)
{
	detach(link);
	return fake_fails(err, "detach");
}

int kern_link_pin(struct kern_link *link, const char *path, struct wbpf_error *err)
{
	if (*path != '/')
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: pin");
	link->pinned = true;
	return 0;
}

int kern_link_unpin(struct kern_link *link, struct wbpf_error *err)
{
	if (!link->pinned)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "fake: not pinned");
	link->pinned = false;
	return 0;
}

int kern_link_open_pinned(const char *path, struct kern_link **out, struct wbpf_error *err)
{
	if (strcmp(path, "/sys/fs/bpf/link") != 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "fake: no pin '%s'", path);
	return link_new(KERN_ATTACH_XDP, 0, out);
}

int kern_link_fd(const struct kern_link *link)
{
	return link->kind == KERN_ATTACH_TC ? -EINVAL : 3 * FAKE_FD_BASE;
}

int kern_link_info(const struct kern_link *link, struct kern_link_info *info)
{
	*info = (struct kern_link_info){
		.id = 9,
		.prog_id = 1 + (uint32_t)link->prog,
		.kind = link->kind,
		.attached = link->attached,
	};
	return 0;
}

void kern_link_free(struct kern_link *link)
{
	if (!link)
		return;
	detach(link);
	free(link);
	fake.links--;
}

int kern_iter_create(const struct kern_link *link, struct wbpf_error *err)
{
	if (link->kind != KERN_ATTACH_ITER)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: no iterator");
	return open("/proc/self/comm", O_RDONLY | O_CLOEXEC);
}

int kern_perf_event_open(const void *attr, uint32_t attr_len, int32_t pid, int32_t cpu,
			 uint64_t flags, struct wbpf_error *err)
{
	(void)pid;
	(void)cpu;
	(void)flags;
	if (attr_len < 8 || memcmp(attr, "PERFATTR", 8) != 0)
		return wbpf_fail(err, WBPF_STAGE_KERNEL, -EINVAL, "fake: perf attr");
	return open("/dev/zero", O_RDONLY | O_CLOEXEC);
}
