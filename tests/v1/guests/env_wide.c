/* SPDX-License-Identifier: MIT */
/* env_wide TARGET COUNT: an older module, with imports from `env` and the 64-bit map_operate. */
#define V1_MODULE "env"
#define V1_WIDE
#include "v1.h"

static struct record rec;
static uint64_t expected, wrong;

static int seen(void *ctx, void *data, unsigned int size)
{
	wrong += rec.number != expected++;
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t obj = open_kills(argv[1]), cnt = (uint64_t)atoll(argv[2]), next = 0;
	int map = wasm_bpf_map_fd_by_name(obj, "events"), ret = 0;
	uint32_t key = 1;

	attach_kills(obj);
	while (expected < cnt && ret >= 0)
		ret = wasm_bpf_buffer_poll(obj, map, seen, NULL, &rec, sizeof(rec), 100);
	ret = wasm_bpf_map_operate(wasm_bpf_map_fd_by_name(obj, "settings"), LOOKUP, ADDR(&key),
				   ADDR(&next), 0, 0);
	printf("%llu records, %llu wrong, lookup %d\n", (unsigned long long)expected,
	       (unsigned long long)wrong, ret);
	return next < cnt;
}
