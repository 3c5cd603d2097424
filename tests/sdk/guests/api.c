/* SPDX-License-Identifier: MIT */
/* The library's functions one by one on the live kernel. */
#include <fcntl.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <wasm_bpf/attach.h>
#include "api.h"
#include "api.skel.h"
#include "check.h"

static struct api_bpf *skel;
static char printed[65536];

static int collect(enum libbpf_print_level level, const char *format, va_list args)
{
	size_t len = strlen(printed);

	if (level != LIBBPF_DEBUG)
		vsnprintf(printed + len, sizeof(printed) - len, format, args);
	return 0;
}

static int run(__u32 what, __u32 cnt)
{
	char packet[64] = { 0 };
	struct command c = { what, cnt };
	__u32 zero = 0;
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet));

	IS(bpf_map_update_elem(bpf_map__fd(skel->maps.command), &zero, &c, BPF_ANY), 0);
	IS(bpf_prog_test_run_opts(bpf_program__fd(skel->progs.run), &opts), 0);
	return (int)opts.retval;
}

static void opening(void)
{
	static const char text[] = "this is no ELF file, whatever its name may say";

	libbpf_set_print(collect);
	errno = 0;
	YES(!bpf_object__open_mem(text, sizeof(text), NULL));
	YES(errno != 0);
	IS(libbpf_get_error(NULL), -errno);
	YES(strncmp(printed, "libbpf: ", 8) == 0 && printed[strlen(printed) - 1] == '\n');
	errno = 0;
	YES(!bpf_object__open_file("/no/such/file.bpf.o", NULL));
	YES(errno == ENOENT || errno == ENOTCAPABLE || errno == EBADF);
	skel = api_bpf__open();
	YES(skel != NULL);
}

/* Maps are there and the programs relocated, but none is in the kernel. */
static void preparing(void)
{
	struct api_bpf *half = api_bpf__open();
	const struct bpf_insn *insns;
	__u32 zero = 0;
	struct command c = { 1, 2 };

	YES(bpf_map__fd(half->maps.command) < 0);
	IS(bpf_object__prepare(half->obj), 0);
	FAILS(bpf_object__prepare(half->obj), EINVAL);
	IS(bpf_map_update_elem(bpf_map__fd(half->maps.command), &zero, &c, BPF_ANY), 0);
	YES(bpf_program__fd(half->progs.run) < 0);
	insns = bpf_program__insns(half->progs.run);
	YES(insns && bpf_program__insn_cnt(half->progs.run) > 1);
	IS(bpf_object__load(half->obj), 0);
	YES(bpf_program__fd(half->progs.run) >= 0);
	api_bpf__destroy(half);
}

static void before_load(void)
{
	size_t size = 0;

	IS(bpf_map__fd(skel->maps.table), -1);
	FAILS(bpf_program__fd(skel->progs.run), ENOENT);
	IS(skel->rodata->ro_base, 1);
	IS(skel->data->data_word, 7);
	IS(skel->bss->bss_word, 0);
	YES(bpf_map__initial_value(skel->maps.data, &size) == skel->data);
	IS(size, bpf_map__value_size(skel->maps.data));
	skel->rodata->ro_base = 3;
	skel->data->data_word = 5;
	skel->bss->bss_word = 8;
	IS(bpf_map__max_entries(skel->maps.table), 16);
	IS(bpf_map__set_max_entries(skel->maps.table, 4), 0);
	IS(bpf_map__max_entries(skel->maps.table), 4);
	IS(bpf_map__type(skel->maps.table), BPF_MAP_TYPE_HASH);
	IS(bpf_map__key_size(skel->maps.table), 4);
	YES(!strcmp(bpf_map__name(skel->maps.table), "table"));
	YES(bpf_map__is_internal(skel->maps.bss) && !bpf_map__is_internal(skel->maps.table));
	YES(!strcmp(bpf_program__section_name(skel->progs.pass), "xdp"));
	IS(bpf_program__type(skel->progs.pass), BPF_PROG_TYPE_XDP);
	YES(bpf_program__autoload(skel->progs.pass) && !bpf_program__autoload(skel->progs.nowhere));
	IS(bpf_map__set_max_entries(NULL, 4), -EINVAL);
}

