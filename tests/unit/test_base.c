/* SPDX-License-Identifier: MIT */
/* Errors, buffers, the handle table and files of src/base. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/file.h"
#include "base/handle.h"
#include "base/log.h"

/* ---- error ---- */

static void error_fail_sets_all(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	(void)state;
	assert_int_equal(wbpf_fail(&err, WBPF_STAGE_LINK, -ENOENT, "no import '%s'", "f"), -ENOENT);
	assert_int_equal(err.code, -ENOENT);
	assert_int_equal(err.stage, WBPF_STAGE_LINK);
	assert_string_equal(err.message, "no import 'f'");
	assert_null(err.detail);
}

static void error_null_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(wbpf_fail(NULL, WBPF_STAGE_READ, -EIO, "x"), -EIO);
	assert_int_equal(wbpf_fail_errno(NULL, WBPF_STAGE_READ, -EIO, "x"), -EIO);
	wbpf_error_set_detail(NULL, "d", 1);
	wbpf_error_clear(NULL);
}

static void error_errno_ends_with_kernel_words(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	(void)state;
	wbpf_fail_errno(&err, WBPF_STAGE_READ, -EACCES, "cannot open '%s'", "/x");
	assert_string_equal(err.message, "cannot open '/x': Permission denied");
}

static void error_wrap_puts_noun_before(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	(void)state;
	wbpf_fail(&err, WBPF_STAGE_KERNEL, -EPERM, "load: refused");
	assert_int_equal(wbpf_wrap(&err, "program '%s'", "p"), -EPERM);
	assert_int_equal(wbpf_wrap(&err, "object 'o'"), -EPERM);
	assert_string_equal(err.message, "object 'o': program 'p': load: refused");
	assert_int_equal(err.stage, WBPF_STAGE_KERNEL);
}

static void error_long_message_stays_a_string(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	char text[2 * WBPF_ERROR_MESSAGE_BYTES];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	wbpf_fail(&err, WBPF_STAGE_KERNEL, -EINVAL, "%s", text);
	assert_in_range(strlen(err.message), 1, WBPF_ERROR_MESSAGE_BYTES - 1);
	wbpf_wrap(&err, "noun");
	assert_in_range(strlen(err.message), 1, WBPF_ERROR_MESSAGE_BYTES - 1);
	assert_memory_equal(err.message, "noun: ", 6);
	wbpf_wrap(&err, "%s", text);
	assert_in_range(strlen(err.message), 1, WBPF_ERROR_MESSAGE_BYTES - 1);
}

static void error_detail_is_copied_and_moved(void **state)
{
	struct wbpf_error a = WBPF_ERROR_INIT, b = WBPF_ERROR_INIT;
	char text[] = "line 1\nline 2";

	(void)state;
	wbpf_fail(&a, WBPF_STAGE_TRAP, -EFAULT, "trap");
	wbpf_error_set_detail(&a, "older", 5);
	wbpf_error_set_detail(&a, text, 6);
	text[0] = 'x';
	assert_string_equal(a.detail, "line 1");
	wbpf_fail(&b, WBPF_STAGE_READ, -EIO, "earlier");
	wbpf_error_set_detail(&b, "gone", 4);
	wbpf_error_move(&b, &a);
	assert_int_equal(a.code, 0);
	assert_null(a.detail);
	assert_int_equal(b.code, -EFAULT);
	assert_string_equal(b.message, "trap");
	assert_string_equal(b.detail, "line 1");
	wbpf_error_clear(&b);
	assert_int_equal(b.code, 0);
	assert_null(b.detail);
	assert_string_equal(b.message, "");
}

static void error_fail_drops_older_detail(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	(void)state;
	wbpf_fail(&err, WBPF_STAGE_TRAP, -EFAULT, "one");
	wbpf_error_set_detail(&err, "of one", 6);
	wbpf_fail(&err, WBPF_STAGE_READ, -EIO, "two");
	assert_null(err.detail);
}

static void error_text_of_either_sign(void **state)
{
	(void)state;
	assert_string_equal(wbpf_errno_text(ENOENT), "No such file or directory");
	assert_string_equal(wbpf_errno_text(-ENOENT), "No such file or directory");
	assert_non_null(wbpf_errno_text(-100000));
	assert_non_null(wbpf_errno_text(INT32_MIN));
}

/* ---- log ---- */

