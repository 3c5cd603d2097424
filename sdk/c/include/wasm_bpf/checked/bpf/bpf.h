/* SPDX-License-Identifier: MIT */
/*
 * libbpf's header, and a look at the buffers of map functions: where the compiler knows that one is
 * shorter than the map's keys or values (4-byte longs on the stack for 8-byte ones), the call is
 * -EINVAL and tells so instead of writing over what lies behind. Nothing else is changed by it.
 */
#include_next <bpf/bpf.h>

#ifndef WASM_BPF_CHECKED_BPF_H
#define WASM_BPF_CHECKED_BPF_H

#ifdef __cplusplus
extern "C" {
#endif

/* Do buffers of so many bytes (-1: not known) hold that many keys and values of the map? 0, or
 * -EINVAL and errno. What is no map is for the call itself to refuse. */
int wbpf_buffers_fit(int fd, __u32 cnt, size_t key_bytes, size_t value_bytes);

#ifdef __cplusplus
}
#endif

#define WBPF_BYTES(p) __builtin_object_size(p, 0)
#define WBPF_KNOWN(p) (WBPF_BYTES(p) != (size_t)-1)
#define WBPF_CHECKED static __inline__ __attribute__((always_inline, unused))
#define WBPF_CHECK(fd, cnt, key, value)                                                            \
	do {                                                                                       \
		int wbpf_err_ = WBPF_KNOWN(key) || WBPF_KNOWN(value) ?                             \
					wbpf_buffers_fit(fd, cnt, WBPF_BYTES(key), WBPF_BYTES(value)) : \
					0;                                                         \
		if (wbpf_err_)                                                                     \
			return wbpf_err_;                                                          \
	} while (0)

/* One value in place of one for each CPU: its size is not that of the map's. */
#define WBPF_ONE_CPU(flags) ((flags) & (BPF_F_CPU | BPF_F_ALL_CPUS))

WBPF_CHECKED int wbpf_checked_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	if (!WBPF_ONE_CPU(flags))
		WBPF_CHECK(fd, 1, key, value);
	return bpf_map_update_elem(fd, key, value, flags);
}
#define bpf_map_update_elem(fd, key, value, flags) wbpf_checked_update_elem(fd, key, value, flags)

WBPF_CHECKED int wbpf_checked_lookup_elem(int fd, const void *key, void *value)
{
	WBPF_CHECK(fd, 1, key, value);
	return bpf_map_lookup_elem(fd, key, value);
}
#define bpf_map_lookup_elem(fd, key, value) wbpf_checked_lookup_elem(fd, key, value)

WBPF_CHECKED int wbpf_checked_lookup_elem_flags(int fd, const void *key, void *value, __u64 flags)
{
	if (!WBPF_ONE_CPU(flags))
		WBPF_CHECK(fd, 1, key, value);
	return bpf_map_lookup_elem_flags(fd, key, value, flags);
}
#define bpf_map_lookup_elem_flags(fd, key, value, flags) \
	wbpf_checked_lookup_elem_flags(fd, key, value, flags)

WBPF_CHECKED int wbpf_checked_lookup_and_delete_elem(int fd, const void *key, void *value)
{
	WBPF_CHECK(fd, 1, key, value);
	return bpf_map_lookup_and_delete_elem(fd, key, value);
}
#define bpf_map_lookup_and_delete_elem(fd, key, value) \
	wbpf_checked_lookup_and_delete_elem(fd, key, value)

WBPF_CHECKED int wbpf_checked_delete_elem(int fd, const void *key)
{
	WBPF_CHECK(fd, 1, key, (const void *)0);
	return bpf_map_delete_elem(fd, key);
}
#define bpf_map_delete_elem(fd, key) wbpf_checked_delete_elem(fd, key)

/* The two keys have the same size: the second is looked at as a key of its own. */
WBPF_CHECKED int wbpf_checked_get_next_key(int fd, const void *key, void *next_key)
{
	WBPF_CHECK(fd, 1, key, (const void *)0);
	WBPF_CHECK(fd, 1, next_key, (const void *)0);
	return bpf_map_get_next_key(fd, key, next_key);
}
#define bpf_map_get_next_key(fd, key, next_key) wbpf_checked_get_next_key(fd, key, next_key)

WBPF_CHECKED int wbpf_checked_lookup_batch(int fd, void *in, void *out, void *keys, void *values,
					   __u32 *cnt, const struct bpf_map_batch_opts *opts)
{
	if (!opts || !WBPF_ONE_CPU(opts->elem_flags))
		WBPF_CHECK(fd, *cnt, keys, values);
	return bpf_map_lookup_batch(fd, in, out, keys, values, cnt, opts);
}
#define bpf_map_lookup_batch(fd, in, out, keys, values, cnt, opts) \
	wbpf_checked_lookup_batch(fd, in, out, keys, values, cnt, opts)

WBPF_CHECKED int wbpf_checked_lookup_and_delete_batch(int fd, void *in, void *out, void *keys,
						      void *values, __u32 *cnt,
						      const struct bpf_map_batch_opts *opts)
{
	if (!opts || !WBPF_ONE_CPU(opts->elem_flags))
		WBPF_CHECK(fd, *cnt, keys, values);
	return bpf_map_lookup_and_delete_batch(fd, in, out, keys, values, cnt, opts);
}
#define bpf_map_lookup_and_delete_batch(fd, in, out, keys, values, cnt, opts) \
	wbpf_checked_lookup_and_delete_batch(fd, in, out, keys, values, cnt, opts)

WBPF_CHECKED int wbpf_checked_update_batch(int fd, const void *keys, const void *values, __u32 *cnt,
					   const struct bpf_map_batch_opts *opts)
{
	if (!opts || !WBPF_ONE_CPU(opts->elem_flags))
		WBPF_CHECK(fd, *cnt, keys, values);
	return bpf_map_update_batch(fd, keys, values, cnt, opts);
}
#define bpf_map_update_batch(fd, keys, values, cnt, opts) \
	wbpf_checked_update_batch(fd, keys, values, cnt, opts)

#endif
