/* SPDX-License-Identifier: MIT */
#ifndef WBPF_TESTS_KERN_SUPPORT_H
#define WBPF_TESTS_KERN_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "kern/kern.h"

/* Fails the test with the error's sentence. */
#define assert_ok(call, err) assert_ok_((call), (err), #call, __FILE__, __LINE__)
void assert_ok_(int ret, const struct wbpf_error *err, const char *call, const char *file,
		int line);
void assert_has(const char *text, const char *part);

struct kern_object *test_open(const char *name);
struct kern_object *test_load(const char *name);
struct kern_map *test_map(struct kern_object *obj, const char *name);
struct kern_program *test_program(struct kern_object *obj, const char *name);

/* How many fds this process has open. */
int test_fd_cnt(void);
/* Waits until the kernel has dropped the thing; it frees programs and maps a little later. */
void test_program_gone(uint32_t id);
void test_map_gone(uint32_t id);
void test_link_gone(uint32_t id);

/* Where cgroup version 2 is mounted. */
const char *test_cgroup2(void);
/* Ends the program as skipped when it is not root: nothing here works without. */
void test_needs_root(void);

/* The rest of the process runs in a network namespace of its own, with its loopback up. */
void test_own_netns(void);
/* One UDP packet to ourselves over the loopback. */
void test_send_packet(void);
/* Runs a shell command and returns what it printed; free it. */
char *test_shell(const char *command);

#endif
