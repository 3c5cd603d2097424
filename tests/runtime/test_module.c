/* SPDX-License-Identifier: MIT */
/* Bytes that are a module and bytes that are not. */
#include "run.h"

#include <unistd.h>

static const uint8_t binary[] = { 0, 'a', 's', 'm', 1, 0, 0, 0,
				  1, 4, 1, 0x60, 0, 0,	       /* type () -> () */
				  3, 2, 1, 0,		       /* one function */
				  7, 10, 1, 6, '_', 's', 't', 'a', 'r', 't', 0, 0,
				  10, 4, 1, 2, 0, 0x0b };      /* empty body */

static struct outcome compile(const void *bytes, size_t len)
{
	struct outcome o = { .err = WBPF_ERROR_INIT };
	struct wbpf_module *mod = (void *)&o;

	o.ret = wbpf_module_new(runtime, "t.wasm", bytes, len, &mod, &o.err);
	if (o.ret)
		assert_null(mod);
	wbpf_module_free(mod);
	return o;
}

static void refused(const void *bytes, size_t len, const char *why)
{
	struct outcome o = compile(bytes, len);
	char message[256];

	snprintf(message, sizeof(message), "module 't.wasm': not a WebAssembly module: %s", why);
	assert_failed(&o, -ENOEXEC, WBPF_STAGE_COMPILE, message);
	wbpf_error_clear(&o.err);
}

static void a_binary_compiles(void **state)
{
	struct outcome o = compile(binary, sizeof(binary));

	(void)state;
	assert_int_equal(o.ret, 0);
}

static void no_module_at_all(void **state)
{
	static const uint8_t component[] = { 0, 'a', 's', 'm', 0x0d, 0, 1, 0 };
	static const uint8_t future[] = { 0, 'a', 's', 'm', 9, 0, 0, 0 };

	(void)state;
	refused("", 0, "it is empty");
	refused("hello world\n", 12,
		"it begins neither with the bytes of a binary nor with a '(' of WAT text");
	refused("\177ELF\2\1\1", 7, "it is an ELF file");
	refused("\0as", 3, "it begins neither with the bytes of a binary nor with a '(' of WAT text");
	refused(binary, 6, "the file ends within its header");
	refused(component, sizeof(component), "it is a WebAssembly component");
	refused(future, sizeof(future), "its version is unknown");
}

/* Every shorter form of a good module is refused with a sentence, none with a crash. */
static void truncated_anywhere(void **state)
{
	(void)state;
	for (size_t len = 9; len < sizeof(binary); len++) {
		struct outcome o = compile(binary, len);

		/* Cut between two sections it may still be a module, without its code. */
		if (!o.ret)
			continue;
		assert_int_equal(o.ret, -ENOEXEC);
		assert_int_equal(o.err.stage, WBPF_STAGE_COMPILE);
		assert_contains(o.err.message, "module 't.wasm': ");
		assert_null(strchr(o.err.message, '\n'));
		wbpf_error_clear(&o.err);
	}
}

static void truncated_code(void **state)
{
	struct outcome o = compile(binary, sizeof(binary) - 2);

	(void)state;
	assert_int_equal(o.ret, -ENOEXEC);
	assert_contains(o.err.message, "unexpected end");
	wbpf_error_clear(&o.err);
}

static void a_mistake_in_wat(void **state)
{
	struct outcome o = compile("(module\n  (func $f (nonsense)))", 30);

	(void)state;
	assert_int_equal(o.ret, -ENOEXEC);
	assert_int_equal(o.err.stage, WBPF_STAGE_COMPILE);
	assert_contains(o.err.message, "module 't.wasm': WAT text: ");
	assert_contains(o.err.message, ":2:13");
	assert_null(strchr(o.err.message, '\n'));
	assert_contains(o.err.detail, "(nonsense)");
	wbpf_error_clear(&o.err);
}

static void memories_that_no_host_call_can_address(void **state)
{
	static const char wide[] = "(module (memory i64 1))";
	static const char two[] = "(module (memory 1) (memory 1))";
	struct outcome o = compile(wide, strlen(wide));

	(void)state;
	assert_int_equal(o.ret, -ENOEXEC);
	assert_contains(o.err.message, "memory64");
	wbpf_error_clear(&o.err);
	o = compile(two, strlen(two));
	assert_int_equal(o.ret, -ENOEXEC);
	assert_contains(o.err.message, "multiple memories");
	wbpf_error_clear(&o.err);
}

