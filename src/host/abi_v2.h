/* SPDX-License-Identifier: MIT */
/* Handlers of the v2 calls of this room; generated from abi/v2.toml by tools/abigen.py; do not edit. */
#ifndef WBPF_HOST_ABI_V2_H
#define WBPF_HOST_ABI_V2_H

#include "guest/abi_v2.h"
#include "guest/guest.h"

/* Each returns >= 0 or a negative errno, and then has set g->last_error. */
int32_t wbpf2_abi_version(struct wbpf_guest *g);
int32_t wbpf2_last_error(struct wbpf_guest *g, wbpf_gaddr buf, uint32_t size);
int32_t wbpf2_close(struct wbpf_guest *g, wbpf_handle handle);
int32_t wbpf2_possible_cpus(struct wbpf_guest *g);
int32_t wbpf2_ifindex(struct wbpf_guest *g, wbpf_gaddr name, uint32_t name_len);
int32_t wbpf2_process_id(struct wbpf_guest *g);
int32_t wbpf2_host_info(struct wbpf_guest *g, wbpf_gaddr info);
int32_t wbpf2_time_zone(struct wbpf_guest *g, int64_t seconds, wbpf_gaddr info);
int32_t wbpf2_host_file_open(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_host_file_stat(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len, wbpf_gaddr info);
int32_t wbpf2_host_file_link(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len, wbpf_gaddr buf, uint32_t size);
int32_t wbpf2_object_open(struct wbpf_guest *g, wbpf_gaddr elf, uint32_t elf_len, wbpf_gaddr opts);
int32_t wbpf2_object_prepare(struct wbpf_guest *g, wbpf_handle obj);
int32_t wbpf2_object_load(struct wbpf_guest *g, wbpf_handle obj);
int32_t wbpf2_object_map(struct wbpf_guest *g, wbpf_handle obj, uint32_t index);
int32_t wbpf2_object_program(struct wbpf_guest *g, wbpf_handle obj, uint32_t index);
int32_t wbpf2_object_find_map(struct wbpf_guest *g, wbpf_handle obj, wbpf_gaddr name, uint32_t name_len);
int32_t wbpf2_object_find_program(struct wbpf_guest *g, wbpf_handle obj, wbpf_gaddr name, uint32_t name_len);
int32_t wbpf2_map_info(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr info);
int32_t wbpf2_map_set(struct wbpf_guest *g, wbpf_handle map, uint32_t attr, uint64_t value);
int32_t wbpf2_map_set_pin_path(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_map_set_initial(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr data, uint32_t len);
int32_t wbpf2_map_initial(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr buf, uint32_t size);
int32_t wbpf2_map_reuse(struct wbpf_guest *g, wbpf_handle map, wbpf_handle with);
int32_t wbpf2_map_set_inner(struct wbpf_guest *g, wbpf_handle map, wbpf_handle inner);
int32_t wbpf2_map_lookup(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr key, uint32_t key_len, wbpf_gaddr value, uint32_t value_len, uint64_t flags);
int32_t wbpf2_map_update(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr key, uint32_t key_len, wbpf_gaddr value, uint32_t value_len, uint64_t flags);
int32_t wbpf2_map_delete(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr key, uint32_t key_len, uint64_t flags);
int32_t wbpf2_map_next_key(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr key, wbpf_gaddr next_key, uint32_t key_len);
int32_t wbpf2_map_lookup_and_delete(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr key, uint32_t key_len, wbpf_gaddr value, uint32_t value_len, uint64_t flags);
int32_t wbpf2_map_batch(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr opts);
int32_t wbpf2_map_freeze(struct wbpf_guest *g, wbpf_handle map);
int32_t wbpf2_map_pin(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_map_unpin(struct wbpf_guest *g, wbpf_handle map, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_map_create(struct wbpf_guest *g, wbpf_gaddr opts);
int32_t wbpf2_map_open_pinned(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_map_attach(struct wbpf_guest *g, wbpf_handle map);
int32_t wbpf2_program_info(struct wbpf_guest *g, wbpf_handle prog, wbpf_gaddr info);
int32_t wbpf2_program_insns(struct wbpf_guest *g, wbpf_handle prog, wbpf_gaddr buf, uint32_t size);
int32_t wbpf2_program_set(struct wbpf_guest *g, wbpf_handle prog, uint32_t attr, uint64_t value);
int32_t wbpf2_program_set_attach_target(struct wbpf_guest *g, wbpf_handle prog, wbpf_handle target, wbpf_gaddr name, uint32_t name_len);
int32_t wbpf2_program_attach(struct wbpf_guest *g, wbpf_handle prog, wbpf_gaddr opts);
int32_t wbpf2_program_test_run(struct wbpf_guest *g, wbpf_handle prog, wbpf_gaddr opts);
int32_t wbpf2_program_pin(struct wbpf_guest *g, wbpf_handle prog, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_program_unpin(struct wbpf_guest *g, wbpf_handle prog, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_link_update(struct wbpf_guest *g, wbpf_handle link, wbpf_handle prog, wbpf_handle map);
int32_t wbpf2_link_detach(struct wbpf_guest *g, wbpf_handle link);
int32_t wbpf2_link_info(struct wbpf_guest *g, wbpf_handle link, wbpf_gaddr info);
int32_t wbpf2_link_pin(struct wbpf_guest *g, wbpf_handle link, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_link_unpin(struct wbpf_guest *g, wbpf_handle link);
int32_t wbpf2_link_open_pinned(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_iter_create(struct wbpf_guest *g, wbpf_handle link);
int32_t wbpf2_bpf(struct wbpf_guest *g, uint32_t cmd, wbpf_gaddr attr, uint32_t size);
int32_t wbpf2_grant_open(struct wbpf_guest *g, wbpf_gaddr path, uint32_t path_len);
int32_t wbpf2_kernel_btf_find(struct wbpf_guest *g, wbpf_gaddr module, uint32_t module_len, wbpf_gaddr name, uint32_t name_len, uint32_t kind);
int32_t wbpf2_perf_event_open(struct wbpf_guest *g, wbpf_gaddr attr, uint32_t attr_len, int32_t pid, int32_t cpu, uint64_t flags);

#endif
