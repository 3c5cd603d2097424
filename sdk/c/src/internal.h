/* SPDX-License-Identifier: MIT */
/*
 * What the files of the guest library share. The API itself is libbpf's: its own headers declare it.
 *
 * The libc is Debian 12's wasi-libc (0.0~git20220510), the oldest in use. Newer ones work as well:
 * the library replaces functions of POSIX by their names (first in the link order) and by --wrap,
 * and depends on no internal symbol of the libc; overlay headers add to the libc's own.
 *
 * Numbers of errors: the host answers with negative Linux errnos, the guest's libc has WASI's.
 * wbpf_ret() and wbpf_fail() are the only way from one to the other.
 */
#ifndef WBPF_SDK_INTERNAL_H
#define WBPF_SDK_INTERNAL_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <wasm_bpf/abi.h>

/* ---- options: a field of an opts struct of the caller's, whose version may be older */
#define OPT(opts, field, fallback)                                                              \
	((opts) && (opts)->sz >= offsetof(__typeof__(*(opts)), field) + sizeof((opts)->field) ? \
		 (opts)->field :                                                                \
		 (fallback))
/* An opts struct must at least hold its size. */
#define OPTS_BAD(opts) ((opts) && (opts)->sz < sizeof((opts)->sz))

/* ---- errors (errno.c, print.c) */

/* The guest libc's number of a Linux errno; both positive. */
int wbpf_errno(int linux_errno);
/* A host's answer: >= 0 as it is; else errno set and -errno, in the libc's numbers. */
int wbpf_ret(int answer);
/* The same, and the host's words go to the print callback. */
int wbpf_fail(int answer);
/* An error of our own, in the libc's numbers: errno set; -err, or NULL. */
int wbpf_err(int err);
void *wbpf_null(int err);
__attribute__((format(printf, 2, 3))) void wbpf_print(enum libbpf_print_level level,
						      const char *format, ...);
/* The host's text about its last failure; the caller frees it. NULL: there is none. */
char *wbpf_last_error(void);

/* ---- descriptors (fd.c) */

enum wbpf_fd_kind {
	WBPF_FD_FREE,
	WBPF_FD_MAP,
	WBPF_FD_PROGRAM,
	WBPF_FD_LINK,
	WBPF_FD_STREAM, /* iterator, perf event, file of the host: read() works */
	WBPF_FD_SOCKET, /* handle: link of the attached filter, or 0 */
	WBPF_FD_BTF,
};

struct wbpf_fd {
	int32_t handle;
	enum wbpf_fd_kind kind;
	bool owned; /* close() closes the handle; else it belongs to an object */
	bool sized; /* the sizes are known */
	bool bare;  /* the handle is that of an fd, for wbpf_sys_bpf() alone */
	uint32_t type, key_size, value_size, user_value_size, max_entries;
	int ifindex; /* sockets: 0 all interfaces */
};

/* Above every WASI descriptor and every process or thread id of Linux. */
enum { WBPF_FD_BASE = 1 << 23 };

/* A descriptor for a handle; with `owned` the handle is closed on failure. */
int wbpf_fd_new(enum wbpf_fd_kind kind, int32_t handle, bool owned);
/* NULL: no descriptor of ours, or of another kind. Valid until the next wbpf_fd_new(). */
struct wbpf_fd *wbpf_fd_get(int fd, enum wbpf_fd_kind kind);
/* A map with its sizes known, or NULL and errno. */
struct wbpf_fd *wbpf_fd_map(int fd);
/* Of any kind; NULL: no descriptor of ours. */
struct wbpf_fd *wbpf_fd_any(int fd);
/* Forget a descriptor whose handle is gone already or belongs to an object. */
void wbpf_fd_forget(int fd);
/* Linux errnos: 0 or -EBADF. */
int wbpf_fd_close(int fd);
/* The path that open() was given for a descriptor, or NULL. */
const char *wbpf_fd_path(int fd);

/* ---- bpf(2) (sys_bpf.c); libbpf's own bpf.c, under these names where we have our own */

