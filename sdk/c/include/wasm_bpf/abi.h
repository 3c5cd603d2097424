/* SPDX-License-Identifier: MIT */
/* Raw C bindings of the v2 ABI; generated from abi/v2.toml by tools/abigen.py; do not edit. */
#ifndef WASM_BPF_ABI_H
#define WASM_BPF_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define _Static_assert static_assert
extern "C" {
#endif

#define WBPF_ABI_VERSION (2 << 16 | 1)

#define WBPF_ABI_IMPORT(fn) __attribute__((import_module("wasm_bpf_v2"), import_name(#fn)))

/* What map_set() changes before load. */
enum wbpf_map_attr {
	WBPF_MAP_ATTR_TYPE = 1, /* enum bpf_map_type of the kernel */
	WBPF_MAP_ATTR_KEY_SIZE = 2, /* bytes */
	WBPF_MAP_ATTR_VALUE_SIZE = 3, /* bytes */
	WBPF_MAP_ATTR_MAX_ENTRIES = 4, /* elements; for ring buffers bytes, a power of two and a multiple of the page */
	WBPF_MAP_ATTR_FLAGS = 5, /* BPF_F_* of map creation */
	WBPF_MAP_ATTR_EXTRA = 6, /* map_extra: hash functions of a bloom filter, address of an arena */
	WBPF_MAP_ATTR_NUMA_NODE = 7, /* node number */
	WBPF_MAP_ATTR_IFINDEX = 8, /* offload device */
	WBPF_MAP_ATTR_AUTOCREATE = 9, /* 0: load does not make this map */
	WBPF_MAP_ATTR_AUTOATTACH = 10, /* 0: a struct_ops map that the skeleton does not attach */
};

/* What program_set() changes before load. */
enum wbpf_program_attr {
	WBPF_PROGRAM_ATTR_TYPE = 1, /* enum bpf_prog_type of the kernel */
	WBPF_PROGRAM_ATTR_EXPECTED_ATTACH_TYPE = 2, /* enum bpf_attach_type of the kernel */
	WBPF_PROGRAM_ATTR_FLAGS = 3, /* BPF_F_* of program load */
	WBPF_PROGRAM_ATTR_LOG_LEVEL = 4, /* verifier log level */
	WBPF_PROGRAM_ATTR_AUTOLOAD = 5, /* 0: load leaves this program out */
	WBPF_PROGRAM_ATTR_AUTOATTACH = 6, /* 0: the skeleton does not attach it */
	WBPF_PROGRAM_ATTR_IFINDEX = 7, /* offload device */
};

/* What map_batch() does. */
enum wbpf_batch_op {
	WBPF_BATCH_OP_LOOKUP = 1, /* read many */
	WBPF_BATCH_OP_LOOKUP_AND_DELETE = 2, /* read and remove many */
	WBPF_BATCH_OP_UPDATE = 3, /* write many */
	WBPF_BATCH_OP_DELETE = 4, /* remove many */
};

/* How program_attach() attaches. Fields of struct attach_opts that a kind does not name are ignored. */
enum wbpf_attach_kind {
	WBPF_ATTACH_KIND_AUTO = 0, /* by the section's name; with a target, by the program's type */
	WBPF_ATTACH_KIND_TRACEPOINT = 1, /* target `category:name`; cookie */
	WBPF_ATTACH_KIND_RAW_TRACEPOINT = 2, /* target name; cookie */
	WBPF_ATTACH_KIND_TRACING = 3, /* fentry, fexit, fmod_ret, tp_btf: the target was set before load; cookie */
	WBPF_ATTACH_KIND_KPROBE = 4, /* target function; offset, retprobe, cookie */
	WBPF_ATTACH_KIND_KPROBE_MULTI = 5, /* target pattern, or symbols/addrs with cookies; retprobe, session */
	WBPF_ATTACH_KIND_KSYSCALL = 6, /* target system call without prefix; retprobe, cookie */
	WBPF_ATTACH_KIND_UPROBE = 7, /* target binary; symbol or offset; pid, retprobe, ref_ctr_offset, cookie */
	WBPF_ATTACH_KIND_UPROBE_MULTI = 8, /* target binary; symbol pattern, or symbols/addrs with cookies; pid, retprobe, session */
	WBPF_ATTACH_KIND_USDT = 9, /* target binary; symbol `provider:name`; pid, cookie */
	WBPF_ATTACH_KIND_PERF_EVENT = 10, /* fd: handle from perf_event_open(); cookie */
	WBPF_ATTACH_KIND_XDP = 11, /* target interface or ifindex; flags XDP_FLAGS_* */
	WBPF_ATTACH_KIND_TC = 12, /* clsact filter: target interface or ifindex; attach_point 1 ingress, 2 egress; priority, tc_handle */
	WBPF_ATTACH_KIND_TCX = 13, /* target interface or ifindex; flags, relative, relative_id, expected_revision */
	WBPF_ATTACH_KIND_NETKIT = 14, /* target interface or ifindex; as TCX */
	WBPF_ATTACH_KIND_CGROUP = 15, /* target directory or dir_fd; attach_point 0 or enum bpf_attach_type; flags */
	WBPF_ATTACH_KIND_SOCKET_FILTER = 16, /* target interface or ifindex: the host opens a packet socket there */
	WBPF_ATTACH_KIND_NETNS = 17, /* sk_lookup, flow dissector: target path of a network namespace; empty: that of the host process */
	WBPF_ATTACH_KIND_ITER = 18, /* map, or iter_info with the kernel's union bpf_iter_link_info (no fds in it) */
	WBPF_ATTACH_KIND_LSM = 19, /* BPF LSM hook set before load; cookie */
	WBPF_ATTACH_KIND_FREPLACE = 20, /* fd: handle of the target program, target: its function; both may be absent when set before load */
	WBPF_ATTACH_KIND_STRUCT_OPS = 21, /* map */
	WBPF_ATTACH_KIND_NETFILTER = 22, /* pf, hooknum, nf_priority, flags */
	WBPF_ATTACH_KIND_SOCKMAP = 23, /* map; attach_point enum bpf_attach_type or 0 */
};

/* Bits of attach_opts.options. */
enum wbpf_attach_flag {
	WBPF_ATTACH_FLAG_RETPROBE = 1, /* at the return instead of the entry */
	WBPF_ATTACH_FLAG_SESSION = 2, /* entry and return by one program (kprobe/uprobe session) */
};

/* What source_open() opened. */
enum wbpf_source_kind {
	WBPF_SOURCE_KIND_RING = 1, /* ring buffer */
	WBPF_SOURCE_KIND_PERF = 2, /* perf event array */
	WBPF_SOURCE_KIND_USER_RING = 3, /* user ring buffer: source_submit() */
};

/* Bits of record.flags. */
enum wbpf_record_flag {
	WBPF_RECORD_FLAG_LOST = 1, /* no sample: the 8 bytes that follow are a u64 count of samples lost on that CPU */
};

/* Bits of memory_info.flags. */
enum wbpf_memory_flag {
	WBPF_MEMORY_FLAG_MAPPABLE = 1, /* memory_map() works in this guest */
	WBPF_MEMORY_FLAG_ORDERED = 2, /* plain loads of the guest are acquires and plain stores releases; else memory_fence() stands between */
};

/* What linear memory can do. */
struct wbpf_memory_info {
	uint32_t sz; /* size of this struct */
	uint32_t flags; /* bits of enum memory_flag */
	uint32_t page_size; /* bytes: memory_map() takes whole pages */
};
_Static_assert(sizeof(struct wbpf_memory_info) == 12, "layout");
_Static_assert(offsetof(struct wbpf_memory_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_memory_info, flags) == 4, "layout");
_Static_assert(offsetof(struct wbpf_memory_info, page_size) == 8, "layout");

/* Options of object_open(). */
struct wbpf_object_opts {
	uint32_t sz; /* size of this struct */
	uint32_t name; /* guest address; name of the object; 0: from the ELF */
	uint32_t name_len;
	uint32_t pin_root_path; /* guest address; where maps pinned by name live; 0: /sys/fs/bpf */
	uint32_t pin_root_path_len;
	uint32_t kconfig; /* guest address; additional Kconfig text */
	uint32_t kconfig_len;
	uint32_t btf_custom_path; /* guest address; kernel BTF from a file of the host */
	uint32_t btf_custom_path_len;
	uint32_t log_level; /* verifier log level for all programs */
	uint32_t relaxed_maps; /* 1: accept unknown attributes of maps */
};
_Static_assert(sizeof(struct wbpf_object_opts) == 44, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, name) == 4, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, name_len) == 8, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, pin_root_path) == 12, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, pin_root_path_len) == 16, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, kconfig) == 20, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, kconfig_len) == 24, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, btf_custom_path) == 28, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, btf_custom_path_len) == 32, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, log_level) == 36, "layout");
_Static_assert(offsetof(struct wbpf_object_opts, relaxed_maps) == 40, "layout");

