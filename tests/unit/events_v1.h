/* SPDX-License-Identifier: MIT */
/* What the unit tests of the v1 polls share: a loaded object and a callback that remembers. */
#ifndef WBPF_TEST_EVENTS_V1_H
#define WBPF_TEST_EVENTS_V1_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "events/events.h"
#include "fake/fake_guest.h"
#include "fake/kern_fake.h"
#include "host/host.h"

static struct fake_guest fg;
static struct kern_object *kern_obj;
static int64_t obj;
static wbpf_gaddr data;

enum { DATA = 64, SEEN = 256 };

/* What the callback saw. */
static struct {
	int cnt;
	int32_t ctx[SEEN], at[SEEN], size[SEEN];
	uint8_t first[SEEN][8];
	int32_t answer;
	int answer_at; /* give `answer` at this record, 0 at others */
} seen;

static inline int note(struct fake_guest *f, const int32_t *args, int32_t *result)
{
	int i = seen.cnt++;

	assert_true(i < SEEN);
	seen.ctx[i] = args[0];
	seen.at[i] = args[1];
	seen.size[i] = args[2];
	memcpy(seen.first[i], fake_at(f, WBPF_GADDR(args[1]), 8), 8);
	*result = seen.cnt == seen.answer_at ? seen.answer : 0;
	return 0;
}

static inline int64_t host_call(const char *name, const char *type, const int64_t *args)
{
	union wbpf_val r;

	fake_call(&fg, wbpf_host_v1_imports, wbpf_host_v1_import_cnt, "wasm_bpf", name, type, args,
		  &r);
	return type[strlen(type) - 1] == 'l' ? r.i64 : r.i32;
}

static inline int find(const char *name)
{
	return (int)host_call("wasm_bpf_map_fd_by_name", "li:i",
			      (int64_t[]){ obj, fake_text(&fg, name).v });
}

static inline struct kern_map *map(const char *name)
{
	return kern_object_find_map(kern_obj, name);
}

static inline enum wbpf_call poll_raw(int64_t o, int m, uint32_t fn, wbpf_gaddr at, uint32_t max,
				      int timeout, int32_t *result)
{
	union wbpf_val r;
	enum wbpf_call call = fake_call(&fg, wbpf_events_v1_imports, wbpf_events_v1_import_cnt,
					"wasm_bpf", "wasm_bpf_buffer_poll", "liiiiii:i",
					(int64_t[]){ o, m, fn, 77, at.v, max, timeout }, &r);

	*result = r.i32;
	return call;
}

static inline int poll_map(int m, int timeout)
{
	int32_t result;

	assert_int_equal(poll_raw(obj, m, 1, data, DATA, timeout, &result), WBPF_CALL_OK);
	return result;
}

static inline int setup(void **state)
{
	wbpf_gaddr elf;

	(void)state;
	fake_reset();
	memset(&seen, 0, sizeof(seen));
	fake_guest_init(&fg, 65536);
	fg.table[1] = note;
	elf = fake_text(&fg, "FAKE");
	obj = host_call("wasm_load_bpf_object", "ii:l", (int64_t[]){ elf.v, 4 });
	kern_obj = wbpf_handle_get(&fg.g.handles, (wbpf_handle)obj, WBPF_H_OBJECT);
	data = fake_alloc(&fg, DATA);
	fg.log_cnt = 0;
	return obj <= 0;
}

static inline int teardown(void **state)
{
	(void)state;
	fake_guest_fini(&fg);
	return fake.objects || fake.links || fake.sources || fake.maps;
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

#endif