/* As the system call, but -errno in the libc's numbers. */
int wbpf_sys_bpf(enum bpf_cmd cmd, union bpf_attr *attr, uint32_t size);
/* Programs and links that belong to no object are known by descriptor alone. */
bool wbpf_fd_is_bare(int fd);
/* A link's handle; of `place` the flags and what it says about other programs count. */
int32_t wbpf_bare_attach(int prog_fd, int target, enum bpf_attach_type type,
			 const struct wbpf_attach_opts *place);
/* Another program for a link, by descriptor. */
int wbpf_bare_update(int32_t link, int prog_fd);
int wbpf_bare_map_create(enum bpf_map_type map_type, const char *map_name, __u32 key_size,
			 __u32 value_size, __u32 max_entries,
			 const struct bpf_map_create_opts *opts);
int wbpf_bare_link_create(int prog_fd, int target_fd, enum bpf_attach_type attach_type,
			  const struct bpf_link_create_opts *opts);
int wbpf_bare_link_update(int link_fd, int new_prog_fd, const struct bpf_link_update_opts *opts);
int wbpf_bare_link_detach(int link_fd);
int wbpf_bare_iter_create(int link_fd);
int wbpf_bare_raw_tracepoint_open_opts(int prog_fd, struct bpf_raw_tp_opts *opts);
int wbpf_bare_prog_test_run_opts(int prog_fd, struct bpf_test_run_opts *opts);
int wbpf_bare_obj_pin_opts(int fd, const char *pathname, const struct bpf_obj_pin_opts *opts);
int wbpf_bare_obj_get_opts(const char *pathname, const struct bpf_obj_get_opts *opts);

/* ---- objects (object.c, map.c, program.c) */

struct bpf_map {
	struct bpf_object *obj;
	int32_t handle;
	int fd; /* 0: none yet */
	char *name, *pin_path;
	struct bpf_map *inner;
	void *initial; /* the guest's copy of the initial value, NULL until asked for */
	size_t initial_size;
	int32_t mapping; /* initial is the map's own pages since load; 0: it is a copy */
	bool pinned;
};

struct bpf_program {
	struct bpf_object *obj;
	int32_t handle;
	int fd;
	char *name, *section;
	char *log_buf;
	size_t log_size;
	struct bpf_insn *insns; /* the guest's copy, NULL until asked for */
};

struct bpf_object {
	int32_t handle;
	const char *elf; /* a skeleton's bytes, which outlive the object; NULL: not at hand */
	size_t elf_size;
	struct btf *btf; /* NULL until asked for */
	void (*free_btf)(struct btf *btf);
	char *name;
	bool prepared, loaded;
	struct bpf_map *maps;
	size_t map_cnt;
	struct bpf_program *programs;
	size_t program_cnt;
	char *log_buf;
	size_t log_size;
};

struct bpf_link {
	int32_t handle;
	int fd;	      /* 0: none yet */
	int event_fd; /* perf event that the link took over; 0: none */
	char *pin_path;
	bool disconnected;
};

int wbpf_map_info(const struct bpf_map *map, struct wbpf_map_info *info);
int wbpf_program_info(const struct bpf_program *prog, struct wbpf_program_info *info);
/* The guest's copies of initial values that may have been changed go to the host. */
int wbpf_object_push_initial(struct bpf_object *obj);
/* After load: they become the maps' own pages, at the same address, where that can be. */
void wbpf_object_map_initial(struct bpf_object *obj);
/* Releases what the structs own; the handles belong to the object. */
void wbpf_map_release(struct bpf_map *map);
void wbpf_program_release(struct bpf_program *prog);
/* "dir/name" with what bpffs does not like replaced; NULL and errno. Caller frees. */
char *wbpf_pin_path(const char *dir, const char *name);

/* ---- links (link.c, attach.c) */

/* A link for a handle; closes the handle on failure. */
struct bpf_link *wbpf_link_new(int32_t handle);
/* bpf_program__attach() can do it without being told where (section.c). */
bool wbpf_section_attaches(const char *section);
/* Attach by handle; the answer is the host's. */
int32_t wbpf_attach_handle(int32_t program, const struct wbpf_attach_opts *opts);
void wbpf_opts_target(struct wbpf_attach_opts *opts, const char *target);
void wbpf_opts_symbol(struct wbpf_attach_opts *opts, const char *symbol);
int wbpf_probe_pid(int pid);
/* Where a descriptor of WASI leads to. 0, or -errno in the libc's numbers. */
int wbpf_opts_path_fd(struct wbpf_attach_opts *opts, int fd);
/* What a descriptor-based attach (bpf_prog_attach, bpf_link_create) means to the host; 0 or -errno
 * in the libc's numbers. */
