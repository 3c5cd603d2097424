/* SPDX-License-Identifier: MIT */
/* Which files of the host a guest sees without a grant, and what hostile paths get. */
#include "host_v2.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "host/host_files.h"

static int32_t open_path(const char *path)
{
	return wbpf2_host_file_open(&fg.g, fake_text(&fg, path), (uint32_t)strlen(path));
}

static int32_t stat_path(const char *path, wbpf_gaddr info)
{
	return wbpf2_host_file_stat(&fg.g, fake_text(&fg, path), (uint32_t)strlen(path), info);
}

static int32_t link_path(const char *path, wbpf_gaddr buf, uint32_t size)
{
	uint32_t len = (uint32_t)strlen(path);

	return wbpf2_host_file_link(&fg.g, fake_text(&fg, path), len, buf, size);
}

#define S HOST_FILE_STAT
#define R (HOST_FILE_STAT | HOST_FILE_READ)
#define L HOST_FILE_LINK

static const struct {
	const char *path;
	unsigned int rights;
} listed[] = {
	{ "/proc/kallsyms", R },
	{ "/proc/modules", R },
	{ "//proc///kallsyms", R },
	{ "/proc/kallsyms/", R },
	{ "/proc/1/maps", R },
	{ "/proc/1/comm", R },
	{ "/proc/self/cmdline", R },
	{ "/proc/4294967295/maps", R },
	{ "/proc/self/exe", L },
	{ "/proc/1/fd/0", L },
	{ "/proc/self/ns/pid", S | L },
	{ "/proc/self", S },
	{ "/sys/kernel/btf/vmlinux", R },
	{ "/sys/devices/system/cpu/online", R },
	{ "/sys/devices/system/cpu/cpu12/cpufreq/scaling_cur_freq", R },
	{ "/sys/kernel/tracing", S },
	{ "/sys/kernel/debug/tracing", S },
	{ "/sys/kernel/debug/tracing/events/sched/sched_switch", S },
	{ "/sys/kernel/debug/tracing/events/sched/sched_switch/id", R },
	{ "/sys/kernel/tracing/events/sched/enable", S },
	{ "/sys/kernel/tracing/events/sched/sched_switch/format", R },
	{ "/sys/kernel/tracing/available_filter_functions", R },
	{ "/sys/kernel/debug/kprobes/blacklist", R },
};

static const char *const hostile[] = {
	"",
	"/",
	"kallsyms",
	"proc/kallsyms",
	"/proc/kallsyms2",
	"/proc/kallsym",
	"/proc/./kallsyms",
	"/proc/../proc/kallsyms",
	"/proc/kallsyms/..",
	"/proc/kallsyms/x",
	"/proc/1/mem",
	"/proc/1/environ",
	"/proc/1/root/etc/passwd",
	"/proc/1/exe/",
	"/proc/self/maps",
	"/proc/self/fd/3",
	"/proc/thread-self/maps",
	"/proc/1x/maps",
	"/proc/-1/maps",
	"/proc/+1/maps",
	"/proc/ 1/maps",
	"/proc/11111111111/maps",
	"/proc//maps",
	"/proc/1/fd/../maps",
	"/proc/1/ns/..",
	"/proc/kcore",
	"/sys/kernel/btf/..",
	"/sys/kernel/btf/../../../etc/passwd",
	"/sys/kernel/btf/.hidden",
	"/sys/devices/system/cpu/cpu/cpufreq/scaling_cur_freq",
	"/sys/devices/system/cpu/cpu1x",
	"/sys/kernel/tracingx/events",
	"/sys/kernel/debug/tracingx/events",
	"/sys/kernel/debug/tracing/..",
	"/sys/kernel/debug/tracing/../../../etc/shadow",
	"/sys/kernel/tracing/trace_pipe",
	"/sys/kernel/tracing/events/../trace/format",
	"/sys/kernel/tracing/events/sched/../format",
	"/sys/kernel/tracing/events/sched/sched_switch/filter",
	"/sys/kernel/debug/sched/features",
	"/etc/passwd",
};

static void the_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
		if (host_file_rights(listed[i].path) != listed[i].rights)
			fail_msg("'%s': %u", listed[i].path, host_file_rights(listed[i].path));
	}
}

static void hostile_paths(void **state)
{
	wbpf_gaddr buf = fake_alloc(&fg, 64);

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		unsigned int rights = host_file_rights(hostile[i]);

		/* Its link is shown, nothing behind it. */
		if (rights && strcmp(hostile[i], "/proc/1/exe/") != 0)
			fail_msg("'%s': %u", hostile[i], rights);
		check_error(open_path(hostile[i]), -EXDEV, "is not among the host files");
		if (!rights) {
			check_error(stat_path(hostile[i], none), -EXDEV, "may see");
			check_error(link_path(hostile[i], buf, 64), -EXDEV, "may follow");
		}
	}
}

static void own_addresses_stay_own(void **state)
{
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/proc/%d/maps", getpid());
	check_error(open_path(path), -EXDEV, path);
	snprintf(path, sizeof(path), "/proc/%d/fd/0", getpid());
	check_error(open_path(path), -EXDEV, path);
	snprintf(path, sizeof(path), "/proc/0000%d/maps", getpid());
	assert_true(open_path(path) < 0);
	snprintf(path, sizeof(path), "/proc/%d/comm", getpid());
	assert_true(open_path(path) > 0);
}