/* Attributes of a map, now. */
struct wbpf_map_info {
	uint32_t sz; /* size of this struct */
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_size; /* bytes */
	uint32_t value_size; /* bytes */
	uint32_t max_entries;
	uint32_t flags; /* BPF_F_* */
	uint64_t extra; /* map_extra */
	uint32_t id; /* kernel id; 0 before load */
	uint32_t ifindex;
	uint32_t numa_node;
	uint32_t btf_key_type_id;
	uint32_t btf_value_type_id;
	uint32_t user_value_size; /* bytes of one element in lookup and update: value_size, or for per-CPU maps round_up(value_size, 8) x possible CPUs */
	uint32_t initial_value_size; /* bytes of the initial value of global data; 0: none */
	uint32_t internal; /* 1: global data or kconfig */
	uint32_t autocreate;
	uint32_t autoattach;
	uint32_t pinned;
	uint32_t loaded;
	char name[64]; /* NUL-terminated */
};
_Static_assert(sizeof(struct wbpf_map_info) == 144, "layout");
_Static_assert(offsetof(struct wbpf_map_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_map_info, type) == 4, "layout");
_Static_assert(offsetof(struct wbpf_map_info, key_size) == 8, "layout");
_Static_assert(offsetof(struct wbpf_map_info, value_size) == 12, "layout");
_Static_assert(offsetof(struct wbpf_map_info, max_entries) == 16, "layout");
_Static_assert(offsetof(struct wbpf_map_info, flags) == 20, "layout");
_Static_assert(offsetof(struct wbpf_map_info, extra) == 24, "layout");
_Static_assert(offsetof(struct wbpf_map_info, id) == 32, "layout");
_Static_assert(offsetof(struct wbpf_map_info, ifindex) == 36, "layout");
_Static_assert(offsetof(struct wbpf_map_info, numa_node) == 40, "layout");
_Static_assert(offsetof(struct wbpf_map_info, btf_key_type_id) == 44, "layout");
_Static_assert(offsetof(struct wbpf_map_info, btf_value_type_id) == 48, "layout");
_Static_assert(offsetof(struct wbpf_map_info, user_value_size) == 52, "layout");
_Static_assert(offsetof(struct wbpf_map_info, initial_value_size) == 56, "layout");
_Static_assert(offsetof(struct wbpf_map_info, internal) == 60, "layout");
_Static_assert(offsetof(struct wbpf_map_info, autocreate) == 64, "layout");
_Static_assert(offsetof(struct wbpf_map_info, autoattach) == 68, "layout");
_Static_assert(offsetof(struct wbpf_map_info, pinned) == 72, "layout");
_Static_assert(offsetof(struct wbpf_map_info, loaded) == 76, "layout");
_Static_assert(offsetof(struct wbpf_map_info, name) == 80, "layout");

