/* SPDX-License-Identifier: MIT */
/* What the unit tests of the v2 calls share. */
#ifndef WBPF_TEST_HOST_V2_H
#define WBPF_TEST_HOST_V2_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "events/abi_v2.h"
#include "fake/fake_guest.h"
#include "fake/kern_fake.h"
#include "host/abi_v2.h"

enum { MEMORY = 65536 };

static struct fake_guest fg;
static wbpf_handle obj;

static const wbpf_gaddr none;

static inline wbpf_handle open_with(const char *bytes)
{
	return wbpf2_object_open(&fg.g, fake_text(&fg, bytes), (uint32_t)strlen(bytes), none);
}

static inline int setup_open(void **state)
{
	(void)state;
	fake_reset();
	fake_guest_init(&fg, MEMORY);
	obj = open_with("FAKE");
	return obj <= 0;
}

static inline int setup_loaded(void **state)
{
	return setup_open(state) || wbpf2_object_load(&fg.g, obj);
}

/* Nothing is ever left behind. */
static inline int teardown(void **state)
{
	(void)state;
	fake_guest_fini(&fg);
	return fake.objects || fake.links || fake.sources || fake.maps || fake.attached;
}

static inline wbpf_handle find_map(const char *name)
{
	return wbpf2_object_find_map(&fg.g, obj, fake_text(&fg, name), (uint32_t)strlen(name));
}

static inline wbpf_handle find_program(const char *name)
{
	return wbpf2_object_find_program(&fg.g, obj, fake_text(&fg, name), (uint32_t)strlen(name));
}

static inline struct kern_map *kern_map_of(wbpf_handle h)
{
	return wbpf_handle_get(&fg.g.handles, h, WBPF_H_MAP);
}

/* The words of a failure must be there. */
static inline void check_error(int32_t ret, int32_t want, const char *part)
{
	assert_int_equal(ret, want);
	assert_int_equal(fg.g.last_error.code, want);
	if (!strstr(fg.g.last_error.message, part))
		fail_msg("'%s' is not in '%s'", part, fg.g.last_error.message);
}

#define OPENED(fn) cmocka_unit_test_setup_teardown(fn, setup_open, teardown)
#define LOADED(fn) cmocka_unit_test_setup_teardown(fn, setup_loaded, teardown)

#endif
