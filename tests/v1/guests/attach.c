/* SPDX-License-Identifier: MIT */
/* attach CGROUP: by path, by descriptor, by interface; then wait for a line and close or end. */
#include "v1.h"

static void wait_line(const char *what)
{
	puts(what);
	fflush(stdout);
	while (getchar() != '\n')
		;
}

int main(int argc, char **argv)
{
	uint64_t obj = load_file("/bpf/cgroup.bpf.o"), second;

	if (!obj)
		return 3;
	printf("path: %d\n", wasm_attach_bpf_program(obj, "v1_skb", argv[1]));
	printf("no path: %d\n", wasm_attach_bpf_program(obj, "v1_skb", "/nonexistent"));
	printf("interface: %d\n", wasm_attach_bpf_program(obj, "v1_xdp", "lo"));
	printf("no interface: %d\n", wasm_attach_bpf_program(obj, "v1_xdp", "nosuch0"));
	wait_line("attached");
	printf("close: %d\n", wasm_close_bpf_object(obj));
	wait_line("closed");
	second = load_file("/bpf/cgroup.bpf.o");
	printf("descriptor: %d\n", wasm_attach_bpf_program_fd(second, "v1_skb", 3));
	printf("no descriptor: %d\n", wasm_attach_bpf_program_fd(second, "v1_skb", 9));
	wait_line("attached again");
	return 0; /* the host takes the rest away */
}
