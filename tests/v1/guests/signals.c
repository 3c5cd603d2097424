/* SPDX-License-Identifier: MIT */
/* signals TARGET: count records until a signal ends the poll, then clean up. */
#include "v1.h"

static struct record rec;
static int records;

static int count(void *ctx, void *data, unsigned int size)
{
	records++;
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t obj = open_kills(argv[1]);
	int map = wasm_bpf_map_fd_by_name(obj, "events"), ret = 0;

	attach_kills(obj);
	while (ret >= 0)
		ret = wasm_bpf_buffer_poll(obj, map, count, NULL, &rec, sizeof(rec), -1);
	printf("poll: %d, %s\n", ret, records ? "records seen" : "no record");
	printf("close: %d\n", wasm_close_bpf_object(obj));
	return ret == -4 ? 7 : 1;
}