struct heard {
	int cnt;
	enum wbpf_log_level level;
	char component[16];
	char line[64];
};

static void hear(void *ctx, enum wbpf_log_level level, const char *component, const char *line)
{
	struct heard *heard = ctx;

	heard->cnt++;
	heard->level = level;
	snprintf(heard->component, sizeof(heard->component), "%s", component);
	snprintf(heard->line, sizeof(heard->line), "%s", line);
}

static void log_respects_its_level(void **state)
{
	struct heard heard = { 0 };
	struct wbpf_log log = { .fn = hear, .ctx = &heard, .level = WBPF_LOG_INFO };

	(void)state;
	wbpf_logf(&log, WBPF_LOG_DEBUG, "host", "dropped");
	assert_int_equal(heard.cnt, 0);
	wbpf_logf(&log, WBPF_LOG_INFO, "host", "n=%d", 7);
	assert_int_equal(heard.cnt, 1);
	assert_int_equal(heard.level, WBPF_LOG_INFO);
	assert_string_equal(heard.component, "host");
	assert_string_equal(heard.line, "n=7");
	wbpf_logf(NULL, WBPF_LOG_ERROR, "host", "nobody");
	log.fn = NULL;
	wbpf_logf(&log, WBPF_LOG_ERROR, "host", "nobody");
	assert_int_equal(heard.cnt, 1);
}

/* ---- buffer ---- */

static void buf_grows_and_stays_terminated(void **state)
{
	struct wbpf_buf buf = WBPF_BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 5000; i++)
		wbpf_buf_append(&buf, "ab", 2);
	assert_false(buf.oom);
	assert_int_equal(buf.len, 10000);
	assert_int_equal(strlen(buf.data), 10000);
	assert_memory_equal(buf.data + 9998, "ab", 3);
	wbpf_buf_free(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.len, 0);
}

static void buf_printf_of_any_length(void **state)
{
	struct wbpf_buf buf = WBPF_BUF_INIT;

	(void)state;
	wbpf_buf_printf(&buf, "%s=%d;", "n", 1);
	wbpf_buf_printf(&buf, "%*s|", 3000, "x");
	assert_int_equal(buf.len, 4 + 3001);
	assert_memory_equal(buf.data, "n=1; ", 5);
	assert_memory_equal(buf.data + buf.len - 2, "x|", 3);
	wbpf_buf_free(&buf);
}

static void buf_binary_bytes_are_kept(void **state)
{
	struct wbpf_buf buf = WBPF_BUF_INIT;

	(void)state;
	wbpf_buf_append(&buf, "a\0b", 3);
	wbpf_buf_append(&buf, NULL, 0);
	assert_int_equal(buf.len, 3);
	assert_memory_equal(buf.data, "a\0b", 4);
	wbpf_buf_free(&buf);
}

static void buf_impossible_size_is_remembered(void **state)
{
	struct wbpf_buf buf = WBPF_BUF_INIT;

	(void)state;
	wbpf_buf_append(&buf, "abc", 3);
	assert_false(wbpf_buf_reserve(&buf, SIZE_MAX - 1));
	assert_true(buf.oom);
	wbpf_buf_append(&buf, "d", 1);
	wbpf_buf_printf(&buf, "e");
	assert_int_equal(buf.len, 3);
	assert_string_equal(buf.data, "abc");
	wbpf_buf_free(&buf);
}

/* ---- handles ---- */

static int destroyed[8], destroyed_cnt;

static void destroy(void *ptr)
{
	destroyed[destroyed_cnt++ % 8] = *(int *)ptr;
}

static int setup_handles(void **state)
{
	(void)state;
	destroyed_cnt = 0;
	return 0;
}

static void handle_is_typed_and_positive(void **state)
{
	struct wbpf_handles t = { 0 };
	int a = 1;
	wbpf_handle h = wbpf_handle_put(&t, WBPF_H_MAP, &a, NULL, 0);

	(void)state;
	assert_true(h > 0);
	assert_ptr_equal(wbpf_handle_get(&t, h, WBPF_H_MAP), &a);
	assert_null(wbpf_handle_get(&t, h, WBPF_H_LINK));
	assert_int_equal(wbpf_handle_type_of(&t, h), WBPF_H_MAP);
	assert_int_equal(wbpf_handle_find(&t, WBPF_H_MAP, &a), h);
	assert_int_equal(wbpf_handle_find(&t, WBPF_H_LINK, &a), 0);
	wbpf_handles_free(&t);
}

