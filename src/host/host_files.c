/* SPDX-License-Identifier: MIT */
#include "host/host_files.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

enum {
	SEE = HOST_FILE_STAT,
	READ = HOST_FILE_STAT | HOST_FILE_READ,
	LINK = HOST_FILE_LINK,
	/* Not of the host process itself: its addresses and descriptors are no guest's business. */
	OTHERS = 1 << 8,
};

/*
 * One component of a pattern: text; '*' any name; '#' a decimal number, also at the end of text;
 * '@' a process: a number or "self".
 */
static const struct rule {
	const char *pattern;
	unsigned int rights;
} rules[] = {
	{ "/proc", SEE },
	{ "/proc/kallsyms", READ },
	{ "/proc/modules", READ },
	{ "/proc/partitions", READ },
	{ "/proc/loadavg", READ },
	{ "/proc/diskstats", READ },
	{ "/proc/meminfo", READ },
	{ "/proc/sys/kernel/pid_max", READ },
	{ "/proc/sys/kernel/osrelease", READ },
	{ "/proc/@", SEE },
	{ "/proc/@/comm", READ },
	{ "/proc/@/cmdline", READ },
	{ "/proc/@/maps", READ | OTHERS },
	{ "/proc/@/exe", LINK },
	{ "/proc/@/cwd", LINK },
	{ "/proc/@/root", LINK },
	{ "/proc/@/fd/#", LINK | OTHERS },
	{ "/proc/@/ns/*", SEE | LINK },
	{ "/sys/kernel/btf", SEE },
	{ "/sys/kernel/btf/*", READ },
	{ "/sys/devices/system/cpu/possible", READ },
	{ "/sys/devices/system/cpu/present", READ },
	{ "/sys/devices/system/cpu/online", READ },
	{ "/sys/devices/system/cpu/cpu#", SEE },
	{ "/sys/devices/system/cpu/cpu#/cpufreq/scaling_cur_freq", READ },
	{ "/sys/kernel/debug", SEE },
	{ "/sys/kernel/debug/kprobes/blacklist", READ },
	{ "/sys/kernel/tracing", SEE },
	{ "/sys/kernel/tracing/available_filter_functions", READ },
	{ "/sys/kernel/tracing/kprobes/blacklist", READ },
	{ "/sys/kernel/tracing/events", SEE },
	{ "/sys/kernel/tracing/events/*", SEE },
	{ "/sys/kernel/tracing/events/*/*", SEE },
	{ "/sys/kernel/tracing/events/*/*/format", READ },
	{ "/sys/kernel/tracing/events/*/*/id", READ },
};

#define TRACEFS	      "/sys/kernel/tracing"
#define TRACEFS_DEBUG "/sys/kernel/debug/tracing"

static size_t next_component(const char **path)
{
	*path += strspn(*path, "/");
	return strcspn(*path, "/");
}

static bool all_digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && isdigit((unsigned char)s[n]))
		n++;
	return len && n == len && len <= 10;
}

static bool component_matches(const char *pattern, size_t pattern_len, const char *s, size_t len)
{
	size_t text = pattern_len - 1;

	switch (pattern[text]) {
	case '*':
		return len && s[0] != '.';
	case '@':
		return all_digits(s, len) || (len == 4 && memcmp(s, "self", 4) == 0);
	case '#':
		return len > text && memcmp(pattern, s, text) == 0 &&
		       all_digits(s + text, len - text);
	default:
		return len == pattern_len && memcmp(pattern, s, len) == 0;
	}
}

static bool matches(const char *pattern, const char *path)
{
	for (;;) {
		size_t pattern_len = next_component(&pattern), len = next_component(&path);

		if (!pattern_len || !len)
			return pattern_len == len;
		if (!component_matches(pattern, pattern_len, path, len))
			return false;
		pattern += pattern_len;
		path += len;
	}
}

/* A number below /proc may also be that of a thread. */
static bool own_process(const char *path)
{
	char task[64];
	size_t len;

	next_component(&path);
	path += strlen("proc");
	len = next_component(&path);
	if (len == 4 && memcmp(path, "self", 4) == 0)
		return true;
	snprintf(task, sizeof(task), "/proc/self/task/%.*s", (int)len, path);
	return access(task, F_OK) == 0;
}

static unsigned int rights_of(const char *path)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!matches(rules[i].pattern, path))
			continue;
		if (rules[i].rights & OTHERS && own_process(path))
			return 0;
		return rules[i].rights & ~(unsigned int)OTHERS;
	}
	return 0;
}

/* The same tree has two places. */
unsigned int host_file_rights(const char *path)
{
	WBPF_FREE char *tracefs = NULL;
	size_t len = strlen(TRACEFS_DEBUG);

	if (path[0] != '/')
		return 0;
	if (strncmp(path, TRACEFS_DEBUG, len) != 0 || (path[len] && path[len] != '/'))
		return rights_of(path);
	if (asprintf(&tracefs, TRACEFS "%s", path + len) < 0)
		return tracefs = NULL, 0;
	return rights_of(tracefs);
}

/*
 * A path of the list has no link that anyone but the kernel made: no ".." leads out, and the last
 * component is not followed.
 */
int host_file_open(const char *path)
{
	WBPF_CLOSE int fd = -1;
	struct stat st;

	if (!(host_file_rights(path) & HOST_FILE_READ))
		return -EXDEV;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st))
		return -errno;
	return S_ISREG(st.st_mode) ? WBPF_TAKE_FD(fd) : -EXDEV;
}

int host_file_stat(const char *path, struct stat *st)
{
	unsigned int rights = host_file_rights(path);

	if (!rights)
		return -EXDEV;
	return (rights & HOST_FILE_STAT ? stat(path, st) : lstat(path, st)) ? -errno : 0;
}

ssize_t host_file_link(const char *path, char *buf, size_t size)
{
	ssize_t n;

	if (!(host_file_rights(path) & HOST_FILE_LINK))
		return -EXDEV;
	n = readlink(path, buf, size);
	return n < 0 ? -errno : n;
}
