/* SPDX-License-Identifier: MIT */
/* What objects, maps and programs are made of; private to this directory. */
#ifndef WBPF_KERN_OBJECT_H
#define WBPF_KERN_OBJECT_H

#include <bpf/libbpf.h>

#include "kern/kern.h"

/* Sizes as the kernel has them, so that no look-up writes more than the caller was told. */
struct kern_map_shape {
	uint32_t type, key_size, value_size, max_entries, flags, user_value_size;
};

struct kern_map {
	struct kern_object *obj; /* NULL: stands alone and owns fd */
	struct bpf_map *bpf;	 /* NULL: stands alone */
	int fd;			 /* -1 before load; borrowed from bpf unless alone */
	int inner_fd;		 /* owned; the template of a map of maps, or -1 */
	struct kern_map_shape shape;
	char name[64];
	void *shown; /* struct_ops: the initial value without libbpf's pointers; owned */
};

struct kern_program {
	struct kern_object *obj;
	struct bpf_program *bpf;
};

struct kern_object {
	struct bpf_object *bpf;
	struct kern_map *maps;
	struct kern_program *programs;
	uint32_t map_cnt, program_cnt;
	uint32_t refs; /* a USDT link needs libbpf's object as long as it lives */
	bool prepared, tried, loaded;
	int btf_fd; /* the file behind btf_custom_path, until the load; -1 */
};

/*
 * The kernel types that CO-RE of this object needs, as a path for btf_custom_path and the
 * descriptor behind it (owned by the caller). `kernel_btf`: a file with the kernel's types, NULL: of the
 * running kernel. -1: there is no store, or the object is better served by all types.
 */
int kern_min_btf(const void *elf, size_t len, const char *kernel_btf, char path[32]);

void kern_object_hold(struct kern_object *obj);

/* False: there is something else, such as a FIFO, that to open may wait for ever. What is not there is
 * for whoever opens it to tell. */
bool kern_file_is_regular(const char *path);

/* Is this fd a BPF `what` ("map", "link")? Info requests do not ask. */
bool kern_fd_is(int fd, const char *what);
bool kern_fd_is_btf(int fd);

/* May a pin be made there? libbpf makes the directory before it looks whether that is on a bpffs: it
 * would make one anywhere. 0, or negative errno with a note among the words of this thread. */
int kern_pin_check(const char *path);
/* Pin and unpin what is no libbpf object. Only paths on a bpffs are ever unlinked. */
int kern_pin_fd(int fd, const char *path);
int kern_unpin_path(const char *path);

/* Read the shape anew: from libbpf before load, from the kernel once there is an fd. */
int kern_map_refresh(struct kern_map *map);
uint32_t kern_user_value_size(uint32_t type, uint32_t value_size);
int kern_shape_of_fd(int fd, struct kern_map_shape *shape, char *name, size_t name_size);

/* libbpf maps an arena with MAP_FIXED where its map_extra says: hold that range while it loads, so
 * that an object cannot overwrite memory of this process. */
struct kern_arena_hold {
	struct kern_map *map; /* NULL: nothing held */
	void *addr;
	size_t len;
};
int kern_arena_reserve(struct kern_object *obj, struct kern_arena_hold *hold,
		       struct wbpf_error *err);
void kern_arena_release(struct kern_arena_hold *hold);

#endif