/* Options of map_create(). */
struct wbpf_map_create_opts {
	uint32_t sz; /* size of this struct */
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_size; /* bytes */
	uint32_t value_size; /* bytes */
	uint32_t max_entries;
	uint32_t flags; /* BPF_F_* */
	uint64_t extra; /* map_extra */
	uint32_t name; /* guest address; at most 15 bytes */
	uint32_t name_len;
	int32_t inner; /* handle; maps of maps: the inner map that serves as pattern */
	uint32_t numa_node; /* with BPF_F_NUMA_NODE */
};
_Static_assert(sizeof(struct wbpf_map_create_opts) == 48, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, type) == 4, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, key_size) == 8, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, value_size) == 12, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, max_entries) == 16, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, flags) == 20, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, extra) == 24, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, name) == 32, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, name_len) == 36, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, inner) == 40, "layout");
_Static_assert(offsetof(struct wbpf_map_create_opts, numa_node) == 44, "layout");

/* In and out of map_batch(). The buffers hold count x key_size and count x user_value_size bytes. */
struct wbpf_map_batch_opts {
	uint32_t sz; /* size of this struct */
	uint32_t op; /* enum batch_op */
	uint32_t in_batch; /* guest address; position from the last call; 0: from the start */
	uint32_t out_batch; /* guest address; receives the position: max(key_size, 4) bytes */
	uint32_t keys; /* guest address */
	uint32_t values; /* guest address */
	uint32_t count; /* in: elements given or room; out: elements done, also when the call fails */
	uint32_t reserved; /* 0 */
	uint64_t elem_flags; /* BPF_ANY, BPF_F_LOCK, ... */
	uint64_t flags; /* 0 */
};
_Static_assert(sizeof(struct wbpf_map_batch_opts) == 48, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, op) == 4, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, in_batch) == 8, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, out_batch) == 12, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, keys) == 16, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, values) == 20, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, count) == 24, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, reserved) == 28, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, elem_flags) == 32, "layout");
_Static_assert(offsetof(struct wbpf_map_batch_opts, flags) == 40, "layout");

/* Attributes of a program, now. */
struct wbpf_program_info {
	uint32_t sz; /* size of this struct */
	uint32_t type; /* enum bpf_prog_type */
	uint32_t expected_attach_type; /* enum bpf_attach_type */
	uint32_t flags;
	uint32_t log_level;
	uint32_t insn_cnt; /* instructions of 8 bytes */
	uint32_t id; /* kernel id; 0 before load */
	uint32_t autoload;
	uint32_t autoattach;
	uint32_t loaded;
	char name[128]; /* NUL-terminated */
	char section[256]; /* NUL-terminated */
};
_Static_assert(sizeof(struct wbpf_program_info) == 424, "layout");
_Static_assert(offsetof(struct wbpf_program_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_program_info, type) == 4, "layout");
_Static_assert(offsetof(struct wbpf_program_info, expected_attach_type) == 8, "layout");
_Static_assert(offsetof(struct wbpf_program_info, flags) == 12, "layout");
_Static_assert(offsetof(struct wbpf_program_info, log_level) == 16, "layout");
_Static_assert(offsetof(struct wbpf_program_info, insn_cnt) == 20, "layout");
_Static_assert(offsetof(struct wbpf_program_info, id) == 24, "layout");
_Static_assert(offsetof(struct wbpf_program_info, autoload) == 28, "layout");
_Static_assert(offsetof(struct wbpf_program_info, autoattach) == 32, "layout");
_Static_assert(offsetof(struct wbpf_program_info, loaded) == 36, "layout");
_Static_assert(offsetof(struct wbpf_program_info, name) == 40, "layout");
_Static_assert(offsetof(struct wbpf_program_info, section) == 168, "layout");

