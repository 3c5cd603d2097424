/* SPDX-License-Identifier: MIT */
/* The cache folder: what comes out is what was put in, or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cache/cache.h"

static char top[] = "/tmp/wbpf-cache.XXXXXX";
static char dir[64];
static struct wbpf_cache *cache;
static struct wbpf_store store;

static const char text[] = "what was put in";

static void open_it(uint64_t max_bytes)
{
	struct wbpf_error err = WBPF_ERROR_INIT;

	if (wbpf_cache_open(dir, max_bytes, NULL, &cache, &err))
		fail_msg("%s", err.message);
	store = wbpf_cache_store(cache);
}

static int setup(void **state)
{
	(void)state;
	strcpy(strrchr(top, '.'), ".XXXXXX");
	if (!mkdtemp(top))
		return -1;
	snprintf(dir, sizeof(dir), "%s/a/b", top);
	open_it(0);
	return 0;
}

static int teardown(void **state)
{
	char command[96];

	(void)state;
	wbpf_cache_free(cache);
	cache = NULL;
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command);
}

static struct wbpf_digest key_of(unsigned int n)
{
	struct wbpf_digest key;

	wbpf_digest(&n, sizeof(n), &key);
	return key;
}

static int put(unsigned int n, const void *data, size_t len)
{
	struct wbpf_digest key = key_of(n);

	return store.put(store.ctx, WBPF_STORE_CODE, &key, data, len);
}

/* 0 and what is there is exactly this; -ENOENT. */
static int get(unsigned int n, const void *data, size_t len)
{
	struct wbpf_digest key = key_of(n);
	struct wbpf_stored s;
	int ret = store.get(store.ctx, WBPF_STORE_CODE, &key, &s);

	if (!ret) {
		assert_int_equal(s.len, len);
		assert_memory_equal(s.data, data, len);
		assert_true(s.fd >= 0);
	} else {
		assert_null(s.data);
		assert_int_equal(s.fd, -1);
	}
	wbpf_stored_release(&s);
	return ret;
}

static const char *path_of(unsigned int n)
{
	static char path[192];
	struct wbpf_digest key = key_of(n);
	int at = snprintf(path, sizeof(path), "%s/code-", dir);

	for (size_t i = 0; i < sizeof(key.bytes); i++)
		at += snprintf(path + at, sizeof(path) - (size_t)at, "%02x", key.bytes[i]);
	return path;
}

/* Not there, and then made again as if nothing had been. */
static void assert_made_again(unsigned int n)
{
	assert_int_equal(get(n, text, sizeof(text)), -ENOENT);
	assert_int_equal(put(n, text, sizeof(text)), 0);
	assert_int_equal(get(n, text, sizeof(text)), 0);
}

static size_t count(void)
{
	struct wbpf_cache_item *items;
	size_t cnt;

	assert_int_equal(wbpf_cache_items(cache, &items, &cnt), 0);
	free(items);
	return cnt;
}

static void digests_are_sha256(void **state)
{
	static const uint8_t abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea };
	struct iovec one[] = { { "ab", 2 }, { "c", 1 } }, other[] = { { "a", 1 }, { "bc", 2 } };
	struct wbpf_digest a, b;

	(void)state;
	wbpf_digest("abc", 3, &a);
	assert_memory_equal(a.bytes, abc, sizeof(abc));
	wbpf_digest_parts(one, 2, &a);
	wbpf_digest_parts(other, 2, &b);
	assert_memory_not_equal(&a, &b, sizeof(a));
}

