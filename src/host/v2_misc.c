/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "host/abi_v2.h"
#include "host/room.h"

int32_t wbpf2_abi_version(struct wbpf_guest *g)
{
	(void)g;
	return WBPF2_VERSION;
}

/* The whole text, cut to what an i32 can tell the length of. */
static void error_text(const struct wbpf_error *err, struct wbpf_buf *text)
{
	wbpf_buf_append(text, err->message, strlen(err->message));
	if (err->detail && *err->detail) {
		wbpf_buf_append(text, "\n", 1);
		wbpf_buf_append(text, err->detail, strnlen(err->detail, INT32_MAX / 2));
	}
}

/* Its own failures leave the text alone that the guest wants to read. */
int32_t wbpf2_last_error(struct wbpf_guest *g, wbpf_gaddr buf, uint32_t size)
{
	WBPF_CLEANUP(wbpf_buf_free) struct wbpf_buf text = WBPF_BUF_INIT;
	void *out;
	size_t n;

	if (wbpf_guest_view(g, buf, size, &out))
		return -EFAULT;
	error_text(&g->last_error, &text);
	if (text.oom)
		return -ENOMEM;
	if (size) {
		n = text.len < size - 1 ? text.len : size - 1;
		if (n)
			memcpy(out, text.data, n);
		((char *)out)[n] = '\0';
	}
	return (int32_t)text.len;
}

int32_t wbpf2_close(struct wbpf_guest *g, wbpf_handle handle)
{
	host_note_closed(g, handle);
	if (wbpf_handle_close(&g->handles, handle))
		return wbpf_arg_fail(g, -EBADF, "%d is no handle", handle);
	return 0;
}

int32_t wbpf2_possible_cpus(struct wbpf_guest *g)
{
	(void)g;
	return (int32_t)kern_possible_cpus();
}

int32_t wbpf2_ifindex(struct wbpf_guest *g, wbpf_gaddr name, uint32_t name_len)
{
	WBPF_FREE char *ifname = NULL;
	int ret = wbpf_arg_str(g, name, name_len, "interface name", &ifname);

	if (ret)
		return ret;
	ret = kern_ifindex(ifname);
	if (ret > 0)
		return ret;
	return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, ret ? ret : -ENODEV,
			       "interface '%s'", ifname);
}

int32_t wbpf2_process_id(struct wbpf_guest *g)
{
	(void)g;
	return (int32_t)getpid();
}