/* In and out of program_test_run(). */
struct wbpf_test_run_opts {
	uint32_t sz; /* size of this struct */
	uint32_t data_in; /* guest address */
	uint32_t data_in_len; /* bytes */
	uint32_t data_out; /* guest address */
	uint32_t data_out_len; /* in: room; out: bytes that the kernel has */
	uint32_t ctx_in; /* guest address */
	uint32_t ctx_in_len; /* bytes */
	uint32_t ctx_out; /* guest address */
	uint32_t ctx_out_len; /* in: room; out: bytes */
	uint32_t repeat; /* runs; 0: one */
	uint32_t flags; /* BPF_F_TEST_* */
	uint32_t cpu;
	uint32_t batch_size;
	uint32_t retval; /* out: what the program returned */
	uint32_t duration_ns; /* out: average of one run */
};
_Static_assert(sizeof(struct wbpf_test_run_opts) == 60, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, data_in) == 4, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, data_in_len) == 8, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, data_out) == 12, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, data_out_len) == 16, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, ctx_in) == 20, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, ctx_in_len) == 24, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, ctx_out) == 28, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, ctx_out_len) == 32, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, repeat) == 36, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, flags) == 40, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, cpu) == 44, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, batch_size) == 48, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, retval) == 52, "layout");
_Static_assert(offsetof(struct wbpf_test_run_opts, duration_ns) == 56, "layout");

/* Bytes in guest memory. */
struct wbpf_slice {
	uint32_t addr; /* guest address */
	uint32_t len; /* bytes */
};
_Static_assert(sizeof(struct wbpf_slice) == 8, "layout");
_Static_assert(offsetof(struct wbpf_slice, addr) == 0, "layout");
_Static_assert(offsetof(struct wbpf_slice, len) == 4, "layout");

/* Options of program_attach(); see attach_kind for what each kind reads. */
struct wbpf_attach_opts {
	uint32_t sz; /* size of this struct */
	uint32_t kind; /* enum attach_kind */
	uint32_t target; /* guest address */
	uint32_t target_len;
	uint32_t symbol; /* guest address */
	uint32_t symbol_len;
	uint32_t symbols; /* guest address; array of struct slice */
	uint32_t addrs; /* guest address; array of u64: addresses (kprobe) or file offsets (uprobe) */
	uint32_t cookies; /* guest address; array of u64, one per symbol or address */
	uint32_t symbol_cnt; /* elements of symbols or addrs */
	int32_t fd; /* handle; perf event, or target program */
	int32_t dir_fd; /* the guest's own (WASI) descriptor of a granted directory; 0: none */
	int32_t map; /* handle */
	int32_t pid; /* uprobe, USDT: the process; 0 or -1: all. That of the host itself is process_id() */
	uint64_t cookie; /* what bpf_get_attach_cookie() gives */
	uint64_t offset; /* bytes */
	uint64_t expected_revision; /* 0: any */
	uint32_t ref_ctr_offset; /* bytes in the file */
	uint32_t options; /* bits of enum attach_flag */
	uint32_t flags; /* as the kernel names them for the kind */
	uint32_t ifindex; /* instead of an interface name */
	uint32_t attach_point;
	uint32_t priority; /* TC */
	uint32_t tc_handle; /* TC */
	uint32_t pf; /* netfilter: 2 IPv4, 10 IPv6 */
	uint32_t hooknum; /* netfilter */
	int32_t nf_priority; /* netfilter */
	int32_t relative; /* handle; program or link before/after which to attach */
	uint32_t relative_id; /* the same by kernel id */
	uint32_t iter_info; /* guest address */
	uint32_t iter_info_len; /* bytes */
};
_Static_assert(sizeof(struct wbpf_attach_opts) == 136, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, kind) == 4, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, target) == 8, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, target_len) == 12, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, symbol) == 16, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, symbol_len) == 20, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, symbols) == 24, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, addrs) == 28, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, cookies) == 32, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, symbol_cnt) == 36, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, fd) == 40, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, dir_fd) == 44, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, map) == 48, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, pid) == 52, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, cookie) == 56, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, offset) == 64, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, expected_revision) == 72, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, ref_ctr_offset) == 80, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, options) == 84, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, flags) == 88, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, ifindex) == 92, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, attach_point) == 96, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, priority) == 100, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, tc_handle) == 104, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, pf) == 108, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, hooknum) == 112, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, nf_priority) == 116, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, relative) == 120, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, relative_id) == 124, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, iter_info) == 128, "layout");
_Static_assert(offsetof(struct wbpf_attach_opts, iter_info_len) == 132, "layout");

/* A link, now. */
struct wbpf_link_info {
	uint32_t sz; /* size of this struct */
	uint32_t id; /* kernel id; 0: no kernel link (netlink, perf ioctl, socket) */
	uint32_t prog_id;
	uint32_t type; /* enum bpf_link_type */
	uint32_t kind; /* enum attach_kind that made it */
	uint32_t attached; /* 0 after link_detach() */
};
_Static_assert(sizeof(struct wbpf_link_info) == 24, "layout");
_Static_assert(offsetof(struct wbpf_link_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_link_info, id) == 4, "layout");
_Static_assert(offsetof(struct wbpf_link_info, prog_id) == 8, "layout");
_Static_assert(offsetof(struct wbpf_link_info, type) == 12, "layout");
_Static_assert(offsetof(struct wbpf_link_info, kind) == 16, "layout");
_Static_assert(offsetof(struct wbpf_link_info, attached) == 20, "layout");