static void finding(void)
{
	struct bpf_program *prog = NULL;
	struct bpf_map *map = NULL;
	int maps = 0, programs = 0;

	bpf_object__for_each_map(map, skel->obj)
		maps++;
	bpf_object__for_each_program(prog, skel->obj)
		programs++;
	IS(maps, skel->skeleton->map_cnt);
	IS(programs, skel->skeleton->prog_cnt);
	YES(!strcmp(libbpf_bpf_map_type_str(bpf_map__type(skel->maps.ring)), "ringbuf"));
	YES(!strcmp(libbpf_bpf_prog_type_str(BPF_PROG_TYPE_XDP), "xdp"));
	YES(!libbpf_bpf_link_type_str((enum bpf_link_type)9999));
	YES(bpf_object__find_map_by_name(skel->obj, "table") == skel->maps.table);
	YES(bpf_object__find_map_by_name(skel->obj, ".bss") == skel->maps.bss);
	YES(bpf_object__find_program_by_name(skel->obj, "jumped") == skel->progs.jumped);
	YES(!bpf_object__find_map_by_name(skel->obj, "nothing") && errno == ENOENT);
	YES(!bpf_object__find_program_by_name(skel->obj, "nothing") && errno == ENOENT);
	map = bpf_object__prev_map(skel->obj, NULL);
	YES(map && !bpf_object__next_map(skel->obj, map));
}

static void loading(void)
{
	struct api_bpf *bad = api_bpf__open();
	char log[4096] = "";
	size_t size;

	YES(bad && !bpf_program__set_autoload(bad->progs.refused, true));
	IS(bpf_program__set_log_buf(bad->progs.refused, log, sizeof(log)), 0);
	YES(bpf_program__log_buf(bad->progs.refused, &size) == log && size == sizeof(log));
	printed[0] = '\0';
	FAILS(api_bpf__load(bad), EACCES);
	YES(strstr(log, "invalid mem access") != NULL);
	YES(strstr(printed, "refused") && strstr(printed, "invalid mem access"));
	api_bpf__destroy(bad);
	IS(api_bpf__load(skel), 0);
	FAILS(bpf_object__load(skel->obj), EINVAL);
	FAILS(bpf_map__set_max_entries(skel->maps.table, 8), EBUSY);
	IS(run(READ_DATA, 0), 3 * 10000 + 5 * 100 + 9);
}

static void elements(void)
{
	int fd = bpf_map__fd(skel->maps.table);
	__u32 key = 1, next, keys[4] = { 0 }, cnt = 4, batch, sum = 0;
	__u64 value = 11, values[4] = { 0 };

	FAILS(bpf_map_lookup_elem(fd, &key, &value), ENOENT);
	FAILS(bpf_map_get_next_key(fd, NULL, &next), ENOENT);
	IS(bpf_map_update_elem(fd, &key, &value, BPF_NOEXIST), 0);
	FAILS(bpf_map_update_elem(fd, &key, &value, BPF_NOEXIST), EEXIST);
	value = 0;
	IS(bpf_map_lookup_elem(fd, &key, &value), 0);
	IS(value, 11);
	for (key = 2, value = 0; key <= 4; key++)
		IS(bpf_map_update_elem(fd, &key, &value, BPF_ANY), 0);
	FAILS(bpf_map_update_elem(fd, &key, &value, BPF_ANY), E2BIG);
	IS(bpf_map_lookup_batch(fd, NULL, &batch, keys, values, &cnt, NULL) == 0 || errno == ENOENT,
	   1);
	IS(cnt, 4);
	for (int i = 0; i < 4; i++)
		sum += keys[i];
	IS(sum, 10);
	key = 1;
	IS(bpf_map_lookup_and_delete_elem(fd, &key, &value), 0);
	IS(value, 11);
	FAILS(bpf_map_delete_elem(fd, &key), ENOENT);
	FAILS(bpf_map__lookup_elem(skel->maps.table, &key, 2, &value, 8, 0), EINVAL);
	FAILS(bpf_map_lookup_elem(7, &key, &value), EBADF);
}

