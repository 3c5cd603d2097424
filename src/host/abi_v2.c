/* SPDX-License-Identifier: MIT */
/* Unpacking and import table of the v2 calls of this room; generated from abi/v2.toml by tools/abigen.py; do not edit. */
#include "host/abi_v2.h"

#include "guest/call.h"
#include "host/host.h"

static enum wbpf_call call_abi_version(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	(void)a;
	r->i32 = wbpf2_abi_version(g);
	return wbpf_call_end(g, "abi_version", r->i32);
}

static enum wbpf_call call_last_error(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_last_error(g, WBPF_GADDR(a[0].u32), a[1].u32);
	return wbpf_call_end(g, "last_error", r->i32);
}

static enum wbpf_call call_close(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_close(g, a[0].i32);
	return wbpf_call_end(g, "close", r->i32);
}

static enum wbpf_call call_possible_cpus(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	(void)a;
	r->i32 = wbpf2_possible_cpus(g);
	return wbpf_call_end(g, "possible_cpus", r->i32);
}

static enum wbpf_call call_ifindex(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_ifindex(g, WBPF_GADDR(a[0].u32), a[1].u32);
	return wbpf_call_end(g, "ifindex", r->i32);
}

static enum wbpf_call call_process_id(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	(void)a;
	r->i32 = wbpf2_process_id(g);
	return wbpf_call_end(g, "process_id", r->i32);
}

static enum wbpf_call call_host_info(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_host_info(g, WBPF_GADDR(a[0].u32));
	return wbpf_call_end(g, "host_info", r->i32);
}

static enum wbpf_call call_time_zone(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_time_zone(g, a[0].i64, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "time_zone", r->i32);
}

static enum wbpf_call call_host_file_open(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_host_file_open(g, WBPF_GADDR(a[0].u32), a[1].u32);
	return wbpf_call_end(g, "host_file_open", r->i32);
}

static enum wbpf_call call_host_file_stat(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_host_file_stat(g, WBPF_GADDR(a[0].u32), a[1].u32, WBPF_GADDR(a[2].u32));
	return wbpf_call_end(g, "host_file_stat", r->i32);
}

static enum wbpf_call call_host_file_link(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_host_file_link(g, WBPF_GADDR(a[0].u32), a[1].u32, WBPF_GADDR(a[2].u32), a[3].u32);
	return wbpf_call_end(g, "host_file_link", r->i32);
}

static enum wbpf_call call_object_open(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_open(g, WBPF_GADDR(a[0].u32), a[1].u32, WBPF_GADDR(a[2].u32));
	return wbpf_call_end(g, "object_open", r->i32);
}

static enum wbpf_call call_object_prepare(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_prepare(g, a[0].i32);
	return wbpf_call_end(g, "object_prepare", r->i32);
}

static enum wbpf_call call_object_load(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_load(g, a[0].i32);
	return wbpf_call_end(g, "object_load", r->i32);
}

static enum wbpf_call call_object_map(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_map(g, a[0].i32, a[1].u32);
	return wbpf_call_end(g, "object_map", r->i32);
}

static enum wbpf_call call_object_program(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_program(g, a[0].i32, a[1].u32);
	return wbpf_call_end(g, "object_program", r->i32);
}

static enum wbpf_call call_object_find_map(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_find_map(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "object_find_map", r->i32);
}

static enum wbpf_call call_object_find_program(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_object_find_program(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "object_find_program", r->i32);
}

static enum wbpf_call call_map_info(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_info(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "map_info", r->i32);
}

static enum wbpf_call call_map_set(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_set(g, a[0].i32, a[1].u32, a[2].u64);
	return wbpf_call_end(g, "map_set", r->i32);
}

static enum wbpf_call call_map_set_pin_path(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_set_pin_path(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "map_set_pin_path", r->i32);
}

static enum wbpf_call call_map_set_initial(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_set_initial(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "map_set_initial", r->i32);
}

static enum wbpf_call call_map_initial(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_initial(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "map_initial", r->i32);
}

static enum wbpf_call call_map_reuse(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_reuse(g, a[0].i32, a[1].i32);
	return wbpf_call_end(g, "map_reuse", r->i32);
}

static enum wbpf_call call_map_set_inner(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_set_inner(g, a[0].i32, a[1].i32);
	return wbpf_call_end(g, "map_set_inner", r->i32);
}

static enum wbpf_call call_map_lookup(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_lookup(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32, WBPF_GADDR(a[3].u32), a[4].u32, a[5].u64);
	return wbpf_call_end(g, "map_lookup", r->i32);
}

static enum wbpf_call call_map_update(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_update(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32, WBPF_GADDR(a[3].u32), a[4].u32, a[5].u64);
	return wbpf_call_end(g, "map_update", r->i32);
}

static enum wbpf_call call_map_delete(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_delete(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32, a[3].u64);
	return wbpf_call_end(g, "map_delete", r->i32);
}