static void handle_of_nothing_is_refused(void **state)
{
	const wbpf_handle bad[] = { 0, -1, 1, 7, INT32_MAX, INT32_MIN };
	struct wbpf_handles t = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(wbpf_handle_get(&t, bad[i], WBPF_H_MAP));
		assert_int_equal(wbpf_handle_close(&t, bad[i]), -EBADF);
		assert_int_equal(wbpf_handle_type_of(&t, bad[i]), WBPF_H_FREE);
	}
	wbpf_handles_free(&t);
}

static void handle_stale_never_names_another(void **state)
{
	struct wbpf_handles t = { 0 };
	int a = 1, b = 2, i;
	wbpf_handle first = wbpf_handle_put(&t, WBPF_H_MAP, &a, destroy, 0), h = first;

	(void)state;
	for (i = 0; i < 100; i++) {
		assert_int_equal(wbpf_handle_close(&t, h), 0);
		assert_int_equal(wbpf_handle_close(&t, h), -EBADF);
		h = wbpf_handle_put(&t, WBPF_H_MAP, &b, destroy, 0);
		assert_true(h > 0);
		assert_int_not_equal(h, first);
		assert_null(wbpf_handle_get(&t, first, WBPF_H_MAP));
	}
	assert_int_equal(destroyed_cnt, 100);
	wbpf_handles_free(&t);
	assert_int_equal(destroyed_cnt, 101);
}

static void handle_children_close_first(void **state)
{
	struct wbpf_handles t = { 0 };
	int object = 1, map = 2, link = 3, other = 4;
	wbpf_handle parent = wbpf_handle_put(&t, WBPF_H_OBJECT, &object, destroy, 0);
	wbpf_handle child = wbpf_handle_put(&t, WBPF_H_MAP, &map, destroy, parent);
	wbpf_handle grandchild = wbpf_handle_put(&t, WBPF_H_LINK, &link, destroy, child);
	wbpf_handle stranger = wbpf_handle_put(&t, WBPF_H_OBJECT, &other, destroy, 0);

	(void)state;
	assert_int_equal(wbpf_handle_close(&t, parent), 0);
	assert_int_equal(destroyed_cnt, 3);
	assert_int_equal(destroyed[0], link);
	assert_int_equal(destroyed[1], map);
	assert_int_equal(destroyed[2], object);
	assert_null(wbpf_handle_get(&t, grandchild, WBPF_H_LINK));
	assert_ptr_equal(wbpf_handle_get(&t, stranger, WBPF_H_OBJECT), &other);
	wbpf_handles_free(&t);
	assert_int_equal(destroyed_cnt, 4);
}

static void handles_free_goes_newest_first(void **state)
{
	struct wbpf_handles t = { 0 };
	int v[3] = { 1, 2, 3 }, i;

	(void)state;
	for (i = 0; i < 3; i++)
		assert_true(wbpf_handle_put(&t, WBPF_H_LINK, &v[i], destroy, 0) > 0);
	wbpf_handles_free(&t);
	assert_int_equal(destroyed_cnt, 3);
	assert_int_equal(destroyed[0], 3);
	assert_int_equal(destroyed[2], 1);
	wbpf_handles_free(&t);
	assert_int_equal(destroyed_cnt, 3);
}

static void handles_are_bounded(void **state)
{
	struct wbpf_handles t = { 0 };
	wbpf_handle h = 1;
	int a = 1, cnt = 0;

	(void)state;
	while (cnt <= WBPF_HANDLES_MAX && (h = wbpf_handle_put(&t, WBPF_H_FD, &a, destroy, 0)) > 0)
		cnt++;
	assert_int_equal(h, -EMFILE);
	assert_in_range(cnt, 1, WBPF_HANDLES_MAX);
	assert_int_equal(destroyed_cnt, 0);
	wbpf_handles_free(&t);
	assert_int_equal(destroyed_cnt, cnt);
}

/* ---- files ---- */

static char dir[] = "/tmp/wbpf-base-XXXXXX";
static char path[64];

static int setup_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/file", dir);
	return 0;
}

static int teardown_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir); /* fails when a temporary file was left */
}

