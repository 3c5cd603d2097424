/* SPDX-License-Identifier: MIT */
/* bpf(2): reads and writes all that the caller's attr says the kernel may. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fake/kern_fake_priv.h"

/* Layouts of union bpf_attr and of the info structs, from the kernel's documentation. */
enum {
	CMD_LOAD = 5,
	CMD_OBJ_PIN = 6,
	CMD_OBJ_GET = 7,
	CMD_TEST = 10,
	CMD_INFO = 15,
	CMD_QUERY = 16,
	CMD_RAW_TP = 17,
	CMD_BTF_LOAD = 18
};

static uint32_t sum; /* so that no read is left out */

static uint32_t u32(const void *attr, uint32_t at)
{
	uint32_t value;

	memcpy(&value, (const char *)attr + at, sizeof(value));
	return value;
}

static void *ptr(const void *attr, uint32_t at)
{
	uint64_t value;

	memcpy(&value, (const char *)attr + at, sizeof(value));
	return (void *)(uintptr_t)value;
}

static void reads(const void *from, uint64_t len)
{
	for (uint64_t i = 0; from && i < len; i++)
		sum += ((const uint8_t *)from)[i];
}

static void writes(void *to, uint64_t len)
{
	if (to)
		memset(to, 0x5a, len);
}

static void load(const void *attr)
{
	const char *license = ptr(attr, 16);
	const int32_t *insns = ptr(attr, 8);

	reads(insns, 8ull * u32(attr, 4));
	reads(license, license ? strlen(license) : 0);
	writes(ptr(attr, 32), u32(attr, 28));
	reads(ptr(attr, 80), (uint64_t)u32(attr, 76) * u32(attr, 88));
	reads(ptr(attr, 96), (uint64_t)u32(attr, 92) * u32(attr, 104));
	reads(ptr(attr, 120), 4ull * u32(attr, 148));
	reads(ptr(attr, 128), (uint64_t)u32(attr, 136) * u32(attr, 116));
	reads(ptr(attr, 152), u32(attr, 160));
	if (insns && u32(attr, 4))
		fake.last_word[0] = (uint32_t)insns[1];
}

static void test(const void *attr)
{
	reads(ptr(attr, 16), u32(attr, 8));
	writes(ptr(attr, 24), u32(attr, 12));
	reads(ptr(attr, 48), u32(attr, 40));
	writes(ptr(attr, 56), u32(attr, 44));
}

static void query(const void *attr)
{
	uint64_t len = 4ull * u32(attr, 24);

	writes(ptr(attr, 16), len);
	writes(ptr(attr, 32), len);
	writes(ptr(attr, 40), len);
	writes(ptr(attr, 48), len);
}

#define INFO(member) offsetof(struct bpf_prog_info, member)

static void prog_info(void *info)
{
	writes(ptr(info, INFO(jited_prog_insns)), u32(info, INFO(jited_prog_len)));
	writes(ptr(info, INFO(xlated_prog_insns)), u32(info, INFO(xlated_prog_len)));
	writes(ptr(info, INFO(map_ids)), 4ull * u32(info, INFO(nr_map_ids)));
	writes(ptr(info, INFO(jited_ksyms)), 8ull * u32(info, INFO(nr_jited_ksyms)));
	writes(ptr(info, INFO(jited_func_lens)), 4ull * u32(info, INFO(nr_jited_func_lens)));
	writes(ptr(info, INFO(func_info)),
	       (uint64_t)u32(info, INFO(nr_func_info)) * u32(info, INFO(func_info_rec_size)));
	writes(ptr(info, INFO(line_info)),
	       (uint64_t)u32(info, INFO(nr_line_info)) * u32(info, INFO(line_info_rec_size)));
	writes(ptr(info, INFO(jited_line_info)), (uint64_t)u32(info, INFO(nr_jited_line_info)) *
							 u32(info, INFO(jited_line_info_rec_size)));
	writes(ptr(info, INFO(prog_tags)), 8ull * u32(info, INFO(nr_prog_tags)));
}

/* The struct of the caller's may be shorter: what is not in it is 0. */
static void info(void *attr)
{
	uint8_t copy[4096] = { 0 }, *to = ptr(attr, 8);
	uint32_t len = u32(attr, 4);

	memcpy(copy, to, len);
	switch (kern_fd_kind((int)u32(attr, 0))) {
	case KERN_FD_PROGRAM:
		prog_info(copy);
		break;
	case KERN_FD_BTF:
		writes(ptr(copy, 0), u32(copy, 8));
		writes(ptr(copy, 16), u32(copy, 24));
		break;
	case KERN_FD_LINK:
		writes(ptr(copy, 16), u32(copy, 24));
		copy[0] = fake.link_type;
		break;
	default:
		break;
	}
	memcpy(to, copy, len);
}

static void reads_str(const char *text)
{
	snprintf(fake.path, sizeof(fake.path), "%s", text ? text : "");
}

static void touch(uint32_t cmd, void *attr)
{
	switch (cmd) {
	case CMD_LOAD:
		load(attr);
		break;
	case CMD_OBJ_PIN:
	case CMD_OBJ_GET:
	case CMD_RAW_TP:
		reads_str(ptr(attr, 0));
		break;
	case CMD_TEST:
		test(attr);
		break;
	case CMD_INFO:
		info(attr);
		break;
	case CMD_QUERY:
		query(attr);
		break;
	case CMD_BTF_LOAD:
		reads(ptr(attr, 0), u32(attr, 16));
		writes(ptr(attr, 8), u32(attr, 20));
		break;
	default:
		break;
	}
}

int kern_bpf(uint32_t cmd, const char *name, void *attr, uint32_t size, struct wbpf_error *err)
{
	static const uint32_t giving_fds[] = { 0, 5, 7, 13, 14, 17, 18, 19, 28, 30, 32, 33 };
	int ret = fake_fails(err, name);

	if (ret)
		return ret;
	memcpy(fake.bpf_attr, attr, size < sizeof(fake.bpf_attr) ? size : sizeof(fake.bpf_attr));
	fake.bpf_calls++;
	touch(cmd, attr);
	for (size_t i = 0; i < sizeof(giving_fds) / sizeof(giving_fds[0]); i++) {
		if (giving_fds[i] == cmd)
			return open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	return 0;
}

/* What is no number of a fake map, program or link is what the test says. */
enum kern_fd_kind kern_fd_kind(int fd)
{
	switch (fd / FAKE_FD_BASE) {
	case 0:
		return (enum kern_fd_kind)fake.fd_kind;
	case 1:
		return KERN_FD_MAP;
	case 2:
		return KERN_FD_PROGRAM;
	default:
		return KERN_FD_LINK;
	}
}

int kern_map_adopt(int fd, struct kern_map **out, struct wbpf_error *err)
{
	const struct kern_map_create_opts opts = {
		.name = "adopted", .type = 1, .key_size = 4, .value_size = 8, .max_entries = 4
	};

	close(fd);
	return kern_map_create(&opts, out, err);
}

int kern_btf_find(const char *module, const char *name, uint32_t kind, struct wbpf_error *err)
{
	if (!module && strcmp(name, "task_struct") == 0 && (!kind || kind == 4))
		return 7;
	return wbpf_fail(err, WBPF_STAGE_KERNEL, -ENOENT, "fake: no type '%s'", name);
}