/* Options of source_open(). */
struct wbpf_source_opts {
	uint32_t sz; /* size of this struct */
	uint32_t perf_page_cnt; /* pages per CPU, a power of two; 0: 64 */
	uint32_t perf_wakeup_events; /* wake after so many samples; 0: 1 */
};
_Static_assert(sizeof(struct wbpf_source_opts) == 12, "layout");
_Static_assert(offsetof(struct wbpf_source_opts, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_source_opts, perf_page_cnt) == 4, "layout");
_Static_assert(offsetof(struct wbpf_source_opts, perf_wakeup_events) == 8, "layout");

/* A source, now. */
struct wbpf_source_info {
	uint32_t sz; /* size of this struct */
	uint32_t kind; /* enum source_kind */
	uint32_t next_len; /* bytes of the next record; 0: none is there */
	uint32_t reserved;
	uint64_t lost; /* samples lost so far, as far as the kernel tells */
};
_Static_assert(sizeof(struct wbpf_source_info) == 24, "layout");
_Static_assert(offsetof(struct wbpf_source_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_source_info, kind) == 4, "layout");
_Static_assert(offsetof(struct wbpf_source_info, next_len) == 8, "layout");
_Static_assert(offsetof(struct wbpf_source_info, reserved) == 12, "layout");
_Static_assert(offsetof(struct wbpf_source_info, lost) == 16, "layout");

/* Head of one record in the buffer of source_drain(); `len` bytes follow, then padding to a multiple of 8. */
struct wbpf_record {
	uint32_t len; /* exact bytes of the record */
	uint16_t cpu; /* perf buffers; 0xffff: no CPU */
	uint16_t flags; /* bits of enum record_flag */
};
_Static_assert(sizeof(struct wbpf_record) == 8, "layout");
_Static_assert(offsetof(struct wbpf_record, len) == 0, "layout");
_Static_assert(offsetof(struct wbpf_record, cpu) == 4, "layout");
_Static_assert(offsetof(struct wbpf_record, flags) == 6, "layout");

/* A file of the host, now. */
struct wbpf_host_file_info {
	uint32_t sz; /* size of this struct */
	uint32_t mode; /* type and permissions as stat(2) gives them */
	uint64_t dev; /* st_dev */
	uint64_t ino; /* st_ino */
	uint64_t size; /* bytes; 0 for most of what the kernel makes on reading */
};
_Static_assert(sizeof(struct wbpf_host_file_info) == 32, "layout");
_Static_assert(offsetof(struct wbpf_host_file_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_host_file_info, mode) == 4, "layout");
_Static_assert(offsetof(struct wbpf_host_file_info, dev) == 8, "layout");
_Static_assert(offsetof(struct wbpf_host_file_info, ino) == 16, "layout");
_Static_assert(offsetof(struct wbpf_host_file_info, size) == 24, "layout");

/* The host that the guest runs on. Texts end with a NUL. */
struct wbpf_host_info {
	uint32_t sz; /* size of this struct */
	uint32_t page_size; /* bytes of a page of the host's kernel */
	uint32_t cpus_online;
	uint32_t cpus_configured;
	char sysname[72]; /* as uname(2): Linux */
	char nodename[72];
	char release[72]; /* of the kernel: 6.1.0-13-amd64 */
	char version[72];
	char machine[72]; /* x86_64, aarch64, ... */
};
_Static_assert(sizeof(struct wbpf_host_info) == 376, "layout");
_Static_assert(offsetof(struct wbpf_host_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_host_info, page_size) == 4, "layout");
_Static_assert(offsetof(struct wbpf_host_info, cpus_online) == 8, "layout");
_Static_assert(offsetof(struct wbpf_host_info, cpus_configured) == 12, "layout");
_Static_assert(offsetof(struct wbpf_host_info, sysname) == 16, "layout");
_Static_assert(offsetof(struct wbpf_host_info, nodename) == 88, "layout");
_Static_assert(offsetof(struct wbpf_host_info, release) == 160, "layout");
_Static_assert(offsetof(struct wbpf_host_info, version) == 232, "layout");
_Static_assert(offsetof(struct wbpf_host_info, machine) == 304, "layout");

/* Local time at one moment. */
struct wbpf_time_zone_info {
	uint32_t sz; /* size of this struct */
	int32_t offset_s; /* seconds east of UTC */
	uint32_t is_dst; /* 1: daylight saving time */
	char name[20]; /* abbreviation, ends with a NUL: CET */
};
_Static_assert(sizeof(struct wbpf_time_zone_info) == 32, "layout");
_Static_assert(offsetof(struct wbpf_time_zone_info, sz) == 0, "layout");
_Static_assert(offsetof(struct wbpf_time_zone_info, offset_s) == 4, "layout");
_Static_assert(offsetof(struct wbpf_time_zone_info, is_dst) == 8, "layout");
_Static_assert(offsetof(struct wbpf_time_zone_info, name) == 12, "layout");