/* As root, a rename would put a file in the place of the device. */
static void device_is_written_into(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(wbpf_file_write("/dev/null", "x", 1, 0644, NULL), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void file_is_written_and_read(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf buf = WBPF_BUF_INIT;

	(void)state;
	assert_int_equal(wbpf_file_write(path, "one", 3, 0644, &err), 0);
	assert_int_equal(wbpf_file_write(path, "a\0two", 5, 0644, &err), 0);
	wbpf_buf_append(&buf, ">", 1);
	assert_int_equal(wbpf_file_read(path, 0, &buf, &err), 0);
	assert_int_equal(buf.len, 6);
	assert_memory_equal(buf.data, ">a\0two", 7);
	wbpf_buf_free(&buf);
}

static void file_bound_is_exact(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf buf = WBPF_BUF_INIT;
	char big[10000] = { 0 };

	(void)state;
	assert_int_equal(wbpf_file_write(path, big, sizeof(big), 0644, &err), 0);
	assert_int_equal(wbpf_file_read(path, sizeof(big), &buf, &err), 0);
	assert_int_equal(buf.len, sizeof(big));
	wbpf_buf_free(&buf);
	assert_int_equal(wbpf_file_read(path, sizeof(big) - 1, &buf, &err), -EFBIG);
	assert_int_equal(err.stage, WBPF_STAGE_READ);
	assert_non_null(strstr(err.message, path));
	wbpf_buf_free(&buf);
	wbpf_error_clear(&err);
}

static void file_missing_is_named(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf buf = WBPF_BUF_INIT;

	(void)state;
	assert_int_equal(wbpf_file_read("/nonexistent/x.wasm", 0, &buf, &err), -ENOENT);
	assert_int_equal(err.stage, WBPF_STAGE_READ);
	assert_non_null(strstr(err.message, "/nonexistent/x.wasm"));
	assert_non_null(strstr(err.message, "No such file or directory"));
	wbpf_buf_free(&buf);
	assert_int_equal(wbpf_file_read("/", 0, &buf, &err), -EISDIR);
	wbpf_buf_free(&buf);
	assert_int_equal(wbpf_file_write("/nonexistent/x", "a", 1, 0644, &err), -ENOENT);
	assert_non_null(strstr(err.message, "/nonexistent/x"));
	wbpf_error_clear(&err);
}

static void file_failed_write_keeps_the_old(void **state)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	char sub[80];

	(void)state;
	snprintf(sub, sizeof(sub), "%s/sub", dir);
	assert_int_equal(mkdir(sub, 0700), 0);
	assert_true(wbpf_file_write(sub, "x", 1, 0644, &err) < 0);
	assert_int_equal(rmdir(sub), 0);
	wbpf_error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_fail_sets_all),
		cmocka_unit_test(error_null_is_allowed),
		cmocka_unit_test(error_errno_ends_with_kernel_words),
		cmocka_unit_test(error_wrap_puts_noun_before),
		cmocka_unit_test(error_long_message_stays_a_string),
		cmocka_unit_test(error_detail_is_copied_and_moved),
		cmocka_unit_test(error_fail_drops_older_detail),
		cmocka_unit_test(error_text_of_either_sign),
		cmocka_unit_test(log_respects_its_level),
		cmocka_unit_test(buf_grows_and_stays_terminated),
		cmocka_unit_test(buf_printf_of_any_length),
		cmocka_unit_test(buf_binary_bytes_are_kept),
		cmocka_unit_test(buf_impossible_size_is_remembered),
		cmocka_unit_test_setup(handle_is_typed_and_positive, setup_handles),
		cmocka_unit_test_setup(handle_of_nothing_is_refused, setup_handles),
		cmocka_unit_test_setup(handle_stale_never_names_another, setup_handles),
		cmocka_unit_test_setup(handle_children_close_first, setup_handles),
		cmocka_unit_test_setup(handles_free_goes_newest_first, setup_handles),
		cmocka_unit_test_setup(handles_are_bounded, setup_handles),
		cmocka_unit_test(file_is_written_and_read),
		cmocka_unit_test(device_is_written_into),
		cmocka_unit_test(file_bound_is_exact),
		cmocka_unit_test(file_missing_is_named),
		cmocka_unit_test(file_failed_write_keeps_the_old),
	};

	return cmocka_run_group_tests(tests, setup_dir, teardown_dir);
}
