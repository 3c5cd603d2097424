/* Made by `wasm-bpf gen skeleton`; changes will be lost. */
#ifndef WBPF_SKEL_golden_bpf_H
#define WBPF_SKEL_golden_bpf_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <bpf/libbpf.h>

#define BPF_SKEL_SUPPORTS_MAP_AUTO_ATTACH 1

struct golden_bpf {
	struct bpf_object_skeleton *skeleton;
	struct bpf_object *obj;
	struct {
		struct bpf_map *events;
		struct bpf_map *rodata;
		struct bpf_map *data_custom;
		struct bpf_map *bss;
	} maps;
	struct {
		struct bpf_program *on_switch;
	} progs;
	struct {
		struct bpf_link *on_switch;
	} links;
	struct golden_bpf__rodata {
		struct {
			bool on;
			char __pad0[7];
			__s64 limit;
			struct event last;
		} options;
	} *rodata;
	struct golden_bpf__data_custom {
		__s32 counter;
	} *data_custom;
	struct golden_bpf__bss {
		struct {
			char name[16];
			union {
				__u64 pointer; /* void * */
				__u32 half;
			};
			__u32 low: 3;
			__u32 high: 5;
			char __pad0[7];
			__s64 history[2][3];
		} seen;
	} *bss;
};

static inline int golden_bpf__create_skeleton(struct golden_bpf *obj);
static inline const void *golden_bpf__elf_bytes(size_t *sz);

static inline void golden_bpf__destroy(struct golden_bpf *obj)
{
	if (obj)
		bpf_object__destroy_skeleton(obj->skeleton);
	free(obj);
}

static inline struct golden_bpf *golden_bpf__open_opts(const struct bpf_object_open_opts *opts)
{
	struct golden_bpf *obj = (struct golden_bpf *)calloc(1, sizeof(*obj));
	int err = obj ? golden_bpf__create_skeleton(obj) : -ENOMEM;

	if (!err)
		err = bpf_object__open_skeleton(obj->skeleton, opts);
	if (!err)
		return obj;
	golden_bpf__destroy(obj);
	errno = -err;
	return NULL;
}

static inline struct golden_bpf *golden_bpf__open(void)
{
	return golden_bpf__open_opts(NULL);
}

static inline int golden_bpf__load(struct golden_bpf *obj)
{
	return bpf_object__load_skeleton(obj->skeleton);
}

static inline struct golden_bpf *golden_bpf__open_and_load(void)
{
	struct golden_bpf *obj = golden_bpf__open();
	int err = obj ? golden_bpf__load(obj) : 0;

	if (!err)
		return obj;
	golden_bpf__destroy(obj);
	errno = -err;
	return NULL;
}

static inline int golden_bpf__attach(struct golden_bpf *obj)
{
	return bpf_object__attach_skeleton(obj->skeleton);
}

static inline void golden_bpf__detach(struct golden_bpf *obj)
{
	bpf_object__detach_skeleton(obj->skeleton);
}

static inline int golden_bpf__create_skeleton(struct golden_bpf *obj)
{
	struct bpf_object_skeleton *s = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	obj->skeleton = s;
	s->sz = sizeof(*s);
	s->name = "golden_bpf";
	s->obj = &obj->obj;
	s->data = golden_bpf__elf_bytes(&s->data_sz);

	s->map_cnt = 4;
	s->map_skel_sz = sizeof(*s->maps);
	s->maps = (struct bpf_map_skeleton *)calloc(4, sizeof(*s->maps));
	if (!s->maps)
		return -ENOMEM;
	s->maps[0].name = "events";
	s->maps[0].map = &obj->maps.events;
	s->maps[1].name = "golden_b.rodata";
	s->maps[1].map = &obj->maps.rodata;
	s->maps[1].mmaped = (void **)&obj->rodata;
	s->maps[2].name = ".data.custom";
	s->maps[2].map = &obj->maps.data_custom;
	s->maps[2].mmaped = (void **)&obj->data_custom;
	s->maps[3].name = "golden_b.bss";
	s->maps[3].map = &obj->maps.bss;
	s->maps[3].mmaped = (void **)&obj->bss;

	s->prog_cnt = 1;
	s->prog_skel_sz = sizeof(*s->progs);
	s->progs = (struct bpf_prog_skeleton *)calloc(1, sizeof(*s->progs));
	if (!s->progs)
		return -ENOMEM;
	s->progs[0].name = "on_switch";
	s->progs[0].prog = &obj->progs.on_switch;
	s->progs[0].link = &obj->links.on_switch;
	return 0;
}

static inline const void *golden_bpf__elf_bytes(size_t *sz)
{
	static const char data[] __attribute__((aligned(8))) =
	;

	*sz = sizeof(data) - 1;
	return data;
}

__attribute__((unused)) static inline void golden_bpf__assert(void)
{
	_Static_assert(sizeof(((struct golden_bpf__rodata *)0)->options) == 48,
		"'options' of struct golden_bpf__rodata (struct ...) has 48 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__rodata, options) == 0,
		"'options' of struct golden_bpf__rodata (struct ...) is at byte 0 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__rodata *)0)->options.on) == 1,
		"'options.on' of struct golden_bpf__rodata (_Bool) has 1 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__rodata, options.on) == 0,
		"'options.on' of struct golden_bpf__rodata (_Bool) is at byte 0 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__rodata *)0)->options.limit) == 8,
		"'options.limit' of struct golden_bpf__rodata (long) has 8 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__rodata, options.limit) == 8,
		"'options.limit' of struct golden_bpf__rodata (long) is at byte 8 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__rodata *)0)->options.last) == 32,
		"'options.last' of struct golden_bpf__rodata (struct event) has 32 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__rodata, options.last) == 16,
		"'options.last' of struct golden_bpf__rodata (struct event) is at byte 16 in BPF, not here");
	_Static_assert(sizeof(struct event) == 32,
		"struct event has 32 bytes in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__data_custom *)0)->counter) == 4,
		"'counter' of struct golden_bpf__data_custom (int) has 4 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__data_custom, counter) == 0,
		"'counter' of struct golden_bpf__data_custom (int) is at byte 0 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__bss *)0)->seen) == 80,
		"'seen' of struct golden_bpf__bss (struct ...) has 80 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__bss, seen) == 0,
		"'seen' of struct golden_bpf__bss (struct ...) is at byte 0 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__bss *)0)->seen.name) == 16,
		"'seen.name' of struct golden_bpf__bss (...) has 16 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__bss, seen.name) == 0,
		"'seen.name' of struct golden_bpf__bss (...) is at byte 0 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__bss *)0)->seen.pointer) == 8,
		"'seen.pointer' of struct golden_bpf__bss (void *) has 8 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__bss, seen.pointer) == 16,
		"'seen.pointer' of struct golden_bpf__bss (void *) is at byte 16 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__bss *)0)->seen.half) == 4,
		"'seen.half' of struct golden_bpf__bss (unsigned int) has 4 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__bss, seen.half) == 16,
		"'seen.half' of struct golden_bpf__bss (unsigned int) is at byte 16 in BPF, not here");
	_Static_assert(sizeof(((struct golden_bpf__bss *)0)->seen.history) == 48,
		"'seen.history' of struct golden_bpf__bss (...) has 48 bytes in BPF, not here");
	_Static_assert(__builtin_offsetof(struct golden_bpf__bss, seen.history) == 32,
		"'seen.history' of struct golden_bpf__bss (...) is at byte 32 in BPF, not here");
}

#endif /* WBPF_SKEL_golden_bpf_H */
