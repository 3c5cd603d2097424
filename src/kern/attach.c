/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kern/features.h"
#include "kern/link.h"
#include "kern/words.h"

static const struct {
	const char *name;
	kern_attach_fn fn;
} kinds[KERN_ATTACH_KIND_MAX_] = {
	[KERN_ATTACH_AUTO] = { "by section", kern_attach_auto },
	[KERN_ATTACH_TRACEPOINT] = { "tracepoint", kern_attach_tracepoint },
	[KERN_ATTACH_RAW_TRACEPOINT] = { "raw tracepoint", kern_attach_raw_tracepoint },
	[KERN_ATTACH_TRACING] = { "tracing", kern_attach_tracing },
	[KERN_ATTACH_KPROBE] = { "kprobe", kern_attach_kprobe },
	[KERN_ATTACH_KPROBE_MULTI] = { "kprobe.multi", kern_attach_kprobe_multi },
	[KERN_ATTACH_KSYSCALL] = { "ksyscall", kern_attach_ksyscall },
	[KERN_ATTACH_UPROBE] = { "uprobe", kern_attach_uprobe },
	[KERN_ATTACH_UPROBE_MULTI] = { "uprobe.multi", kern_attach_uprobe_multi },
	[KERN_ATTACH_USDT] = { "usdt", kern_attach_usdt },
	[KERN_ATTACH_PERF_EVENT] = { "perf event", kern_attach_perf_event },
	[KERN_ATTACH_XDP] = { "xdp", kern_attach_xdp },
	[KERN_ATTACH_TC] = { "tc", kern_attach_tc },
	[KERN_ATTACH_TCX] = { "tcx", kern_attach_tcx },
	[KERN_ATTACH_NETKIT] = { "netkit", kern_attach_netkit },
	[KERN_ATTACH_CGROUP] = { "cgroup", kern_attach_cgroup },
	[KERN_ATTACH_SOCKET_FILTER] = { "socket filter", kern_attach_socket_filter },
	[KERN_ATTACH_NETNS] = { "netns", kern_attach_netns },
	[KERN_ATTACH_ITER] = { "iterator", kern_attach_iter },
	[KERN_ATTACH_LSM] = { "lsm", kern_attach_tracing },
	[KERN_ATTACH_FREPLACE] = { "freplace", kern_attach_freplace },
	[KERN_ATTACH_STRUCT_OPS] = { "struct_ops", kern_attach_struct_ops },
	[KERN_ATTACH_NETFILTER] = { "netfilter", kern_attach_netfilter },
	[KERN_ATTACH_SOCKMAP] = { "sockmap", kern_attach_sockmap },
};

int kern_attach_refuse(struct kern_attaching *a, int code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(a->why, sizeof(a->why), fmt, args);
	va_end(args);
	return code;
}

int kern_attach_take(struct kern_attaching *a, struct bpf_link *bpf)
{
	a->link->bpf = bpf;
	return bpf ? 0 : -errno;
}

bool kern_section_is(const struct bpf_program *bpf, const char *prefix)
{
	const char *section = bpf_program__section_name(bpf);
	size_t len = strlen(prefix);

	return !strncmp(section, prefix, len) && (!section[len] || section[len] == '/');
}

int kern_ifindex(const char *name)
{
	unsigned index = name && *name ? if_nametoindex(name) : 0;

	return index ? (int)index : -ENODEV;
}

int kern_attach_ifindex(struct kern_attaching *a)
{
	const char *name = a->opts.target;
	int index;

	if (a->opts.ifindex > INT_MAX)
		return kern_attach_refuse(a, -ENODEV, "no interface %u", a->opts.ifindex);
	if (a->opts.ifindex)
		return (int)a->opts.ifindex;
	if (!name || !*name)
		return kern_attach_refuse(a, -EINVAL, "an interface must be given");
	index = kern_ifindex(name);
	return index > 0 ? index : kern_attach_refuse(a, index, "no interface '%s'", name);
}

