/* SPDX-License-Identifier: MIT */
/*
 * The kernel side, over libbpf: objects, programs, maps, links, sources of events. The only
 * directory (with src/codegen, which reads BTF) that includes <bpf/...>; these headers do not.
 *
 * Every call returns >= 0 or a negative errno equal to err->code, with the noun, libbpf's words and
 * (detail) the verifier's log in `err` (stage KERNEL). Everything is plain host memory: addresses
 * of a guest were checked before. Handles are not known here: values of fd-carrying maps are
 * host fds here (the host room translates).
 *
 * Threads: one object and what belongs to it is used by one thread at a time; different objects
 * by different threads at once.
 *
 * Unit tests of the host room link tests/fake/kern_fake.c in place of this directory.
 */
#ifndef WBPF_KERN_KERN_H
#define WBPF_KERN_KERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/log.h"
#include "base/store.h"
#include "base/trace.h"

struct kern_object;
struct kern_map;     /* of an object (borrowed from it) or standing alone (owned) */
struct kern_program; /* always of an object, borrowed */
struct kern_link;    /* owned; independent of the object's life, like a bpf_link */
struct kern_source;  /* owned; independent of the map's handle */

/* Process-wide, idempotent, thread-safe: libbpf's print hook, which routes each line to the log and
 * the error of the call that runs on the same thread. */
void kern_init(void);
/* The log of the calling thread for what follows; NULL: none. */
void kern_set_log(const struct wbpf_log *log);
/* Where that thread's objects keep the kernel types that they need, so that the next load need not
 * read all of the kernel's; and who is told how long it takes. NULL: nowhere, nobody. */
void kern_set_store(const struct wbpf_store *store, const struct wbpf_trace *trace);

/* ---------------- object ---------------- */

struct kern_object_opts {
	const char *name;	     /* NULL: from the ELF or "object" */
	const char *pin_root_path;   /* for LIBBPF_PIN_BY_NAME maps; NULL: /sys/fs/bpf */
	const char *kconfig;	     /* extra Kconfig text, or NULL */
	const char *btf_custom_path; /* kernel BTF from a file, or NULL */
	const char *bpf_token_path;
	uint32_t log_level; /* verifier log level for all programs */
	bool relaxed_maps;
};

/* `elf` is copied by libbpf as needed; it may go away after the call. */
int kern_object_open(const void *elf, size_t len, const struct kern_object_opts *opts,
		     struct kern_object **out, struct wbpf_error *err);
int kern_object_load(struct kern_object *obj, struct wbpf_error *err);
/* Make the maps and relocate; a load may follow. */
int kern_object_prepare(struct kern_object *obj, struct wbpf_error *err);
bool kern_object_loaded(const struct kern_object *obj);
const char *kern_object_name(const struct kern_object *obj);
void kern_object_free(struct kern_object *obj); /* NULL allowed; links live on */

/* In the object's order; NULL past the end. The same pointer each time. */
struct kern_map *kern_object_map(struct kern_object *obj, uint32_t index);
struct kern_program *kern_object_program(struct kern_object *obj, uint32_t index);
struct kern_map *kern_object_find_map(struct kern_object *obj, const char *name);
struct kern_program *kern_object_find_program(struct kern_object *obj, const char *name);

/* ---------------- map ---------------- */

struct kern_map_info {
	char name[64];
	uint32_t type, key_size, value_size, max_entries, flags;
	uint64_t extra;
	uint32_t id; /* kernel id; 0 before load */
	uint32_t ifindex, numa_node;
	uint32_t btf_key_type_id, btf_value_type_id;
	/* Bytes that lookup and update exchange for one element: value_size, or for per-CPU types
	 * round_up(value_size, 8) * possible CPUs. */
	uint32_t user_value_size;
	uint32_t
		initial_value_size; /* .data/.rodata/.bss/.kconfig/arena/struct_ops before load; else 0 */
	bool internal;		    /* global data, kconfig */
	bool autocreate, autoattach, pinned, loaded;
};

