/* SPDX-License-Identifier: MIT */
/* stream MAP TARGET COUNT: read COUNT records, each once and in order. */
#include "v1.h"

static struct {
	struct record rec;
	char padding[8]; /* perf samples are padded by the kernel */
} buf;
static uint64_t expected, wrong;

static int seen(void *ctx, void *data, unsigned int size)
{
	if (ctx != &expected || data != &buf || size < sizeof(buf.rec) || size > sizeof(buf))
		wrong++;
	if (buf.rec.number != expected)
		wrong++;
	expected++;
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t obj, cnt;
	int map, ret = 0;

	if (argc != 4)
		return 2;
	cnt = (uint64_t)atoll(argv[3]);
	obj = open_kills(argv[2]);
	map = wasm_bpf_map_fd_by_name(obj, argv[1]);
	/* A perf buffer takes records from its first poll on. */
	if (wasm_bpf_buffer_poll(obj, map, seen, &expected, &buf, sizeof(buf), 0))
		return 6;
	attach_kills(obj);
	while (expected < cnt && ret >= 0)
		ret = wasm_bpf_buffer_poll(obj, map, seen, &expected, &buf, sizeof(buf), 100);
	printf("%s: %llu records, %llu wrong, last result %s\n", argv[1],
	       (unsigned long long)expected, (unsigned long long)wrong, ret < 0 ? "bad" : "good");
	return wasm_close_bpf_object(obj);
}