static void a_file(void **state)
{
	char path[] = "/tmp/wbpf-test-XXXXXX";
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_module *mod;
	int fd = mkstemp(path);

	(void)state;
	assert_int_equal(write(fd, binary, sizeof(binary)), sizeof(binary));
	close(fd);
	assert_int_equal(wbpf_module_new_file(runtime, path, &mod, &err), 0);
	wbpf_module_free(mod);
	assert_int_equal(truncate(path, sizeof(binary) - 2), 0);
	assert_int_equal(wbpf_module_new_file(runtime, path, &mod, &err), -ENOEXEC);
	assert_contains(err.message, "module 'wbpf-test-");
	unlink(path);
	assert_int_equal(wbpf_module_new_file(runtime, path, &mod, &err), -ENOENT);
	assert_int_equal(err.stage, WBPF_STAGE_READ);
	assert_contains(err.message, path);
	assert_contains(err.message, "No such file or directory");
	wbpf_error_clear(&err);
}

static void runtime_options(void **state)
{
	struct wbpf_runtime_opts opts = { .sz = sizeof(opts), .engine = "v8" };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_runtime *rt = (void *)&opts;

	(void)state;
	assert_int_equal(wbpf_runtime_new(&opts, &rt, &err), -EINVAL);
	assert_null(rt);
	assert_int_equal(err.stage, WBPF_STAGE_USAGE);
	assert_string_equal(err.message, "engine 'v8' is not built in");
	opts = (struct wbpf_runtime_opts){ .sz = 3 };
	assert_int_equal(wbpf_runtime_new(&opts, &rt, &err), -EINVAL);
	opts.sz = (size_t)-1;
	assert_int_equal(wbpf_runtime_new(&opts, &rt, &err), -EINVAL);
	opts = (struct wbpf_runtime_opts){ .sz = sizeof(opts), .engine = "wasmtime" };
	assert_int_equal(wbpf_runtime_new(&opts, &rt, &err), 0);
	wbpf_runtime_free(rt);
	wbpf_error_clear(&err);
}

/* A newer caller may set what is unknown here only to its default. */
static void options_of_a_newer_caller(void **state)
{
	struct {
		struct wbpf_runtime_opts opts;
		uint64_t more;
	} newer = { .opts.sz = sizeof(newer) };
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_runtime *rt;

	(void)state;
	assert_int_equal(wbpf_runtime_new(&newer.opts, &rt, &err), 0);
	wbpf_runtime_free(rt);
	newer.more = 1;
	assert_int_equal(wbpf_runtime_new(&newer.opts, &rt, &err), -EINVAL);
	assert_contains(err.message, "does not know");
	wbpf_error_clear(&err);
}

static void engines_and_versions(void **state)
{
	const char *name, *version;

	(void)state;
	assert_true(wbpf_engine_at(0, &name, &version));
	assert_string_equal(name, "wasmtime");
	assert_contains(version, ".");
	assert_false(wbpf_engine_at(1, &name, &version));
	assert_false(wbpf_engine_at(100, &name, &version));
	assert_contains(wbpf_libbpf_version(), "1.");
	assert_contains(wbpf_version(), ".");
}

static void nothing_to_free(void **state)
{
	(void)state;
	wbpf_runtime_free(NULL);
	wbpf_module_free(NULL);
	wbpf_instance_free(NULL);
	wbpf_error_clear(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_binary_compiles),
		cmocka_unit_test(no_module_at_all),
		cmocka_unit_test(truncated_anywhere),
		cmocka_unit_test(truncated_code),
		cmocka_unit_test(a_mistake_in_wat),
		cmocka_unit_test(memories_that_no_host_call_can_address),
		cmocka_unit_test(a_file),
		cmocka_unit_test(runtime_options),
		cmocka_unit_test(options_of_a_newer_caller),
		cmocka_unit_test(engines_and_versions),
		cmocka_unit_test(nothing_to_free),
	};

	return cmocka_run_group_tests_name("module", tests, start_runtime, end_runtime);
}
