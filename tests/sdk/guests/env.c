/* SPDX-License-Identifier: MIT */
/* The C environment that tools expect, without any granted directory. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

_Static_assert(AF_INET == 2 && AF_INET6 == 10 && AF_PACKET == 17, "numbers of Linux");
_Static_assert(SOCK_STREAM == 1 && SOCK_DGRAM == 2 && SOCK_RAW == 3, "numbers of Linux");
_Static_assert(O_RDWR == 2 && O_CREAT == 0100 && O_CLOEXEC == 02000000, "numbers of Linux");
_Static_assert(O_DIRECTORY == 0200000 && O_TMPFILE == 020200000, "numbers of Linux");
_Static_assert(AT_FDCWD == -100, "number of Linux");

/* "name value" for the test to compare with the host's own tools. */
static void kallsyms(const char *wanted)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	char name[256], type;
	uint64_t address, found = 0;
	int lines = 0;

	YES(f);
	if (!f)
		return;
	while (fscanf(f, "%" SCNx64 " %c %255s%*[^\n]\n", &address, &type, name) == 3) {
		/* Programs of other tests come and go. */
		lines += strncmp(name, "bpf_", 4) != 0;
		if (!strcmp(name, wanted))
			found = address;
	}
	YES(feof(f) && !ferror(f));
	IS(fclose(f), 0);
	printf("kallsyms %d %016" PRIx64 "\n", lines, found);
}

static void streams(void)
{
	char *line = NULL, first[64] = "", again[64] = "";
	size_t size = 0;
	FILE *f = fopen("/proc/partitions", "r");
	int fd, cpus = 0;

	YES(f && getline(&line, &size, f) > 0 && strstr(line, "blocks"));
	free(line);
	YES(f && !fclose(f));
	f = fopen("/sys/devices/system/cpu/possible", "re");
	YES(f && fgets(first, sizeof(first), f));
	if (f)
		rewind(f);
	YES(f && fgets(again, sizeof(again), f) && !strcmp(first, again) && *first);
	YES(f && !fclose(f));
	fd = open("/sys/devices/system/cpu/online", O_RDONLY | O_CLOEXEC);
	YES(fd > 0);
	IS(fcntl(fd, F_GETFL), O_RDONLY);
	f = fdopen(fd, "r");
	YES(f && fscanf(f, "%d", &cpus) == 1 && !cpus);
	YES(f && !fclose(f));
	IS(close(fd), -1);
	IS(errno, EBADF);
	IS(read(fd, first, 1), -1);
	IS(lseek(fd, 0, SEEK_SET), -1);
}

static void descriptors(void)
{
	char text[32] = "", again[32] = "";
	struct stat st;
	int fd = openat(AT_FDCWD, "/proc/sys/kernel/pid_max", O_RDONLY);

	YES(fd > 0 && read(fd, text, sizeof(text) - 1) > 0 && atoi(text) > 0);
	IS(lseek(fd, 1, SEEK_CUR), -1);
	IS(errno, ESPIPE);
	IS(lseek(fd, 0, SEEK_SET), 0);
	YES(read(fd, again, sizeof(again) - 1) > 0 && !strcmp(text, again));
	IS(fstat(fd, &st), 0);
	YES(S_ISREG(st.st_mode));
	IS(close(fd), 0);
	IS(open("/proc/sys/kernel/pid_max", O_RDWR), -1);
	IS(open("/proc/sys/kernel/pid_max", O_WRONLY | O_TRUNC), -1);
	YES(!fopen("/proc/sys/kernel/pid_max", "w"));
	YES(!fopen("/proc/sys/kernel/pid_max", "r+"));
}

static void existence(const char *root)
{
	char path[256];

	IS(access("/sys/kernel/btf/vmlinux", R_OK), 0);
	IS(faccessat(AT_FDCWD, root, F_OK, AT_EACCESS), 0);
	IS(access("/proc/kallsyms", W_OK), -1);
	IS(errno, EACCES);
	snprintf(path, sizeof(path), "%s/events/sched/sched_switch/format", root);
	IS(faccessat(AT_FDCWD, path, F_OK, AT_EACCESS), 0);
	YES(fopen(path, "r"));
	snprintf(path, sizeof(path), "%s/events/sched/no_such_event/format", root);
	IS(access(path, F_OK), -1);
	IS(errno, ENOENT);
	IS(access("/sys/kernel/btf/no_such_module", R_OK), -1);
	IS(errno, ENOENT);
}