static void other_maps(void)
{
	int cpus = libbpf_num_possible_cpus(), fd = bpf_map__fd(skel->maps.queue);
	__u64 *values = calloc((size_t)cpus + 1, sizeof(*values));
	__u32 zero = 0, word = 5;

	YES(cpus > 0 && values);
	values[0] = 77;
	values[cpus] = 0x1234;
	IS(bpf_map_update_elem(bpf_map__fd(skel->maps.percpu), &zero, values, BPF_ANY), 0);
	values[0] = 0;
	IS(bpf_map__lookup_elem(skel->maps.percpu, &zero, 4, values, 8 * (size_t)cpus, 0), 0);
	IS(values[0], 77);
	IS(values[cpus], 0x1234);
	free(values);
	IS(bpf_map_update_elem(fd, NULL, &word, BPF_ANY), 0);
	word = 0;
	IS(bpf_map_lookup_and_delete_elem(fd, NULL, &word), 0);
	IS(word, 5);
	FAILS(bpf_map_lookup_and_delete_elem(fd, NULL, &word), ENOENT);
}

/* Values that are descriptors: the host is told what is meant. */
static void maps_of_fds(void)
{
	int program = bpf_program__fd(skel->progs.jumped), inner;
	__u32 zero = 0;
	__u64 value = 321;

	IS(run(JUMP, 0), -1);
	IS(bpf_map_update_elem(bpf_map__fd(skel->maps.jumps), &zero, &program, BPF_ANY), 0);
	IS(run(JUMP, 0), 4242);
	inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, "inner", 4, 8, 1, NULL);
	YES(inner > 0);
	IS(bpf_map_update_elem(inner, &zero, &value, BPF_ANY), 0);
	IS(bpf_map_update_elem(bpf_map__fd(skel->maps.outer), &zero, &inner, BPF_ANY), 0);
	IS(close(inner), 0);
	IS(close(inner), -1);
	IS(errno, EBADF);
	FAILS(bpf_map_lookup_elem(inner, &zero, &value), EBADF);
	IS(run(READ_INNER, 0), 321);
	FAILS(bpf_map_create(BPF_MAP_TYPE_ARRAY, "bad", 3, 8, 1, NULL), EINVAL);
}

struct seen {
	__u32 cnt, next, stop_at, ring2;
	size_t last_size;
};

static int on_record(void *ctx, void *data, size_t size)
{
	struct seen *seen = ctx;

	YES(((unsigned long)data & 7) == 0);
	if (size == sizeof(struct small)) {
		IS(((struct small *)data)->seq, seen->next);
		seen->next++;
	}
	seen->last_size = size;
	seen->cnt++;
	return seen->cnt == seen->stop_at ? -77 : 0;
}

static int on_ring2(void *ctx, void *data, size_t size)
{
	(void)data;
	IS(size, sizeof(struct small));
	((struct seen *)ctx)->ring2++;
	return 0;
}

static void rings(void)
{
	struct seen seen = { .next = 3, .stop_at = 10 };
	struct ring_buffer *rb = ring_buffer__new(bpf_map__fd(skel->maps.ring), on_record, &seen,
						  NULL);

	YES(rb != NULL);
	IS(ring_buffer__poll(rb, 0), 0);
	IS(run(EMIT_RING, 100), 100);
	IS(ring_buffer__poll(rb, -1), -77);
	IS(seen.cnt, 10);
	/* What stood behind the refused one is not lost, and it is reason enough not to wait. */
	IS(ring_buffer__consume_n(rb, 5), 5);
	IS(seen.cnt, 15);
	IS(ring_buffer__poll(rb, -1), 85);
	IS(seen.cnt, 100);
	IS(run(EMIT_BIG, 0), 0);
	IS(ring_buffer__consume(rb), 1);
	IS(seen.last_size, BIG_BYTES);
	IS(ring_buffer__add(rb, bpf_map__fd(skel->maps.ring2), on_ring2, &seen), 0);
	FAILS(ring_buffer__add(rb, bpf_map__fd(skel->maps.table), on_ring2, &seen), EINVAL);
	seen.next = 3;
	IS(run(EMIT_RING, 2), 2);
	IS(run(EMIT_RING2, 3), 3);
	IS(ring_buffer__poll(rb, -1), 5);
	IS(seen.ring2, 3);
	IS(ring__size(ring_buffer__ring(rb, 1)), 4096);
	IS(ring__consume(ring_buffer__ring(rb, 0)), 0);
	ring_buffer__free(rb);
	YES(!ring_buffer__new(bpf_map__fd(skel->maps.table), on_record, NULL, NULL) &&
	    errno == EINVAL);
}

