/* SPDX-License-Identifier: MIT */
/* Run two WebAssembly modules at once: embed a.wasm b.wasm */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <wasm_bpf/runtime.h>

static struct wbpf_runtime *runtime;

static void *run(void *path)
{
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_instance *instance = NULL;
	struct wbpf_module *module = NULL;
	int status = 0;

	if (wbpf_module_new_file(runtime, (const char *)path, &module, &err) ||
	    wbpf_instance_new(module, NULL, &instance, &err) ||
	    wbpf_instance_run(instance, &status, &err))
		fprintf(stderr, "%s\n", err.message);
	else
		fprintf(stderr, "%s: exit status %d\n", (char *)path, status);
	wbpf_instance_free(instance);
	wbpf_module_free(module);
	wbpf_error_clear(&err);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	signal(SIGPIPE, SIG_IGN); /* a closed pipe: the guest sees EPIPE */
	if (argc != 3 || wbpf_runtime_new(NULL, &runtime, NULL))
		return 1;
	pthread_create(&threads[0], NULL, run, argv[1]);
	pthread_create(&threads[1], NULL, run, argv[2]);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	wbpf_runtime_free(runtime);
}
