/* SPDX-License-Identifier: MIT */
/* The published v1 ABI, imported by hand as the modules of others do. */
#ifndef V1_H
#define V1_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Callbacks and main() have the parameters that they must have. */
#pragma clang diagnostic ignored "-Wunused-parameter"

#ifndef V1_MODULE
#define V1_MODULE "wasm_bpf"
#endif
#define V1(fn) __attribute__((import_module(V1_MODULE), import_name(#fn))) fn

uint64_t V1(wasm_load_bpf_object)(const void *buf, int len);
int V1(wasm_close_bpf_object)(uint64_t obj);
int V1(wasm_attach_bpf_program)(uint64_t obj, const char *name, const char *target);
int V1(wasm_attach_bpf_program_fd)(uint64_t obj, const char *name, int fd);
int V1(wasm_bpf_map_fd_by_name)(uint64_t obj, const char *name);
typedef int (*v1_callback)(void *ctx, void *data, unsigned int size);
int V1(wasm_bpf_buffer_poll)(uint64_t obj, int map, v1_callback fn, void *ctx, void *data,
			     int max_size, int timeout_ms);
#ifdef V1_WIDE
int V1(wasm_bpf_map_operate)(int map, int cmd, int64_t key, int64_t value, int64_t next_key,
			     int64_t flags);
#define ADDR(p) ((int64_t)(uintptr_t)(p))
#else
int V1(wasm_bpf_map_operate)(int map, int cmd, void *key, void *value, void *next_key,
			     uint64_t flags);
#define ADDR(p) ((void *)(uintptr_t)(p))
#endif

enum { LOOKUP = 1, UPDATE, DELETE, NEXT_KEY };

struct record {
	uint64_t number;
	char text[48];
};

static inline uint64_t load_file(const char *path)
{
	static char bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t len;

	if (!f) {
		perror(path);
		exit(2);
	}
	len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return wasm_load_bpf_object(bytes, (int)len);
}

/* Loaded, and told whose kills to watch. */
static inline uint64_t open_kills(const char *target)
{
	uint64_t obj = load_file("/bpf/kills.bpf.o"), pid = (uint64_t)atoll(target), zero = 0;
	uint32_t keys[] = { 0, 1 };
	int config;

	if (!obj)
		exit(3);
	config = wasm_bpf_map_fd_by_name(obj, "settings");
	if (wasm_bpf_map_operate(config, UPDATE, ADDR(&keys[0]), ADDR(&pid), ADDR(0), 0) ||
	    wasm_bpf_map_operate(config, UPDATE, ADDR(&keys[1]), ADDR(&zero), ADDR(0), 0))
		exit(4);
	return obj;
}

static inline void attach_kills(uint64_t obj)
{
	if (wasm_attach_bpf_program(obj, "v1_kills", NULL))
		exit(5);
	puts("attached");
	fflush(stdout);
}

#endif