static void on_sample(void *ctx, int cpu, void *data, __u32 size)
{
	struct seen *seen = ctx;

	YES(cpu >= 0 && cpu < libbpf_num_possible_cpus() && size >= sizeof(struct small));
	IS(((struct small *)data)->seq, 3 + seen->cnt);
	seen->cnt++;
}

static enum bpf_perf_event_ret on_event(void *ctx, int cpu, struct perf_event_header *event)
{
	(void)cpu;
	IS(event->type, PERF_RECORD_SAMPLE);
	IS(((struct small *)((char *)event + sizeof(*event) + 4))->seq, 3);
	++*(int *)ctx;
	return LIBBPF_PERF_EVENT_CONT;
}

static void perf_buffers(void)
{
	struct perf_event_attr attr = { .size = sizeof(attr),
					.type = PERF_TYPE_SOFTWARE,
					.config = PERF_COUNT_SW_BPF_OUTPUT,
					.sample_type = PERF_SAMPLE_RAW,
					.sample_period = 1,
					.wakeup_events = 1 };
	struct seen seen = { 0 };
	int fd = bpf_map__fd(skel->maps.perf), events = 0;
	struct perf_buffer *pb = perf_buffer__new(fd, 8, on_sample, NULL, &seen, NULL);

	YES(pb != NULL);
	IS(perf_buffer__poll(pb, 0), 0);
	IS(run(EMIT_PERF, 20), 20);
	YES(perf_buffer__poll(pb, -1) > 0);
	IS(seen.cnt, 20);
	perf_buffer__free(pb);
	YES(!perf_buffer__new(fd, 3, on_sample, NULL, &seen, NULL) && errno == EINVAL);
	pb = perf_buffer__new_raw(fd, 8, &attr, on_event, &events, NULL);
	YES(pb != NULL);
	IS(run(EMIT_PERF, 1), 1);
	IS(perf_buffer__consume(pb), 0);
	IS(events, 1);
	perf_buffer__free(pb);
}

static void user_rings(void)
{
	struct user_ring_buffer *rb = user_ring_buffer__new(bpf_map__fd(skel->maps.user_ring),
							    NULL);
	__u32 *sample, sent = 0, sum = 0;

	YES(rb && !user_ring_buffer__reserve(rb, 5000) && errno == E2BIG);
	for (__u32 i = 1; i <= 3; i++) {
		sample = user_ring_buffer__reserve(rb, 8);
		YES(sample && ((unsigned long)sample & 7) == 0);
		*sample = i;
		user_ring_buffer__submit(rb, sample);
	}
	user_ring_buffer__discard(rb, user_ring_buffer__reserve(rb, 8));
	IS(run(DRAIN_USER, 0), 6);
	/* To the brim; the one that finds no room is sent when there is some. */
	while ((sample = user_ring_buffer__reserve(rb, 1016))) {
		*sample = 100;
		user_ring_buffer__submit(rb, sample);
		sent++;
	}
	IS(errno, ENOSPC);
	YES(!user_ring_buffer__reserve_blocking(rb, 8, 0) && errno == ENOSPC);
	sum = (__u32)run(DRAIN_USER, 0);
	user_ring_buffer__discard(rb, user_ring_buffer__reserve_blocking(rb, 8, -1));
	IS(sum + (__u32)run(DRAIN_USER, 0), sent * 100);
	user_ring_buffer__free(rb);
}

static int read_all(int fd, char *buf, int size)
{
	int len = 0, n;

	while ((n = (int)read(fd, buf + len, (size_t)(size - len))) > 0)
		len += n;
	return n < 0 ? n : len;
}