int kern_attach_open(struct kern_attaching *a, int flags, const char *noun)
{
	const char *path = a->opts.target;
	int fd;

	if (a->opts.fd > 0) {
		fd = fcntl(a->opts.fd, F_DUPFD_CLOEXEC, 3);
		return fd >= 0 ? fd :
				 kern_attach_refuse(a, -errno, "fd %d is no %s", a->opts.fd, noun);
	}
	if (!path || !*path)
		return kern_attach_refuse(a, -EINVAL, "a %s must be given", noun);
	fd = open(path, flags | O_CLOEXEC);
	return fd >= 0 ? fd :
			 kern_attach_refuse(a, -errno, "%s '%s': %s", noun, path,
					    wbpf_errno_text(-errno));
}

int kern_attach_by(struct kern_attaching *a)
{
	a->link->kind = a->opts.kind;
	return kinds[a->opts.kind].fn(a);
}

/* "attach kprobe 'do_nosuch'" */
static void describe(const struct kern_attaching *a, char *buf, size_t size)
{
	const char *target = a->opts.target;

	if (target && *target)
		snprintf(buf, size, "attach %s '%s'", kinds[a->opts.kind].name, target);
	else
		snprintf(buf, size, "attach %s", kinds[a->opts.kind].name);
}

static void add_note(const struct kern_attaching *a, int code, char *note, size_t size)
{
	uint32_t type = bpf_program__type(a->bpf);
	bool refused = code == -EPERM || code == -EACCES;

	if (refused && kern_missing_privilege_of(type, note, size))
		return;
	if ((refused || code == -ENOENT) && type == BPF_PROG_TYPE_TRACEPOINT)
		kern_missing_tracefs(note, size);
}

static int attach_failed(const struct kern_attaching *a, int code, struct wbpf_error *err)
{
	const char *name = kern_program_name(a->prog);
	struct kern_words *words = kern_words_here();
	char what[256];

	describe(a, what, sizeof(what));
	if (a->why[0])
		return kern_refuse(err, kern_code(code), "program '%s': %s: %s", name, what,
				   a->why);
	add_note(a, code, words->note, sizeof(words->note));
	return kern_fail(err, code, "program '%s': %s", name, what);
}

static struct kern_link *new_link(void)
{
	struct kern_link *link = calloc(1, sizeof(*link));

	if (link)
		link->fd = link->prog_fd = -1;
	return link;
}

int kern_attach(struct kern_program *prog, const struct kern_attach_opts *opts,
		struct kern_link **out, struct wbpf_error *err)
{
	static const struct kern_attach_opts none = { .fd = -1 };
	struct kern_attaching a = { .bpf = prog->bpf, .prog = prog, .opts = opts ? *opts : none };
	int ret;

	KERN_LISTEN();
	*out = NULL;
	if ((unsigned)a.opts.kind >= KERN_ATTACH_KIND_MAX_)
		return kern_refuse(err, -EINVAL, "program '%s': attach: no kind %d",
				   kern_program_name(prog), (int)a.opts.kind);
	if (kern_program_fd(prog) < 0)
		return kern_refuse(err, -EINVAL, "program '%s': attach: it is not loaded",
				   kern_program_name(prog));
	a.link = new_link();
	ret = a.link ? kern_attach_by(&a) : -ENOMEM;
	if (ret) {
		kern_link_free(a.link);
		return attach_failed(&a, ret, err);
	}
	a.link->attached = true;
	*out = a.link;
	return 0;
}

int kern_attach_map(struct kern_map *map, struct kern_link **out, struct wbpf_error *err)
{
	struct kern_link *link = new_link();
	int ret = -ENOMEM;

	KERN_LISTEN();
	*out = NULL;
	if (link)
		ret = kern_attach_struct_ops_map(map, link);
	if (ret) {
		kern_link_free(link);
		return kern_fail(err, ret, "map '%s': attach", kern_map_name(map));
	}
	link->attached = true;
	*out = link;
	return 0;
}