/* What a value of this map carries besides bytes. */
enum kern_map_carries {
	KERN_CARRIES_BYTES = 0,
	KERN_CARRIES_PROGRAM_FD, /* prog array */
	KERN_CARRIES_MAP_FD,	 /* array/hash of maps */
	KERN_CARRIES_EVENT_FD,	 /* perf event array */
	KERN_CARRIES_CGROUP_FD,	 /* cgroup array */
	KERN_CARRIES_SOCKET_FD,	 /* sockmap, sockhash, reuseport, xskmap */
	KERN_CARRIES_DEVMAP,	 /* {ifindex, optional program fd} */
	KERN_CARRIES_CPUMAP,	 /* {qsize, optional program fd} */
	KERN_CARRIES_TASK_KEY,	 /* task storage: the key is a pidfd */
	KERN_CARRIES_OWNER_KEY,	 /* inode, sk, cgrp storage: the key is an fd */
	KERN_CARRIES_OPS,	 /* struct_ops: fds of programs; to write it registers them */
};

enum kern_map_attr { /* values = enum wbpf2_map_attr of abi/v2.toml */
		     KERN_MAP_TYPE = 1,
		     KERN_MAP_KEY_SIZE,
		     KERN_MAP_VALUE_SIZE,
		     KERN_MAP_MAX_ENTRIES,
		     KERN_MAP_FLAGS,
		     KERN_MAP_EXTRA,
		     KERN_MAP_NUMA_NODE,
		     KERN_MAP_IFINDEX,
		     KERN_MAP_AUTOCREATE,
		     KERN_MAP_AUTOATTACH,
};

enum kern_batch_op {
	KERN_BATCH_LOOKUP = 1,
	KERN_BATCH_LOOKUP_AND_DELETE,
	KERN_BATCH_UPDATE,
	KERN_BATCH_DELETE
};

int kern_map_info(const struct kern_map *map, struct kern_map_info *info, struct wbpf_error *err);
/* Cheap, for the hot path: sizes and type, known once loaded. */
uint32_t kern_map_key_size(const struct kern_map *map);
uint32_t kern_map_user_value_size(const struct kern_map *map);
uint32_t kern_map_type(const struct kern_map *map);
enum kern_map_carries kern_map_carries(const struct kern_map *map);
const char *kern_map_name(const struct kern_map *map);
int kern_map_fd(const struct kern_map *map); /* -EINVAL before load; borrowed */

/* Before load: -EBUSY afterwards. */
int kern_map_set(struct kern_map *map, enum kern_map_attr attr, uint64_t value,
		 struct wbpf_error *err);
int kern_map_set_pin_path(struct kern_map *map, const char *path, struct wbpf_error *err);
int kern_map_set_initial(struct kern_map *map, const void *data, size_t len,
			 struct wbpf_error *err);
/* A view of the initial value, NULL when there is none; valid until the next call for this map. Of a
 * struct_ops map: without libbpf's pointers to programs, 0 stands there; what is set leaves them. */
const void *kern_map_initial(const struct kern_map *map, size_t *len);
int kern_map_reuse(struct kern_map *map, const struct kern_map *with, struct wbpf_error *err);
int kern_map_set_inner(struct kern_map *map, const struct kern_map *inner, struct wbpf_error *err);

/* Sizes are the map's own (key_size, user_value_size): the caller guarantees the buffers.
 * Negative errno; `err` may be NULL on hot paths. -ENOENT is an ordinary answer. */
int kern_map_lookup(const struct kern_map *map, const void *key, void *value, uint64_t flags);
int kern_map_update(const struct kern_map *map, const void *key, const void *value, uint64_t flags);
int kern_map_delete(const struct kern_map *map, const void *key, uint64_t flags);
int kern_map_next_key(const struct kern_map *map, const void *key_or_null, void *next_key);
int kern_map_lookup_and_delete(const struct kern_map *map, const void *key, void *value,
			       uint64_t flags);