static void iterators(void)
{
	LIBBPF_OPTS(bpf_iter_attach_opts, opts);
	union bpf_iter_link_info info = { 0 };
	struct bpf_link *link = bpf_program__attach_iter(skel->progs.tasks, NULL);
	char text[256] = "";
	int fd = bpf_iter_create(bpf_link__fd(link));

	YES(link && fd > 0);
	IS(read_all(fd, text, sizeof(text)), 6);
	YES(!strcmp(text, "first\n"));
	IS(close(fd), 0);
	IS(read(fd, text, 1), -1);
	IS(errno, EBADF);
	IS(bpf_link__destroy(link), 0);
	info.map.map_fd = (__u32)bpf_map__fd(skel->maps.table);
	opts.link_info = &info;
	opts.link_info_len = sizeof(info);
	link = bpf_program__attach_iter(skel->progs.elems, &opts);
	YES(link != NULL);
	fd = bpf_iter_create(bpf_link__fd(link));
	IS(read_all(fd, text, sizeof(text)), 3);
	IS(close(fd), 0);
	IS(bpf_link__destroy(link), 0);
}

static void test_runs(void)
{
	char in[64] = "abc", out[64] = "";
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = in, .data_size_in = sizeof(in),
		    .data_out = out, .data_size_out = sizeof(out), .repeat = 3);

	IS(bpf_prog_test_run_opts(bpf_program__fd(skel->progs.pass), &opts), 0);
	IS(opts.retval, 2);
	IS(opts.data_size_out, 64);
	YES(!memcmp(in, out, sizeof(in)));
	opts.data_size_out = 8;
	FAILS(bpf_prog_test_run_opts(bpf_program__fd(skel->progs.pass), &opts), ENOSPC);
	IS(opts.data_size_out, 64);
	FAILS(bpf_prog_test_run_opts(-1, &opts), EBADF);
}

static void links(void)
{
	struct bpf_link *link = bpf_program__attach(skel->progs.traced);

	YES(link != NULL);
	IS(bpf_link__detach(link) == 0 || errno == EOPNOTSUPP, 1);
	IS(bpf_link__destroy(link), 0);
	link = bpf_program__attach_tracepoint(skel->progs.traced, "syscalls", "sys_enter_getpgid");
	YES(link != NULL);
	IS(bpf_link__destroy(link), 0);
	printed[0] = '\0';
	YES(!bpf_program__attach_tracepoint(skel->progs.traced, "syscalls", "no_such_point") &&
	    errno == ENOENT);
	YES(strstr(printed, "no_such_point") != NULL);
	YES(!bpf_program__attach(skel->progs.pass) && errno == EOPNOTSUPP);
	IS(bpf_link__destroy(NULL), 0);
	bpf_program__set_autoattach(skel->progs.elems, false);
	/* Those with a place to go to are attached, the others left alone. */
	IS(api_bpf__attach(skel), 0);
	YES(skel->links.traced && skel->links.tasks && !skel->links.pass && !skel->links.nowhere);
	api_bpf__detach(skel);
	YES(!skel->links.traced);
}

static void perf_events(void)
{
	struct perf_event_attr attr = { .size = sizeof(attr),
					.type = PERF_TYPE_SOFTWARE,
					.config = PERF_COUNT_SW_CPU_CLOCK };
	__u64 count = 0;
	int fd = (int)syscall(__NR_perf_event_open, &attr, -1, 0, -1, 0UL);

	YES(fd > 0);
	IS(read(fd, &count, sizeof(count)), 8);
	YES(count > 0);
	IS(close(fd), 0);
	IS(syscall(9999), -1);
	IS(errno, ENOSYS);
}