/* Nothing of this leads out of the list. */
static void refused(void)
{
	static const char *const paths[] = {
		"/etc/passwd",
		"/proc/1/environ",
		"/proc/1/mem",
		"/proc/self/maps",
		"/proc/kcore",
		"/proc/1/root/etc/passwd",
		"/proc/1/cwd/../etc/passwd",
		"/sys/kernel/tracing/events/../trace",
		"/sys/kernel/tracing/events/sched/../../trace",
		"/sys/kernel/debug/tracing/trace_pipe",
		"/proc/../etc/passwd",
		"/proc/./kallsyms",
		"proc/kallsyms",
		"/proc/kallsyms/..",
		"/proc/self/fd/0",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		check_that(open(paths[i], O_RDONLY) < 0, paths[i], 0, 1, __LINE__);
		check_that(!fopen(paths[i], "r"), paths[i], 0, 1, __LINE__);
	}
}

static void self(void)
{
	char path[64], text[256];
	struct stat st, by_id;
	ssize_t n = readlink("/proc/self/exe", text, sizeof(text));

	YES(n > 0 && n < (ssize_t)sizeof(text) && text[0] == '/');
	IS(readlink("/proc/self/exe", text, 3), 3);
	IS(stat("/proc/self/ns/pid", &st), 0);
	snprintf(path, sizeof(path), "/proc/%d/ns/pid", getpid());
	IS(fstatat(AT_FDCWD, path, &by_id, 0), 0);
	YES(st.st_ino == by_id.st_ino && st.st_dev == by_id.st_dev);
	printf("pidns %llu %llu\n", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	snprintf(path, sizeof(path), "/proc/%d/maps", getpid());
	YES(!fopen(path, "r"));
	snprintf(path, sizeof(path), "/proc/%d", getpid());
	IS(stat(path, &st), 0);
	YES(S_ISDIR(st.st_mode));
}

static void machine(void)
{
	struct utsname u;

	IS(uname(&u), 0);
	printf("uname %s %s %s\n", u.sysname, u.release, u.machine);
	printf("cpus %ld %ld %d\n", sysconf(_SC_NPROCESSORS_ONLN), sysconf(_SC_NPROCESSORS_CONF),
	       get_nprocs());
	printf("page %d %ld\n", getpagesize(), sysconf(_SC_PAGESIZE));
}

static void addresses(void)
{
	struct in6_addr v6;
	struct in_addr v4;
	char text[INET6_ADDRSTRLEN];

	IS(inet_pton(AF_INET, "10.1.2.3", &v4), 1);
	YES(inet_ntop(AF_INET, &v4, text, sizeof(text)) && !strcmp(text, "10.1.2.3"));
	IS(inet_pton(AF_INET6, "fe80::1", &v6), 1);
	YES(inet_ntop(AF_INET6, &v6, text, sizeof(text)) && !strcmp(text, "fe80::1"));
	YES(!inet_ntop(1, &v4, text, sizeof(text)) && errno == EAFNOSUPPORT);
	IS(inet_pton(1, "10.1.2.3", &v4), -1);
	IS(socket(AF_INET, SOCK_STREAM, 0), -1);
	IS(errno, ENOSYS);
}

static void print_time(time_t t)
{
	char text[128];
	struct tm tm, copy;

	YES(localtime_r(&t, &tm));
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %z %Z", &tm);
	printf("time %lld %s dst %d\n", (long long)t, text, tm.tm_isdst);
	copy = tm;
	IS(mktime(&copy), t);
	IS(copy.tm_isdst, tm.tm_isdst);
}

/* Summer, winter, the hour that comes twice (both), the hour that never comes. */
static void times(void)
{
	struct tm gap = { .tm_year = 126, .tm_mon = 2, .tm_mday = 29, .tm_hour = 2, .tm_min = 30 };
	time_t t = 1792890000;

	print_time(0);
	print_time(1784000000);
	print_time(1768000000);
	print_time(t - 600);
	print_time(t - 600 + 3600);
	print_time(-3000000000);
	gap.tm_isdst = -1;
	mktime(&gap);
	YES(gap.tm_hour == 1 || gap.tm_hour == 3 || gap.tm_hour == 2);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	kallsyms(argv[1]);
	streams();
	descriptors();
	existence(argv[2]);
	refused();
	self();
	machine();
	addresses();
	times();
	return check_end();
}
