/* SPDX-License-Identifier: MIT */
/* Sockets, interfaces and congestion control. */
#include <fcntl.h>
#include <net/if.h>

#include "story.h"

#include "ext.skel.h"
#include "ops.skel.h"

static struct bpf_program *program(const struct bpf_object *obj, const char *name)
{
	return bpf_object__find_program_by_name(obj, name);
}

static int map_fd(const struct bpf_object *obj, const char *name)
{
	return bpf_object__find_map_fd_by_name(obj, name);
}

static struct bpf_link *on_lo(const struct bpf_object *obj, const char *prog)
{
	return bpf_program__attach_xdp(program(obj, prog), (int)if_nametoindex("lo"));
}

static int replace_in(const struct bpf_object *kinds)
{
	const char *const only[] = { "replacement", NULL };
	int target = bpf_program__fd(program(kinds, "on_xdp"));
	size_t size;
	const void *elf = ext_bpf__elf_bytes(&size);
	struct bpf_object *ext = bpf_object__open_mem(elf, size, NULL);
	int ret;

	if (!ext)
		return fail_call("open");
	if (bpf_program__set_attach_target(program(ext, "replacement"), target, "replaced")) {
		bpf_object__close(ext);
		return fail_call("attach target");
	}
	ext = load_only(ext, only);
	if (!ext)
		return -1;
	ret = count_and_detach(ext,
			       bpf_program__attach_freplace(program(ext, "replacement"), 0, NULL),
			       HIT_FREPLACE);
	bpf_object__close(ext);
	return ret;
}

int story_freplace(void)
{
	const char *const only[] = { "on_xdp", NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	struct bpf_link *link;
	int ret;

	if (!obj)
		return -1;
	link = on_lo(obj, "on_xdp");
	ret = link ? replace_in(obj) : fail_call("attach target's program");
	/* The replaced function is back. */
	if (!ret)
		ret = wait_hit(obj, HIT_XDP);
	bpf_link__destroy(link);
	bpf_object__close(obj);
	return ret;
}

static int update(const struct bpf_object *obj, struct bpf_link *link)
{
	if (wait_hit(obj, HIT_XDP))
		return -1;
	if (bpf_link__update_program(link, program(obj, "on_xdp_second")))
		return fail_call("update");
	return no_more_hits(obj, HIT_XDP);
}

int story_xdp_update(void)
{
	const char *const only[] = { "on_xdp", "on_xdp_second", NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	struct bpf_link *link;
	int ret;

	if (!obj)
		return -1;
	link = on_lo(obj, "on_xdp");
	ret = link ? update(obj, link) : fail_call("attach");
	if (!ret)
		ret = count_and_detach(obj, link, HIT_XDP_SECOND);
	else
		bpf_link__destroy(link);
	bpf_object__close(obj);
	return ret;
}

static struct bpf_link *in_own_netns(const struct bpf_program *prog)
{
	struct wbpf_attach_opts opts = { .kind = WBPF_ATTACH_KIND_NETNS };

	return wbpf_program__attach(prog, &opts);
}

/* Nothing on lo asks for a packet's flow: what can be seen is that the place is taken and freed. */
int story_flow_dissector(void)
{
	const char *const only[] = { "on_flow_dissector", NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	struct bpf_link *link, *second = NULL;
	int ret = 0;

	if (!obj)
		return -1;
	link = in_own_netns(program(obj, "on_flow_dissector"));
	if (!link)
		ret = fail_call("attach");
	if (!ret && in_own_netns(program(obj, "on_flow_dissector")))
		ret = fail("a second one was accepted");
	if (!ret && bpf_link__detach(link))
		ret = fail_call("detach");
	if (!ret && !(second = in_own_netns(program(obj, "on_flow_dissector"))))
		ret = fail_call("attach again");
	bpf_link__destroy(second);
	bpf_link__destroy(link);
	bpf_object__close(obj);
	return ret;
}

/* sockops puts the sockets of new connections into the map that `prog` is attached to. */
static int on_sockets(const char *prog, enum hit hit)
{
	const char *const only[] = { "on_sock_ops", prog, NULL };
	struct bpf_object *obj = load_only(open_kinds(), only);
	int fd = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY), ret;
	struct bpf_link *fill;

	if (!obj)
		return -1;
	fill = bpf_program__attach_cgroup(program(obj, "on_sock_ops"), fd);
	close(fd);
	ret = fill ? count_and_detach(obj,
				      bpf_program__attach_sockmap(program(obj, prog),
								  map_fd(obj, "socks")),
				      hit) :
		     fail_call("attach sockops");
	bpf_link__destroy(fill);
	bpf_object__close(obj);
	return ret;
}

int story_sk_msg(void)
{
	return on_sockets("on_sk_msg", HIT_SK_MSG);
}

int story_sk_skb(void)
{
	return on_sockets("on_sk_skb", HIT_SK_SKB);
}

static int congestion_control(const char *which, const char *other, enum hit hit)
{
	size_t size;
	const void *elf = ops_bpf__elf_bytes(&size);
	struct bpf_object *obj = bpf_object__open_mem(elf, size, NULL);
	int ret;

	if (!obj)
		return fail_call("open");
	bpf_map__set_autocreate(bpf_object__find_map_by_name(obj, other), false);
	if (bpf_object__load(obj))
		ret = fail_call("load");
	else
		ret = count_and_detach(obj,
				       bpf_map__attach_struct_ops(
					       bpf_object__find_map_by_name(obj, which)),
				       hit);
	bpf_object__close(obj);
	return ret;
}

int story_struct_ops(void)
{
	return congestion_control("plain", "linked", HIT_CC_PLAIN);
}

int story_struct_ops_link(void)
{
	return congestion_control("linked", "plain", HIT_CC_LINKED);
}