/* The host's version, major << 16 | minor.
 * Returns version; negative: a Linux errno. */
WBPF_ABI_IMPORT(abi_version)
int32_t wbpf_abi_abi_version(void);

/* The text of the last call of this instance that failed: one sentence, then on further lines libbpf's words or the verifier's log. Always NUL-terminated when size > 0.
 * Returns bytes of the whole text without the NUL; more than size - 1: it was cut; negative: a Linux errno. */
WBPF_ABI_IMPORT(last_error)
int32_t wbpf_abi_last_error(void *buf, uint32_t size);

/* Close any handle. An object's maps and programs go with it; links and sources live on until they are closed.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(close)
int32_t wbpf_abi_close(int32_t handle);

/* CPUs that can ever be there: how many values a per-CPU element has.
 * Returns count; negative: a Linux errno. */
WBPF_ABI_IMPORT(possible_cpus)
int32_t wbpf_abi_possible_cpus(void);

/* Index of a network interface.
 * Returns index; negative: a Linux errno. */
WBPF_ABI_IMPORT(ifindex)
int32_t wbpf_abi_ifindex(const char *name, uint32_t name_len);

/* Process id of the host process, so that a tool can leave itself out.
 * Returns pid; negative: a Linux errno. */
WBPF_ABI_IMPORT(process_id)
int32_t wbpf_abi_process_id(void);

/* Kernel, CPUs and page size of the host.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(host_info)
int32_t wbpf_abi_host_info(struct wbpf_host_info *info);

/* Offset and name of the host's local time (its TZ or /etc/localtime) at a moment.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(time_zone)
int32_t wbpf_abi_time_zone(int64_t seconds, struct wbpf_time_zone_info *info);

/* Open a file that the kernel makes (/proc/kallsyms, tracefs formats, ...; docs/guide-c.md has the list) for reading by read(). Needs no granted directory.
 * Returns handle; negative: a Linux errno. */
WBPF_ABI_IMPORT(host_file_open)
int32_t wbpf_abi_host_file_open(const char *path, uint32_t path_len);

/* Whether such a file, or a directory above it, exists, and what it is.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(host_file_stat)
int32_t wbpf_abi_host_file_stat(const char *path, uint32_t path_len, struct wbpf_host_file_info *info);

/* Where a link of the list leads: /proc/PID/exe, cwd, root. The text has no NUL and is cut to size, as by readlink(2).
 * Returns bytes written; negative: a Linux errno. */
WBPF_ABI_IMPORT(host_file_link)
int32_t wbpf_abi_host_file_link(const char *path, uint32_t path_len, void *buf, uint32_t size);

/* Open an eBPF object. The bytes may go away after the call.
 * Returns handle of the object; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_open)
int32_t wbpf_abi_object_open(const void *elf, uint32_t elf_len, const struct wbpf_object_opts *opts);

/* The first half of object_load(): maps made, instructions relocated, nothing loaded yet. Since version 2.1.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_prepare)
int32_t wbpf_abi_object_prepare(int32_t obj);

/* Relocate (CO-RE), make the maps, verify and load the programs. When it fails nothing is left in the kernel.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_load)
int32_t wbpf_abi_object_load(int32_t obj);

/* The index-th map in the object's order. The same handle each time.
 * Returns handle of the map; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_map)
int32_t wbpf_abi_object_map(int32_t obj, uint32_t index);

/* The index-th program in the object's order. The same handle each time.
 * Returns handle of the program; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_program)
int32_t wbpf_abi_object_program(int32_t obj, uint32_t index);

/* A map by name.
 * Returns handle of the map; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_find_map)
int32_t wbpf_abi_object_find_map(int32_t obj, const char *name, uint32_t name_len);

/* A program by the name of its function.
 * Returns handle of the program; negative: a Linux errno. */
WBPF_ABI_IMPORT(object_find_program)
int32_t wbpf_abi_object_find_program(int32_t obj, const char *name, uint32_t name_len);

