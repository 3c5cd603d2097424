/* SPDX-License-Identifier: MIT */
/* A ring buffer "events", and a count of the records that found no room in it. */
#ifndef EXAMPLES_RING_BPF_H
#define EXAMPLES_RING_BPF_H

#ifndef RING_BYTES
#define RING_BYTES (1 << 20)
#endif

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_BYTES);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

static __always_inline void count_lost(void)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&lost, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
}

#define RESERVE_EVENT(type)                                                                        \
	({                                                                                         \
		type *__event = bpf_ringbuf_reserve(&events, sizeof(type), 0);                     \
		if (!__event)                                                                      \
			count_lost();                                                              \
		__event;                                                                           \
	})

#endif