int wbpf_opts_for_type(struct wbpf_attach_opts *opts, int target, enum bpf_attach_type type);
/* Attach a program by descriptor: the link's handle, or -errno in the libc's numbers. */
int32_t wbpf_attach_fd(int prog_fd, struct wbpf_attach_opts *opts);
/* Kernel id of a program, 0 when unknown. */
uint32_t wbpf_prog_id(int prog_fd);

/*
 * Programs attached by calls that give no link (bpf_prog_attach, bpf_xdp_attach, bpf_tc_attach).
 * The library keeps their links; natively they would outlive the process, here they end with the
 * guest.
 */
struct wbpf_kept {
	struct wbpf_kept *next;
	enum wbpf_attach_kind kind;
	int target;
	uint32_t type, handle, priority;
	int32_t program, link;
	uint32_t prog_id;
};

/* Takes over a copy and its link. 0 or -ENOMEM in the libc's numbers. */
int wbpf_keep(const struct wbpf_kept *k);
/* Kind, target and type must be the same, the other fields of the key that are not 0, too. */
struct wbpf_kept *wbpf_kept_find(const struct wbpf_kept *key);
/* Detaches; as wbpf_ret(). */
int wbpf_kept_drop(struct wbpf_kept *k);

/* ---- waiting (wait.c, signal.c); Linux errnos */

/* Runs the handlers of signals that have come; the number of handlers that ran. */
int wbpf_signals(void);
/* Waits for handles (count 0: only for the time); -1: for ever. As wbpf_abi_poll(); -EINTR after
 * handlers have run. */
int wbpf_wait(const int32_t *handles, uint32_t count, int timeout_ms, uint8_t *ready);
/* The same for what needs no waiting: -EINTR after handlers have run, or 0. */
int wbpf_wait_none(void);
int wbpf_sleep(uint64_t ns);
uint64_t wbpf_now_ns(void);

/* ---- pages of maps in our own memory (memory.c) */

bool wbpf_can_map(void);
uint32_t wbpf_page_size(void);
uint32_t wbpf_whole_pages(uint32_t bytes);

struct wbpf_pages {
	void *addr; /* NULL: not mapped */
	int32_t mapping;
};

/* 0, or negative: it cannot be, by the host's errno or -1; the host's -v tells why. `from` and `index` as in
 * wbpf_abi_memory_map(); the pages go when `from` is closed. */
int wbpf_pages_map(struct wbpf_pages *p, int32_t from, uint32_t index, uint32_t len);
void wbpf_pages_unmap(struct wbpf_pages *p);

/*
 * What the kernel does at the same time on another CPU: plain loads and stores are acquires and
 * releases on x86. Elsewhere a call to the host stands between, one for many records: WebAssembly
 * has atomic instructions, but not every engine, and a module that has them does not start there.
 * Known after wbpf_can_map().
 */
extern bool wbpf_weakly_ordered;

static inline void wbpf_fence(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* the compiler's part */
	if (wbpf_weakly_ordered)
		wbpf_abi_memory_fence();
}

static inline uint64_t wbpf_load64(const uint64_t *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static inline uint32_t wbpf_load32(const uint32_t *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static inline void wbpf_store64(uint64_t *p, uint64_t value)
{
	__atomic_store_n(p, value, __ATOMIC_RELEASE);
}

/* ---- sources (drain.c) */

struct wbpf_drain {
	int32_t source;
	uint8_t *buf;		 /* from the first record on */
	uint32_t size, pos, end; /* records at buf[pos..end) wait for the callback */
};

int wbpf_drain_open(struct wbpf_drain *d, int map_fd, const struct wbpf_source_opts *opts);
void wbpf_drain_close(struct wbpf_drain *d);
/* The next record, or 0: there is none now. *data is aligned to 8 and stays until the next call. */
int wbpf_drain_next(struct wbpf_drain *d, struct wbpf_record *rec, void **data);

#endif