/* Attributes of a map.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_info)
int32_t wbpf_abi_map_info(int32_t map, struct wbpf_map_info *info);

/* Change an attribute before load.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_set)
int32_t wbpf_abi_map_set(int32_t map, uint32_t attr, uint64_t value);

/* Where load pins the map, or finds it pinned. Empty: nowhere.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_set_pin_path)
int32_t wbpf_abi_map_set_pin_path(int32_t map, const char *path, uint32_t path_len);

/* Set the initial value of global data (.rodata, .data, .bss) before load.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_set_initial)
int32_t wbpf_abi_map_set_initial(int32_t map, const void *data, uint32_t len);

/* Read the initial value of global data before load.
 * Returns bytes of the value; at most size of them were written; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_initial)
int32_t wbpf_abi_map_initial(int32_t map, void *buf, uint32_t size);

/* Let load use another, existing map in place of making this one.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_reuse)
int32_t wbpf_abi_map_reuse(int32_t map, int32_t with);

/* The pattern of the inner maps of a map of maps, before load.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_set_inner)
int32_t wbpf_abi_map_set_inner(int32_t map, int32_t inner);

/* Read one element. Lengths must be the map's own, so that a short buffer is an error and never overwritten.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_lookup)
int32_t wbpf_abi_map_lookup(int32_t map, const void *key, uint32_t key_len, void *value, uint32_t value_len, uint64_t flags);

/* Write one element. Maps of programs, maps or perf events take a handle of 4 bytes as value, cgroup arrays the guest's own (WASI) descriptor of a granted directory, the program of a devmap or cpumap value a handle or 0. The key of task storage is a process id, that of cgroup storage such a descriptor.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_update)
int32_t wbpf_abi_map_update(int32_t map, const void *key, uint32_t key_len, const void *value, uint32_t value_len, uint64_t flags);

/* Remove one element.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_delete)
int32_t wbpf_abi_map_delete(int32_t map, const void *key, uint32_t key_len, uint64_t flags);

/* The key after `key`.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_next_key)
int32_t wbpf_abi_map_next_key(int32_t map, const void *key, void *next_key, uint32_t key_len);

/* Read one element and remove it; queues and stacks have no key.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_lookup_and_delete)
int32_t wbpf_abi_map_lookup_and_delete(int32_t map, const void *key, uint32_t key_len, void *value, uint32_t value_len, uint64_t flags);

/* Many elements by one system call. -ENOENT from a lookup means: that was all, count tells how many came.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_batch)
int32_t wbpf_abi_map_batch(int32_t map, struct wbpf_map_batch_opts *opts);

/* No more writes from user space.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_freeze)
int32_t wbpf_abi_map_freeze(int32_t map);

/* Pin the map; it outlives the instance.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_pin)
int32_t wbpf_abi_map_pin(int32_t map, const char *path, uint32_t path_len);

/* Remove the pin.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_unpin)
int32_t wbpf_abi_map_unpin(int32_t map, const char *path, uint32_t path_len);

/* Make a map of its own.
 * Returns handle of the map; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_create)
int32_t wbpf_abi_map_create(const struct wbpf_map_create_opts *opts);

/* Open a pinned map.
 * Returns handle of the map; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_open_pinned)
int32_t wbpf_abi_map_open_pinned(const char *path, uint32_t path_len);

/* Attach a struct_ops map.
 * Returns handle of the link; negative: a Linux errno. */
WBPF_ABI_IMPORT(map_attach)
int32_t wbpf_abi_map_attach(int32_t map);

/* Attributes of a program.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_info)
int32_t wbpf_abi_program_info(int32_t prog, struct wbpf_program_info *info);

/* The instructions of a program, as they are now: relocated after object_prepare() or object_load(). Since version 2.1.
 * Returns bytes of all instructions; at most size of them were written; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_insns)
int32_t wbpf_abi_program_insns(int32_t prog, void *buf, uint32_t size);

/* Change an attribute before load.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_set)
int32_t wbpf_abi_program_set(int32_t prog, uint32_t attr, uint64_t value);

/* What a tracing, LSM or freplace program attaches to, before load.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_set_attach_target)
int32_t wbpf_abi_program_set_attach_target(int32_t prog, int32_t target, const char *name, uint32_t name_len);

/* Attach a loaded program in any way that libbpf knows.
 * Returns handle of the link; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_attach)
int32_t wbpf_abi_program_attach(int32_t prog, const struct wbpf_attach_opts *opts);

/* Run a program once or many times on given data.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_test_run)
int32_t wbpf_abi_program_test_run(int32_t prog, struct wbpf_test_run_opts *opts);

/* Pin a program; it outlives the instance.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_pin)
int32_t wbpf_abi_program_pin(int32_t prog, const char *path, uint32_t path_len);

/* Remove the pin.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(program_unpin)
int32_t wbpf_abi_program_unpin(int32_t prog, const char *path, uint32_t path_len);

/* Put another program (or, for struct_ops, map) in the place of the attached one, without a gap.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(link_update)
int32_t wbpf_abi_link_update(int32_t link, int32_t prog, int32_t map);

/* Detach now; the handle stays until it is closed.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(link_detach)
int32_t wbpf_abi_link_detach(int32_t link);

/* A link, now.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(link_info)
int32_t wbpf_abi_link_info(int32_t link, struct wbpf_link_info *info);

/* Pin the link: the program stays attached after the instance has ended.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(link_pin)
int32_t wbpf_abi_link_pin(int32_t link, const char *path, uint32_t path_len);

/* Remove the pin.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(link_unpin)
int32_t wbpf_abi_link_unpin(int32_t link);

/* Open a pinned link.
 * Returns handle of the link; negative: a Linux errno. */
WBPF_ABI_IMPORT(link_open_pinned)
int32_t wbpf_abi_link_open_pinned(const char *path, uint32_t path_len);

/* Start an iteration of an attached iterator program.
 * Returns handle to read from; negative: a Linux errno. */
WBPF_ABI_IMPORT(iter_create)
int32_t wbpf_abi_iter_create(int32_t link);