struct kern_batch {
	enum kern_batch_op op;
	const void *in_batch; /* NULL: from the start */
	void *out_batch;      /* max(key_size, 4) bytes */
	void *keys, *values;
	uint32_t count; /* in: room / elements given; out: elements done, also on failure */
	uint64_t elem_flags, flags;
};
int kern_map_batch(const struct kern_map *map, struct kern_batch *b);
int kern_map_freeze(const struct kern_map *map);
int kern_map_pin(struct kern_map *map, const char *path, struct wbpf_error *err);
int kern_map_unpin(struct kern_map *map, const char *path, struct wbpf_error *err);
struct kern_map_create_opts {
	const char *name;
	uint32_t type, key_size, value_size, max_entries, flags;
	uint64_t extra;
	const struct kern_map *inner; /* for maps of maps */
	uint32_t numa_node;
};
int kern_map_create(const struct kern_map_create_opts *opts, struct kern_map **out,
		    struct wbpf_error *err);
int kern_map_open_pinned(const char *path, struct kern_map **out, struct wbpf_error *err);
void kern_map_free(struct kern_map *map); /* only maps made by create / open_pinned */
uint32_t kern_possible_cpus(void);

/* ---------------- pages ---------------- */

/* One mmap(2), MAP_SHARED, of a map's or an event's memory. */
struct kern_pages {
	int fd;		 /* borrowed */
	uint64_t offset; /* bytes */
	uint64_t len;	 /* bytes, whole pages */
	/* Bytes from its start that may be written; 0: PROT_READ. */
	uint64_t writable_len;
};
enum { KERN_PAGES_MAX = 2 };
/* In the order in which they lie, one behind the other. How many; -EOPNOTSUPP: such a map cannot be
 * mapped; -EINVAL: before load. */
int kern_map_pages(const struct kern_map *map, struct kern_pages parts[KERN_PAGES_MAX],
		   struct wbpf_error *err);

/* ---------------- program ---------------- */

struct kern_program_info {
	char name[128], section[256];
	uint32_t type, expected_attach_type, flags, log_level, insn_cnt;
	uint32_t id; /* kernel id; 0 before load */
	bool autoload, autoattach, loaded;
};
enum kern_program_attr { /* values = enum wbpf2_program_attr */
			 KERN_PROGRAM_TYPE = 1,
			 KERN_PROGRAM_EXPECTED_ATTACH_TYPE,
			 KERN_PROGRAM_FLAGS,
			 KERN_PROGRAM_LOG_LEVEL,
			 KERN_PROGRAM_AUTOLOAD,
			 KERN_PROGRAM_AUTOATTACH,
			 KERN_PROGRAM_IFINDEX,
};
int kern_program_info(const struct kern_program *prog, struct kern_program_info *info,
		      struct wbpf_error *err);
const char *kern_program_name(const struct kern_program *prog);
/* Borrowed; changes when the object is prepared or loaded. */
const void *kern_program_insns(const struct kern_program *prog, size_t *len_bytes);
int kern_program_fd(const struct kern_program *prog); /* borrowed; -EINVAL before load */
int kern_program_set(struct kern_program *prog, enum kern_program_attr attr, uint64_t value,
		     struct wbpf_error *err);
/* target_fd: fd of a BPF program whose function `name` is meant, or 0 for the kernel. */
int kern_program_set_attach_target(struct kern_program *prog, int target_fd, const char *name,
				   struct wbpf_error *err);
int kern_program_pin(struct kern_program *prog, const char *path, struct wbpf_error *err);
int kern_program_unpin(struct kern_program *prog, const char *path, struct wbpf_error *err);

struct kern_test_run {
	const void *data_in;
	void *data_out;
	const void *ctx_in;
	void *ctx_out;
	uint32_t data_in_len, data_out_len, ctx_in_len,
		ctx_out_len; /* out lens: room, then written */
	uint32_t repeat, flags, cpu, batch_size;
	uint32_t retval;      /* out */
	uint32_t duration_ns; /* out, average of one run */
};
int kern_program_test_run(const struct kern_program *prog, struct kern_test_run *run,
			  struct wbpf_error *err);

/* ---------------- attach and link ---------------- */