static enum wbpf_call call_map_next_key(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_next_key(g, a[0].i32, WBPF_GADDR(a[1].u32), WBPF_GADDR(a[2].u32), a[3].u32);
	return wbpf_call_end(g, "map_next_key", r->i32);
}

static enum wbpf_call call_map_lookup_and_delete(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_lookup_and_delete(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32, WBPF_GADDR(a[3].u32), a[4].u32, a[5].u64);
	return wbpf_call_end(g, "map_lookup_and_delete", r->i32);
}

static enum wbpf_call call_map_batch(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_batch(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "map_batch", r->i32);
}

static enum wbpf_call call_map_freeze(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_freeze(g, a[0].i32);
	return wbpf_call_end(g, "map_freeze", r->i32);
}

static enum wbpf_call call_map_pin(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_pin(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "map_pin", r->i32);
}

static enum wbpf_call call_map_unpin(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_unpin(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "map_unpin", r->i32);
}

static enum wbpf_call call_map_create(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_create(g, WBPF_GADDR(a[0].u32));
	return wbpf_call_end(g, "map_create", r->i32);
}

static enum wbpf_call call_map_open_pinned(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_open_pinned(g, WBPF_GADDR(a[0].u32), a[1].u32);
	return wbpf_call_end(g, "map_open_pinned", r->i32);
}

static enum wbpf_call call_map_attach(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_map_attach(g, a[0].i32);
	return wbpf_call_end(g, "map_attach", r->i32);
}

static enum wbpf_call call_program_info(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_info(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "program_info", r->i32);
}

static enum wbpf_call call_program_insns(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_insns(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "program_insns", r->i32);
}

static enum wbpf_call call_program_set(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_set(g, a[0].i32, a[1].u32, a[2].u64);
	return wbpf_call_end(g, "program_set", r->i32);
}

static enum wbpf_call call_program_set_attach_target(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_set_attach_target(g, a[0].i32, a[1].i32, WBPF_GADDR(a[2].u32), a[3].u32);
	return wbpf_call_end(g, "program_set_attach_target", r->i32);
}

static enum wbpf_call call_program_attach(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_attach(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "program_attach", r->i32);
}

static enum wbpf_call call_program_test_run(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_test_run(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "program_test_run", r->i32);
}

static enum wbpf_call call_program_pin(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_pin(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "program_pin", r->i32);
}

static enum wbpf_call call_program_unpin(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_program_unpin(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "program_unpin", r->i32);
}

static enum wbpf_call call_link_update(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_link_update(g, a[0].i32, a[1].i32, a[2].i32);
	return wbpf_call_end(g, "link_update", r->i32);
}

static enum wbpf_call call_link_detach(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_link_detach(g, a[0].i32);
	return wbpf_call_end(g, "link_detach", r->i32);
}

static enum wbpf_call call_link_info(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_link_info(g, a[0].i32, WBPF_GADDR(a[1].u32));
	return wbpf_call_end(g, "link_info", r->i32);
}

static enum wbpf_call call_link_pin(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_link_pin(g, a[0].i32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "link_pin", r->i32);
}

static enum wbpf_call call_link_unpin(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_link_unpin(g, a[0].i32);
	return wbpf_call_end(g, "link_unpin", r->i32);
}

static enum wbpf_call call_link_open_pinned(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_link_open_pinned(g, WBPF_GADDR(a[0].u32), a[1].u32);
	return wbpf_call_end(g, "link_open_pinned", r->i32);
}

static enum wbpf_call call_iter_create(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_iter_create(g, a[0].i32);
	return wbpf_call_end(g, "iter_create", r->i32);
}

static enum wbpf_call call_bpf(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_bpf(g, a[0].u32, WBPF_GADDR(a[1].u32), a[2].u32);
	return wbpf_call_end(g, "bpf", r->i32);
}

static enum wbpf_call call_grant_open(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_grant_open(g, WBPF_GADDR(a[0].u32), a[1].u32);
	return wbpf_call_end(g, "grant_open", r->i32);
}

static enum wbpf_call call_kernel_btf_find(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_kernel_btf_find(g, WBPF_GADDR(a[0].u32), a[1].u32, WBPF_GADDR(a[2].u32), a[3].u32, a[4].u32);
	return wbpf_call_end(g, "kernel_btf_find", r->i32);
}

static enum wbpf_call call_perf_event_open(struct wbpf_guest *g, const union wbpf_val *a,
				    union wbpf_val *r)
{
	r->i32 = wbpf2_perf_event_open(g, WBPF_GADDR(a[0].u32), a[1].u32, a[2].i32, a[3].i32, a[4].u64);
	return wbpf_call_end(g, "perf_event_open", r->i32);
}