/* The kernel's own bpf(2) for what no other call covers: programs from instructions, BTF, objects by id, info, queries. attr is union bpf_attr; its addresses are the guest's, its fds are handles (also those in instructions and in fd_array; a descriptor of a cgroup or network namespace: grant_open()). What the host does not know in it is refused, and so are elements of maps (map_lookup() and the like), BPF_PROG_ATTACH (it would outlive the guest: link_create), options of iterators and multi probes (program_attach()) and tokens. At most 1024 test runs at once. Written back: what the kernel writes. Since version 2.1.
 * Returns what the kernel returns; a handle in place of an fd; negative: a Linux errno. */
WBPF_ABI_IMPORT(bpf)
int32_t wbpf_abi_bpf(uint32_t cmd, void *attr, uint32_t size);

/* A granted directory, or what lies in it, as a handle for bpf(): a cgroup, a network namespace. Since version 2.1.
 * Returns handle; negative: a Linux errno. */
WBPF_ABI_IMPORT(grant_open)
int32_t wbpf_abi_grant_open(const char *path, uint32_t path_len);

/* The id of a type in the kernel's BTF, without reading it into the guest. Since version 2.1.
 * Returns id of the type; negative: a Linux errno. */
WBPF_ABI_IMPORT(kernel_btf_find)
int32_t wbpf_abi_kernel_btf_find(const char *module, uint32_t module_len, const char *name, uint32_t name_len, uint32_t kind);

/* perf_event_open(2). `attr` is the kernel's struct perf_event_attr; only the kinds whose attr holds no pointer.
 * Returns handle; negative: a Linux errno. */
WBPF_ABI_IMPORT(perf_event_open)
int32_t wbpf_abi_perf_event_open(const void *attr, uint32_t attr_len, int32_t pid, int32_t cpu, uint64_t flags);

/* Read from an iterator or perf event handle.
 * Returns bytes; 0: the end; negative: a Linux errno. */
WBPF_ABI_IMPORT(read)
int32_t wbpf_abi_read(int32_t fd, void *buf, uint32_t size);

/* Read (ring buffer, perf event array) or feed (user ring buffer) a map. Several sources may be open; a source outlives its map's handle.
 * Returns handle of the source; negative: a Linux errno. */
WBPF_ABI_IMPORT(source_open)
int32_t wbpf_abi_source_open(int32_t map, const struct wbpf_source_opts *opts);

/* Copy as many whole records as fit to `buf`, each with a struct record before it. What does not fit stays for the next call; nothing is lost or cut.
 * Returns bytes written; 0: there was none; negative: a Linux errno. */
WBPF_ABI_IMPORT(source_drain)
int32_t wbpf_abi_source_drain(int32_t source, void *buf, uint32_t size, uint32_t max_records);

/* Write one record to a user ring buffer.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(source_submit)
int32_t wbpf_abi_source_submit(int32_t source, const void *data, uint32_t len);

/* A source, now.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(source_info)
int32_t wbpf_abi_source_info(int32_t source, struct wbpf_source_info *info);

/* What linear memory can do. Since version 2.1.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(memory_info)
int32_t wbpf_abi_memory_info(struct wbpf_memory_info *info);

/* Put pages of the kernel's in the place of guest memory: no copy and no call per access. What was there is gone. Of a map that is loaded: an array with BPF_F_MMAPABLE (global data too), read-only when the map is BPF_F_RDONLY_PROG; a ring buffer: one page with the consumer's position (writable), one with the producer's, the data twice in a row; a user ring buffer: the same, but the first page is read-only and the rest writable. Of a source of a perf event array: the pages of one CPU, the first writable. A store to a read-only page is a trap. Closing the handle, the map, its object or the source puts zeroed pages back. Since version 2.1.
 * Returns handle of the mapping; negative: a Linux errno. */
WBPF_ABI_IMPORT(memory_map)
int32_t wbpf_abi_memory_map(int32_t from, uint32_t index, void *addr, uint32_t len);

/* All loads and stores of the guest before this call are seen by the kernel before those behind it. Needed with mapped memory where memory_info() does not say ORDERED. Since version 2.1.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(memory_fence)
int32_t wbpf_abi_memory_fence(void);

/* Wait until one of the handles (sources, perf events) can be read. A signal for the guest ends the wait with -EINTR.
 * Returns number of handles that are ready; 0: time passed; negative: a Linux errno. */
WBPF_ABI_IMPORT(poll)
int32_t wbpf_abi_poll(const void *handles, uint32_t count, int32_t timeout_ms, void *ready);

/* Wait. A signal for the guest ends it.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(sleep)
int32_t wbpf_abi_sleep(uint64_t ns);

/* Tell the host that the guest handles a signal by itself (or does not any more): it then gets -EINTR from blocking calls and time to clean up. A signal that it does not handle ends it, as it would a process.
 * Returns 0; negative: a Linux errno. */
WBPF_ABI_IMPORT(signal_handle)
int32_t wbpf_abi_signal_handle(int32_t signo, int32_t on);

/* The next signal that waits for the guest; called after -EINTR and in loops that do not block.
 * Returns Linux signal number; 0: none; negative: a Linux errno. */
WBPF_ABI_IMPORT(signal_take)
int32_t wbpf_abi_signal_take(void);

#ifdef __cplusplus
}
#endif

#endif
