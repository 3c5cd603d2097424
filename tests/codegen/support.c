/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "codegen/codegen.h"

extern char **environ;

#define OUT_DIR WBPF_TEST_BUILD_DIR "/tests/codegen/out"

const char *out_path(const char *name)
{
	static char paths[4][512];
	static unsigned int next;
	char *path = paths[next++ % 4];

	mkdir(OUT_DIR, 0755);
	snprintf(path, sizeof(paths[0]), OUT_DIR "/%s", name);
	return path;
}

void read_object(const char *name, struct wbpf_buf *elf)
{
	char path[512];

	snprintf(path, sizeof(path), WBPF_TEST_BPF_DIR "/%s.bpf.o", name);
	assert_int_equal(wbpf_file_read(path, 0, elf, NULL), 0);
}

void generate(const char *name, struct wbpf_buf *skel)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_buf elf = WBPF_BUF_INIT;
	char skel_name[64];

	read_object(name, &elf);
	snprintf(skel_name, sizeof(skel_name), "%s_bpf", name);
	if (wbpf_codegen_skeleton(elf.data, elf.len, skel_name, skel, &err))
		fail_msg("%s: %s", name, err.message);
	wbpf_buf_free(&elf);
}

void write_text(const char *path, const char *text, size_t len)
{
	assert_int_equal(wbpf_file_write(path, text, len, 0644, NULL), 0);
}

const char *clang(void)
{
	static const char *const names[] = { "clang-19", "clang-20", "clang-21", "clang-22",
					     "clang-18", "clang-17", "clang-16", "clang-15",
					     "clang-14", "clang" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *argv[] = { names[i], "--version", NULL };

		if (run(argv) == 0)
			return names[i];
	}
	fail_msg("no clang");
	return NULL;
}

int run(const char *const *argv)
{
	posix_spawn_file_actions_t actions;
	int status, ret;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, out_path("log"), O_WRONLY | O_CREAT | O_TRUNC,
					 0644);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	ret = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (ret || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void run_log(struct wbpf_buf *log)
{
	assert_int_equal(wbpf_file_read(out_path("log"), 0, log, NULL), 0);
}

static void print_log(void)
{
	struct wbpf_buf log = WBPF_BUF_INIT;

	run_log(&log);
	print_message("%s\n", log.data ? log.data : "");
	wbpf_buf_free(&log);
}

static int check_for_guest(const char *source, const char *language, const char *standard)
{
	const char *argv[] = { clang(),
			       "--target=wasm32-wasi",
			       "-x",
			       language,
			       standard,
			       "-Wall",
			       "-Wextra",
			       "-Werror",
			       "-nostdlibinc",
			       "-isystem",
			       WBPF_TEST_BUILD_DIR "/sdk/c/include",
			       "-isystem",
			       "/usr/include/wasm32-wasi",
			       "-I",
			       WBPF_TEST_DIR "/bpf",
			       "-I",
			       OUT_DIR,
			       "-fsyntax-only",
			       source,
			       NULL };
	int status;

	if (access(WBPF_TEST_BUILD_DIR "/sdk/c/include/bpf/libbpf.h", R_OK) < 0)
		skip(); /* built without the guest side */
	status = run(argv);
	if (status)
		print_log();
	return status;
}

int compile_for_guest(const char *source)
{
	return check_for_guest(source, "c", "-std=gnu11");
}

int compile_cpp_for_guest(const char *source)
{
	return check_for_guest(source, "c++", "-std=gnu++17");
}

/* libbpf's headers without the SDK's overlays beside them. */
static const char *native_include(void)
{
	static const char dir[] = OUT_DIR "/native";

	if (access(WBPF_TEST_BUILD_DIR "/sdk/c/include/bpf/libbpf.h", R_OK) < 0)
		skip(); /* built without the guest side */
	mkdir(dir, 0755);
	if (symlink(WBPF_TEST_BUILD_DIR "/sdk/c/include/bpf", OUT_DIR "/native/bpf") < 0)
		assert_int_equal(errno, EEXIST);
	return dir;
}

int compile_natively(const char *source, const char *program)
{
	const char *argv[] = { getenv("CC") ? getenv("CC") : "cc",
			       "-std=gnu11",
			       "-Wall",
			       "-Wextra",
			       "-Werror",
			       "-Wno-unused-function",
			       "-isystem",
			       native_include(),
			       "-I",
			       WBPF_TEST_DIR "/bpf",
			       "-I",
			       OUT_DIR,
			       source,
			       "-o",
			       program,
			       "-Wl,--unresolved-symbols=ignore-all",
			       NULL };
	int status = run(argv);

	if (status)
		print_log();
	return status;
}

int compile_cpp_natively(const char *source)
{
	const char *argv[] = { "c++",
			       "-x",
			       "c++",
			       "-Wall",
			       "-Wextra",
			       "-Werror",
			       "-isystem",
			       native_include(),
			       "-I",
			       WBPF_TEST_DIR "/bpf",
			       "-I",
			       OUT_DIR,
			       "-fsyntax-only",
			       source,
			       NULL };
	int status = run(argv);

	if (status)
		print_log();
	return status;
}