static void pins(const char *dir)
{
	char path[256];
	struct bpf_link *link;
	__u32 key = 2;
	__u64 value;
	int fd;

	snprintf(path, sizeof(path), "%s/table", dir);
	IS(bpf_map__pin(skel->maps.table, path), 0);
	YES(bpf_map__is_pinned(skel->maps.table) &&
	    !strcmp(bpf_map__pin_path(skel->maps.table), path));
	fd = bpf_obj_get(path);
	YES(fd > 0);
	IS(bpf_map_lookup_elem(fd, &key, &value), 0);
	IS(close(fd), 0);
	IS(bpf_map__unpin(skel->maps.table, path), 0);
	FAILS(bpf_obj_get(path), ENOENT);
	snprintf(path, sizeof(path), "%s/link", dir);
	link = bpf_program__attach_iter(skel->progs.tasks, NULL);
	YES(link && !bpf_link__pin_path(link));
	IS(bpf_link__pin(link, path), 0);
	YES(!strcmp(bpf_link__pin_path(link), path));
	IS(bpf_link__destroy(link), 0);
	link = bpf_link__open(path);
	YES(link && !strcmp(bpf_link__pin_path(link), path));
	IS(bpf_link__unpin(link), 0);
	IS(bpf_link__destroy(link), 0);
	YES(!bpf_link__open(path) && errno == ENOENT);
}

static void devices(void)
{
	unsigned int lo = if_nametoindex("lo");
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)lo, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, tc, .prog_fd = bpf_program__fd(skel->progs.filter));
	LIBBPF_OPTS(bpf_tc_opts, named);
	char name[IF_NAMESIZE];
	struct bpf_link *link;
	__u32 id = 99;

	YES(lo > 0 && if_indextoname(lo, name) && !strcmp(name, "lo"));
	YES(!if_nametoindex("no-such-device") && errno == ENODEV);
	YES(!if_indextoname(123456, name) && errno == ENXIO);
	IS(bpf_xdp_attach((int)lo, bpf_program__fd(skel->progs.pass), XDP_FLAGS_SKB_MODE, NULL), 0);
	IS(bpf_xdp_query_id((int)lo, 0, &id), 0);
	YES(id > 0 && id != 99);
	IS(bpf_xdp_attach((int)lo, bpf_program__fd(skel->progs.jumped), XDP_FLAGS_SKB_MODE, NULL),
	   0);
	IS(bpf_xdp_detach((int)lo, 0, NULL), 0);
	IS(bpf_xdp_query_id((int)lo, 0, &id), 0);
	IS(id, 0);
	link = bpf_program__attach_xdp(skel->progs.pass, (int)lo);
	YES(link != NULL);
	IS(bpf_link__update_program(link, skel->progs.jumped), 0);
	IS(bpf_link__destroy(link), 0);
	IS(bpf_tc_hook_create(&hook), 0);
	IS(bpf_tc_attach(&hook, &tc), 0);
	YES(tc.handle && tc.priority && tc.prog_id);
	named.handle = tc.handle;
	named.priority = tc.priority;
	IS(bpf_tc_query(&hook, &named), 0);
	IS(named.prog_id, tc.prog_id);
	named.prog_id = 0;
	IS(bpf_tc_detach(&hook, &named), 0);
	FAILS(bpf_tc_detach(&hook, &named), ENOENT);
	IS(bpf_tc_hook_destroy(&hook), 0);
}

static void cgroups(const char *dir)
{
	int fd = open(dir, O_RDONLY);
	struct bpf_link *link;

	YES(fd >= 0);
	link = bpf_program__attach_cgroup(skel->progs.sock_create, fd);
	YES(link != NULL);
	IS(bpf_link__destroy(link), 0);
	IS(bpf_prog_attach(bpf_program__fd(skel->progs.sock_create), fd,
			   BPF_CGROUP_INET_SOCK_CREATE, BPF_F_ALLOW_MULTI),
	   0);
	IS(bpf_prog_detach2(bpf_program__fd(skel->progs.sock_create), fd,
			    BPF_CGROUP_INET_SOCK_CREATE),
	   0);
	FAILS(bpf_prog_detach(fd, BPF_CGROUP_INET_SOCK_CREATE), ENOENT);
	IS(close(fd), 0);
	YES(!bpf_program__attach_cgroup(skel->progs.sock_create, fd));
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	opening();
	if (!skel)
		return check_end();
	preparing();
	before_load();
	finding();
	loading();
	elements();
	other_maps();
	maps_of_fds();
	rings();
	perf_buffers();
	user_rings();
	iterators();
	test_runs();
	links();
	perf_events();
	pins(argv[1]);
	devices();
	cgroups(argv[2]);
	api_bpf__destroy(skel);
	return check_end();
}