enum kern_attach_kind { /* values = enum wbpf2_attach_kind */
			KERN_ATTACH_AUTO =
				0, /* by section name; with a target: as v1 does, by program type */
			KERN_ATTACH_TRACEPOINT,
			KERN_ATTACH_RAW_TRACEPOINT,
			KERN_ATTACH_TRACING, /* fentry, fexit, fmod_ret, tp_btf */
			KERN_ATTACH_KPROBE,
			KERN_ATTACH_KPROBE_MULTI,
			KERN_ATTACH_KSYSCALL,
			KERN_ATTACH_UPROBE,
			KERN_ATTACH_UPROBE_MULTI,
			KERN_ATTACH_USDT,
			KERN_ATTACH_PERF_EVENT,
			KERN_ATTACH_XDP,
			KERN_ATTACH_TC,
			KERN_ATTACH_TCX,
			KERN_ATTACH_NETKIT,
			KERN_ATTACH_CGROUP,
			KERN_ATTACH_SOCKET_FILTER,
			KERN_ATTACH_NETNS,
			KERN_ATTACH_ITER,
			KERN_ATTACH_LSM,
			KERN_ATTACH_FREPLACE,
			KERN_ATTACH_STRUCT_OPS,
			KERN_ATTACH_NETFILTER,
			KERN_ATTACH_SOCKMAP,
			KERN_ATTACH_KIND_MAX_,
};

/* Zero is the default of every field. Strings may be NULL. All borrowed. */
struct kern_attach_opts {
	enum kern_attach_kind kind;
	/* tracepoint "category:name"; raw tp name; kernel function; multi pattern "tcp_*"; syscall name;
	 * uprobe/USDT binary path; interface name; cgroup path; netns path; function of freplace */
	const char *target;
	const char *symbol;	    /* uprobe function or multi pattern; USDT provider:name */
	const char *const *symbols; /* multi: explicit list instead of a pattern */
	const uint64_t *addrs;	    /* multi: addresses or offsets instead of names */
	const uint64_t *cookies;    /* multi: one per symbol or address, or NULL */
	uint32_t symbol_cnt;
	int fd;			    /* perf event, cgroup directory, target program, netns, sockmap;
				   * -1 = none */
	const struct kern_map *map; /* struct_ops map; sockmap; iterator over a map's elements */
	uint64_t cookie;	    /* bpf_get_attach_cookie() */
	uint64_t offset;	    /* kprobe: in the function; uprobe: in the file */
	int32_t pid;		    /* uprobe, USDT, perf: 0 = self, -1 = all */
	uint32_t ref_ctr_offset;
	bool retprobe, session;
	uint32_t flags;	      /* XDP mode, tcx/cgroup BPF_F_*, ... as the kernel names them */
	uint32_t ifindex;     /* instead of an interface name */
	int32_t attach_point; /* TC: 1 ingress, 2 egress; cgroup etc.: 0 = from the program */
	uint32_t priority, tc_handle; /* TC */
	uint32_t pf, hooknum;	      /* netfilter */
	int32_t nf_priority;
	uint32_t relative_fd, relative_id; /* tcx, netkit, cgroup ordering */
	uint64_t expected_revision;
	const void *iter_info; /* union bpf_iter_link_info, borrowed */
	uint32_t iter_info_len;
};

/* One way to attach for everything that libbpf knows. Creates the clsact qdisc when it must (and
 * removes it when it made it). Netlink attachments are guarded: they go even after SIGKILL. */
int kern_attach(struct kern_program *prog, const struct kern_attach_opts *opts,
		struct kern_link **out, struct wbpf_error *err);
/* A struct_ops map without a program. */
int kern_attach_map(struct kern_map *map, struct kern_link **out, struct wbpf_error *err);
/* Replace the program (or struct_ops map). -EOPNOTSUPP when the attachment is no kernel link. */
int kern_link_update(struct kern_link *link, struct kern_program *prog, struct kern_map *map,
		     struct wbpf_error *err);
int kern_link_detach(struct kern_link *link, struct wbpf_error *err); /* idempotent */
int kern_link_pin(struct kern_link *link, const char *path, struct wbpf_error *err);
int kern_link_unpin(struct kern_link *link, struct wbpf_error *err);
int kern_link_open_pinned(const char *path, struct kern_link **out, struct wbpf_error *err);
int kern_link_fd(const struct kern_link *link); /* -EINVAL: no kernel link */
struct kern_link_info {
	uint32_t id, prog_id, type; /* type: enum bpf_link_type of the kernel; 0 = no kernel link */
	uint32_t kind;		    /* enum kern_attach_kind that made it */
	bool attached;
};
int kern_link_info(const struct kern_link *link, struct kern_link_info *info);
void kern_link_free(struct kern_link *link); /* detaches unless pinned; NULL allowed */