const struct wbpf_import wbpf_host_v2_imports[] = {
	{ WBPF2_MODULE, "abi_version", ":i", call_abi_version },
	{ WBPF2_MODULE, "last_error", "ii:i", call_last_error },
	{ WBPF2_MODULE, "close", "i:i", call_close },
	{ WBPF2_MODULE, "possible_cpus", ":i", call_possible_cpus },
	{ WBPF2_MODULE, "ifindex", "ii:i", call_ifindex },
	{ WBPF2_MODULE, "process_id", ":i", call_process_id },
	{ WBPF2_MODULE, "host_info", "i:i", call_host_info },
	{ WBPF2_MODULE, "time_zone", "li:i", call_time_zone },
	{ WBPF2_MODULE, "host_file_open", "ii:i", call_host_file_open },
	{ WBPF2_MODULE, "host_file_stat", "iii:i", call_host_file_stat },
	{ WBPF2_MODULE, "host_file_link", "iiii:i", call_host_file_link },
	{ WBPF2_MODULE, "object_open", "iii:i", call_object_open },
	{ WBPF2_MODULE, "object_prepare", "i:i", call_object_prepare },
	{ WBPF2_MODULE, "object_load", "i:i", call_object_load },
	{ WBPF2_MODULE, "object_map", "ii:i", call_object_map },
	{ WBPF2_MODULE, "object_program", "ii:i", call_object_program },
	{ WBPF2_MODULE, "object_find_map", "iii:i", call_object_find_map },
	{ WBPF2_MODULE, "object_find_program", "iii:i", call_object_find_program },
	{ WBPF2_MODULE, "map_info", "ii:i", call_map_info },
	{ WBPF2_MODULE, "map_set", "iil:i", call_map_set },
	{ WBPF2_MODULE, "map_set_pin_path", "iii:i", call_map_set_pin_path },
	{ WBPF2_MODULE, "map_set_initial", "iii:i", call_map_set_initial },
	{ WBPF2_MODULE, "map_initial", "iii:i", call_map_initial },
	{ WBPF2_MODULE, "map_reuse", "ii:i", call_map_reuse },
	{ WBPF2_MODULE, "map_set_inner", "ii:i", call_map_set_inner },
	{ WBPF2_MODULE, "map_lookup", "iiiiil:i", call_map_lookup },
	{ WBPF2_MODULE, "map_update", "iiiiil:i", call_map_update },
	{ WBPF2_MODULE, "map_delete", "iiil:i", call_map_delete },
	{ WBPF2_MODULE, "map_next_key", "iiii:i", call_map_next_key },
	{ WBPF2_MODULE, "map_lookup_and_delete", "iiiiil:i", call_map_lookup_and_delete },
	{ WBPF2_MODULE, "map_batch", "ii:i", call_map_batch },
	{ WBPF2_MODULE, "map_freeze", "i:i", call_map_freeze },
	{ WBPF2_MODULE, "map_pin", "iii:i", call_map_pin },
	{ WBPF2_MODULE, "map_unpin", "iii:i", call_map_unpin },
	{ WBPF2_MODULE, "map_create", "i:i", call_map_create },
	{ WBPF2_MODULE, "map_open_pinned", "ii:i", call_map_open_pinned },
	{ WBPF2_MODULE, "map_attach", "i:i", call_map_attach },
	{ WBPF2_MODULE, "program_info", "ii:i", call_program_info },
	{ WBPF2_MODULE, "program_insns", "iii:i", call_program_insns },
	{ WBPF2_MODULE, "program_set", "iil:i", call_program_set },
	{ WBPF2_MODULE, "program_set_attach_target", "iiii:i", call_program_set_attach_target },
	{ WBPF2_MODULE, "program_attach", "ii:i", call_program_attach },
	{ WBPF2_MODULE, "program_test_run", "ii:i", call_program_test_run },
	{ WBPF2_MODULE, "program_pin", "iii:i", call_program_pin },
	{ WBPF2_MODULE, "program_unpin", "iii:i", call_program_unpin },
	{ WBPF2_MODULE, "link_update", "iii:i", call_link_update },
	{ WBPF2_MODULE, "link_detach", "i:i", call_link_detach },
	{ WBPF2_MODULE, "link_info", "ii:i", call_link_info },
	{ WBPF2_MODULE, "link_pin", "iii:i", call_link_pin },
	{ WBPF2_MODULE, "link_unpin", "i:i", call_link_unpin },
	{ WBPF2_MODULE, "link_open_pinned", "ii:i", call_link_open_pinned },
	{ WBPF2_MODULE, "iter_create", "i:i", call_iter_create },
	{ WBPF2_MODULE, "bpf", "iii:i", call_bpf },
	{ WBPF2_MODULE, "grant_open", "ii:i", call_grant_open },
	{ WBPF2_MODULE, "kernel_btf_find", "iiiii:i", call_kernel_btf_find },
	{ WBPF2_MODULE, "perf_event_open", "iiiil:i", call_perf_event_open },
};
const size_t wbpf_host_v2_import_cnt = sizeof(wbpf_host_v2_imports) / sizeof(wbpf_host_v2_imports[0]);
