/* SPDX-License-Identifier: MIT */
/* tinygo TARGET COUNT: the poll that calls an export back. */
#include "v1.h"

__attribute__((import_module("callback-wrapper"), import_name("wasm_bpf_buffer_poll"))) int
poll_export(uint64_t obj, int map, void *ctx, void *data, int max_size, int timeout_ms);

static struct record rec;
static uint64_t expected, wrong;

__attribute__((export_name("go-callback"))) int go_callback(void *ctx, void *data, int size)
{
	wrong += rec.number != expected++ || ctx != &wrong || size != sizeof(rec);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t obj = open_kills(argv[1]), cnt = (uint64_t)atoll(argv[2]);
	int map = wasm_bpf_map_fd_by_name(obj, "events"), ret = 0;

	attach_kills(obj);
	while (expected < cnt && ret >= 0)
		ret = poll_export(obj, map, &wrong, &rec, sizeof(rec), 100);
	printf("%llu records, %llu wrong\n", (unsigned long long)expected,
	       (unsigned long long)wrong);
	return ret < 0;
}