static void reads(void **state)
{
	wbpf_gaddr buf = fake_alloc(&fg, 128);
	char text[129] = "";
	wbpf_handle h = open_path("/proc/sys/kernel/osrelease");
	struct utsname u;
	int32_t n;

	(void)state;
	assert_true(h > 0);
	assert_int_equal(uname(&u), 0);
	n = wbpf2_read(&fg.g, h, buf, 128);
	assert_true(n > 1);
	memcpy(text, fake_at(&fg, buf, 128), (size_t)n - 1);
	assert_string_equal(text, u.release);
	assert_int_equal(wbpf2_read(&fg.g, h, buf, 128), 0);
	assert_int_equal(wbpf2_close(&fg.g, h), 0);
	check_error(open_path("/proc/4194399/comm"), -ENOENT, "No such file");
}

static void sees(void **state)
{
	struct wbpf2_host_file_info in = { .sz = sizeof(in) }, *info;
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in));
	struct stat st;

	(void)state;
	assert_int_equal(stat_path("/proc/self/ns/pid", at), 0);
	info = fake_at(&fg, at, sizeof(*info));
	assert_int_equal(stat("/proc/self/ns/pid", &st), 0);
	assert_int_equal(info->ino, st.st_ino);
	assert_int_equal(info->dev, st.st_dev);
	assert_int_equal(info->mode, st.st_mode);
	assert_int_equal(stat_path("/proc/self", none), 0);
	check_error(stat_path("/proc/4194399", none), -ENOENT, "/proc/4194399");
	info->sz = 3;
	check_error(stat_path("/proc/self", at), -EINVAL, "");
	check_error(stat_path("/proc/self", WBPF_GADDR(MEMORY)), -EFAULT, "");
}

static void follows(void **state)
{
	wbpf_gaddr buf = fake_alloc(&fg, 4096);
	char exe[4096];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe));

	(void)state;
	assert_int_equal(link_path("/proc/self/exe", buf, 4096), len);
	assert_memory_equal(fake_at(&fg, buf, 4096), exe, (size_t)len);
	memset(fake_at(&fg, buf, 8), 'x', 8);
	assert_int_equal(link_path("/proc/self/exe", buf, 4), 4);
	assert_memory_equal((char *)fake_at(&fg, buf, 8) + 4, "xxxx", 4);
	check_error(link_path("/proc/self/exe", buf, 0), -EINVAL, "0 bytes");
	check_error(link_path("/proc/self/exe", WBPF_GADDR(MEMORY - 2), 4), -EFAULT, "link buffer");
	check_error(link_path("/proc/kallsyms", buf, 64), -EXDEV, "may follow");
}

static void hostile_arguments(void **state)
{
	wbpf_gaddr nul = fake_put(&fg, "/proc/kallsyms\0x", 16), longest = fake_alloc(&fg, 8192);

	(void)state;
	memset(fake_at(&fg, longest, 8192), '/', 8192);
	check_error(wbpf2_host_file_open(&fg.g, nul, 16), -EINVAL, "NUL");
	check_error(wbpf2_host_file_open(&fg.g, longest, 8192), -ENAMETOOLONG, "4096");
	check_error(wbpf2_host_file_open(&fg.g, longest, 4096), -EXDEV, "////");
	check_error(wbpf2_host_file_open(&fg.g, WBPF_GADDR(MEMORY - 4), 8), -EFAULT, "path");
	check_error(wbpf2_host_file_open(&fg.g, WBPF_GADDR(-4), UINT32_MAX), -ENAMETOOLONG, "path");
	check_error(wbpf2_host_file_stat(&fg.g, nul, 16, none), -EINVAL, "NUL");
	check_error(wbpf2_host_file_link(&fg.g, nul, 16, longest, 64), -EINVAL, "NUL");
}

static void machine(void **state)
{
	struct wbpf2_host_info in = { .sz = sizeof(in) }, *info;
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in));
	struct utsname u;

	(void)state;
	assert_int_equal(uname(&u), 0);
	assert_int_equal(wbpf2_host_info(&fg.g, at), 0);
	info = fake_at(&fg, at, sizeof(*info));
	assert_string_equal(info->release, u.release);
	assert_string_equal(info->machine, u.machine);
	assert_int_equal(info->page_size, sysconf(_SC_PAGESIZE));
	assert_int_equal(info->cpus_online, sysconf(_SC_NPROCESSORS_ONLN));
	assert_int_equal(info->sz, sizeof(in));
	check_error(wbpf2_host_info(&fg.g, WBPF_GADDR(MEMORY)), -EFAULT, "");
}

static void zone(void **state)
{
	struct wbpf2_time_zone_info in = { .sz = sizeof(in) }, *info;
	wbpf_gaddr at = fake_put(&fg, &in, sizeof(in));

	(void)state;
	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	assert_int_equal(wbpf2_time_zone(&fg.g, 1784000000, at), 0);
	info = fake_at(&fg, at, sizeof(*info));
	assert_int_equal(info->offset_s, 7200);
	assert_int_equal(info->is_dst, 1);
	assert_string_equal(info->name, "CEST");
	assert_int_equal(wbpf2_time_zone(&fg.g, 1768000000, at), 0);
	assert_int_equal(info->offset_s, 3600);
	check_error(wbpf2_time_zone(&fg.g, INT64_MAX, at), -EOVERFLOW, "no local time");
	check_error(wbpf2_time_zone(&fg.g, INT64_MIN, at), -EOVERFLOW, "no local time");
	check_error(wbpf2_time_zone(&fg.g, 0, WBPF_GADDR(MEMORY)), -EFAULT, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list),
		OPENED(hostile_paths),
		OPENED(own_addresses_stay_own),
		OPENED(reads),
		OPENED(sees),
		OPENED(follows),
		OPENED(hostile_arguments),
		OPENED(machine),
		OPENED(zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