static void what_is_put_in_comes_out(void **state)
{
	static char big[100003];
	struct stat st;

	(void)state;
	memset(big, 7, sizeof(big));
	assert_int_equal(get(1, "", 0), -ENOENT);
	assert_int_equal(put(1, text, sizeof(text)), 0);
	assert_int_equal(put(2, big, sizeof(big)), 0);
	assert_int_equal(put(3, "", 0), 0);
	assert_int_equal(get(1, text, sizeof(text)), 0);
	assert_int_equal(get(2, big, sizeof(big)), 0);
	assert_int_equal(get(3, "", 0), 0);
	assert_int_equal(put(1, big, 5), 0);
	assert_int_equal(get(1, big, 5), 0);
	assert_int_equal(count(), 3);
	assert_int_equal(stat(path_of(1), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

static void kinds_are_apart(void **state)
{
	struct wbpf_digest key = key_of(1);
	struct wbpf_stored s;

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	assert_int_equal(store.get(store.ctx, WBPF_STORE_BTF, &key, &s), -ENOENT);
	store.drop(store.ctx, WBPF_STORE_CODE, &key);
	assert_int_equal(get(1, text, sizeof(text)), -ENOENT);
}

static void every_length_cut_short_is_made_again(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	assert_int_equal(stat(path_of(1), &st), 0);
	for (off_t len = 0; len < st.st_size; len++) {
		assert_int_equal(truncate(path_of(1), len), 0);
		assert_made_again(1);
	}
	assert_int_equal(truncate(path_of(1), st.st_size + 8), 0);
	assert_made_again(1);
}

/* Every bit of the entry: data, padding is no data, length, key, checksum. */
static void every_changed_byte_is_made_again(void **state)
{
	size_t padded = (sizeof(text) + 7) & ~7ul;
	struct stat st;

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	assert_int_equal(stat(path_of(1), &st), 0);
	for (off_t at = 0; at < st.st_size; at++) {
		char byte;
		int fd = open(path_of(1), O_RDWR);

		if (at >= (off_t)sizeof(text) && at < (off_t)padded) {
			close(fd);
			continue;
		}
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte = (char)(byte ^ 1 << (at % 8));
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		close(fd);
		assert_made_again(1);
	}
}

static void an_entry_under_another_key_is_made_again(void **state)
{
	char from[192];

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	strcpy(from, path_of(1));
	assert_int_equal(rename(from, path_of(2)), 0);
	assert_made_again(2);
}

static void writable_by_others_is_made_again(void **state)
{
	static const mode_t modes[] = { 0620, 0602, 0666 };

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(chmod(path_of(1), modes[i]), 0);
		assert_made_again(1);
	}
}

static void of_another_owner_is_made_again(void **state)
{
	(void)state;
	if (geteuid())
		skip(); /* only root can make a file of another owner */
	assert_int_equal(put(1, text, sizeof(text)), 0);
	assert_int_equal(chown(path_of(1), 65534, 65534), 0);
	assert_made_again(1);
}

static void links_and_pipes_are_made_again(void **state)
{
	char elsewhere[96];

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", top);
	assert_int_equal(rename(path_of(1), elsewhere), 0);
	assert_int_equal(symlink(elsewhere, path_of(1)), 0);
	assert_made_again(1);
	assert_int_equal(access(elsewhere, F_OK), 0);
	assert_int_equal(unlink(path_of(1)), 0);
	assert_int_equal(mkfifo(path_of(1), 0600), 0);
	assert_made_again(1);
}

static void a_folder_in_its_place_is_no_entry(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path_of(1), 0700), 0);
	assert_int_equal(get(1, text, sizeof(text)), -ENOENT);
	assert_true(put(1, text, sizeof(text)) < 0);
	assert_int_equal(get(1, text, sizeof(text)), -ENOENT);
	assert_int_equal(count(), 0);
}

static int try_open(const char *path)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_cache *c;
	int ret = wbpf_cache_open(path, 0, NULL, &c, &err);

	assert_int_equal(ret, err.code);
	assert_true(!ret || strstr(err.message, path));
	wbpf_error_clear(&err);
	wbpf_cache_free(c);
	return ret;
}

static void odd_folders_are_refused(void **state)
{
	char path[96];

	(void)state;
	assert_int_equal(chmod(dir, 0777), 0);
	assert_int_equal(try_open(dir), -EPERM);
	assert_int_equal(chmod(dir, 0770), 0);
	assert_int_equal(try_open(dir), -EPERM);
	assert_int_equal(chmod(dir, 0700), 0);
	assert_int_equal(try_open(dir), 0);
	snprintf(path, sizeof(path), "%s/link", top);
	assert_int_equal(symlink(dir, path), 0);
	assert_true(try_open(path) < 0);
	snprintf(path, sizeof(path), "%s/file", top);
	assert_int_equal(close(creat(path, 0600)), 0);
	assert_int_equal(try_open(path), -ENOTDIR);
	assert_int_equal(try_open("/proc/no/such"), -ENOENT);
	assert_int_equal(try_open(""), -ENOENT);
	if (geteuid())
		return;
	assert_int_equal(chown(dir, 65534, 65534), 0);
	assert_int_equal(try_open(dir), -EPERM);
}

static void age(unsigned int n, time_t seconds)
{
	const struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

	assert_int_equal(utimensat(AT_FDCWD, path_of(n), times, 0), 0);
}