/* An fd to read the iterator's text or records from; owned by the caller. */
int kern_iter_create(const struct kern_link *link, struct wbpf_error *err);

/* perf_event_open(2) with a guest's attr. Only the kinds without pointers in attr (type <
 * PERF_TYPE_MAX and no breakpoint on a kernel address); returns an fd owned by the caller. */
int kern_perf_event_open(const void *attr, uint32_t attr_len, int32_t pid, int32_t cpu,
			 uint64_t flags, struct wbpf_error *err);
/* Interface index by name, or negative errno. */
int kern_ifindex(const char *name);

/* ---------------- bpf(2) as it is ---------------- */

/* The caller has checked the whole of attr and what it points to. The kernel's result; an fd is the
 * caller's. `name` is for the words: "bpf prog_load: ...". */
int kern_bpf(uint32_t cmd, const char *name, void *attr, uint32_t size, struct wbpf_error *err);
enum kern_fd_kind {
	KERN_FD_OTHER,
	KERN_FD_MAP,
	KERN_FD_PROGRAM,
	KERN_FD_LINK,
	KERN_FD_BTF,
};
enum kern_fd_kind kern_fd_kind(int fd);
/* A map that stands alone, of an fd, which it takes over (also when it fails). */
int kern_map_adopt(int fd, struct kern_map **out, struct wbpf_error *err);
/* Id of a type in the kernel's BTF, or in a module's with that below it (NULL: vmlinux). kind:
 * BTF_KIND_* or 0, any. -ENOENT is an ordinary answer. */
int kern_btf_find(const char *module, const char *name, uint32_t kind, struct wbpf_error *err);

/* ---------------- sources of events ---------------- */

/*
 * A source hands out records without ever losing one that did not fit: the reader first looks, then
 * releases. Not libbpf's ring_buffer/perf_buffer, whose callbacks consume what they refuse.
 */
enum kern_source_kind { KERN_SOURCE_RING = 1, KERN_SOURCE_PERF, KERN_SOURCE_USER_RING };

struct kern_source_opts {
	uint32_t perf_page_cnt;	     /* per CPU, power of two; 0: 64 */
	uint32_t perf_wakeup_events; /* 0: 1 */
};

struct kern_record {
	const void *
		data; /* in the ring (or assembled, when a perf record wraps); valid until release */
	uint32_t len;  /* exact bytes that the program wrote (perf: with kernel padding to 8) */
	int32_t cpu;   /* perf; -1 for rings */
	uint64_t lost; /* > 0: this is a notice of lost perf samples, and data is NULL */
};

int kern_source_open(const struct kern_map *map, const struct kern_source_opts *opts,
		     struct kern_source **out, struct wbpf_error *err);
enum kern_source_kind kern_source_kind(const struct kern_source *src);
int kern_source_fd(const struct kern_source *src); /* pollable (epoll), borrowed */
/* 1 and *rec, or 0: nothing there now. Negative: -EIO, a ring that makes no sense. */
int kern_source_peek(struct kern_source *src, struct kern_record *rec);
/* Give the peeked record's room back to the kernel. */
void kern_source_release(struct kern_source *src);
/* User ring: copy one record in. -ENOSPC: full now; -E2BIG: never fits. */
int kern_source_submit(struct kern_source *src, const void *data, uint32_t len);
/* As kern_map_pages(); of a perf event array those of one CPU. -ENODEV: it is offline; -EINVAL. */
int kern_source_pages(const struct kern_source *src, uint32_t cpu,
		      struct kern_pages parts[KERN_PAGES_MAX], struct wbpf_error *err);
/* Samples lost so far as far as the kernel tells (perf lost records). */
uint64_t kern_source_lost(const struct kern_source *src);
void kern_source_free(struct kern_source *src);

#endif