/* Entries of 4 KiB and a bit in a folder for three of them. */
static void the_least_recently_used_goes_first(void **state)
{
	static const char page[4096];

	(void)state;
	wbpf_cache_free(cache);
	open_it(3 * 4400);
	for (unsigned int n = 1; n <= 3; n++) {
		assert_int_equal(put(n, page, sizeof(page)), 0);
		age(n, (time_t)(1000 * n));
	}
	assert_int_equal(get(1, page, sizeof(page)), 0); /* used now */
	assert_int_equal(put(4, page, sizeof(page)), 0);
	assert_int_equal(get(2, page, sizeof(page)), -ENOENT);
	assert_int_equal(get(1, page, sizeof(page)), 0);
	assert_int_equal(get(3, page, sizeof(page)), 0);
	assert_int_equal(get(4, page, sizeof(page)), 0);
	assert_int_equal(put(5, dir, 3 * 4400 + 1), -EFBIG);
}

static void an_evicted_entry_stays_readable(void **state)
{
	struct wbpf_digest key = key_of(1);
	struct wbpf_stored s;

	(void)state;
	assert_int_equal(put(1, text, sizeof(text)), 0);
	assert_int_equal(store.get(store.ctx, WBPF_STORE_CODE, &key, &s), 0);
	store.drop(store.ctx, WBPF_STORE_CODE, &key);
	assert_memory_equal(s.data, text, sizeof(text));
	wbpf_stored_release(&s);
}

static void left_over_files_go(void **state)
{
	char old[96], young[96], foreign[96];
	const struct timespec long_ago[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	(void)state;
	snprintf(old, sizeof(old), "%s/.new-old", dir);
	snprintf(young, sizeof(young), "%s/.new-young", dir);
	snprintf(foreign, sizeof(foreign), "%s/notes.txt", dir);
	close(creat(old, 0600));
	close(creat(young, 0600));
	close(creat(foreign, 0600));
	assert_int_equal(utimensat(AT_FDCWD, old, long_ago, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, foreign, long_ago, 0), 0);
	wbpf_cache_evict(cache);
	assert_int_not_equal(access(old, F_OK), 0);
	assert_int_equal(access(young, F_OK), 0);
	assert_int_equal(access(foreign, F_OK), 0);
}

/* Writes entries of one byte, all different for each writer and round, and reads what others wrote. */
static _Noreturn void write_and_read(unsigned int seed)
{
	static uint8_t data[3000];
	struct wbpf_stored s;

	for (unsigned int round = 0; round < 150; round++) {
		struct wbpf_digest key = key_of(round % 5);

		memset(data, (int)(seed + round), sizeof(data));
		if (put(round % 5, data, 1000 + 100 * seed))
			_exit(1);
		if (round % 7 == seed)
			store.drop(store.ctx, WBPF_STORE_CODE, &key);
		if (store.get(store.ctx, WBPF_STORE_CODE, &key, &s))
			continue;
		for (size_t i = 1; i < s.len; i++)
			if (s.data[i] != s.data[0])
				_exit(2);
		wbpf_stored_release(&s);
	}
	_exit(0);
}

static void many_writers_make_no_mixture(void **state)
{
	int status;

	(void)state;
	for (unsigned int i = 0; i < 6; i++)
		if (!fork())
			write_and_read(i);
	for (unsigned int i = 0; i < 6; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_true(count() <= 5);
}

static void the_place_is_the_users_own(void **state)
{
	char *path;

	(void)state;
	unsetenv("WASM_BPF_CACHE_DIR");
	setenv("XDG_CACHE_HOME", "/x", 1);
	path = wbpf_cache_default_dir();
	assert_string_equal(path, geteuid() ? "/x/wasm-bpf" : "/var/cache/wasm-bpf");
	free(path);
	setenv("XDG_CACHE_HOME", "relative", 1);
	setenv("HOME", "/home/somebody", 1);
	path = wbpf_cache_default_dir();
	assert_string_equal(path,
			    geteuid() ? "/home/somebody/.cache/wasm-bpf" : "/var/cache/wasm-bpf");
	free(path);
	setenv("WASM_BPF_CACHE_DIR", "/elsewhere", 1);
	path = wbpf_cache_default_dir();
	assert_string_equal(path, "/elsewhere");
	free(path);
	unsetenv("WASM_BPF_CACHE_DIR");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_sha256),
		TEST(what_is_put_in_comes_out),
		TEST(kinds_are_apart),
		TEST(every_length_cut_short_is_made_again),
		TEST(every_changed_byte_is_made_again),
		TEST(an_entry_under_another_key_is_made_again),
		TEST(writable_by_others_is_made_again),
		TEST(of_another_owner_is_made_again),
		TEST(links_and_pipes_are_made_again),
		TEST(a_folder_in_its_place_is_no_entry),
		TEST(odd_folders_are_refused),
		TEST(the_least_recently_used_goes_first),
		TEST(an_evicted_entry_stays_readable),
		TEST(left_over_files_go),
		TEST(many_writers_make_no_mixture),
		cmocka_unit_test(the_place_is_the_users_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
