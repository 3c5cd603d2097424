/* SPDX-License-Identifier: MIT */
#include "internal.h"

static struct wbpf_kept *first;

int wbpf_keep(const struct wbpf_kept *k)
{
	struct wbpf_kept *copy = malloc(sizeof(*copy));

	if (!copy) {
		wbpf_abi_close(k->link);
		return wbpf_err(ENOMEM);
	}
	*copy = *k;
	copy->next = first;
	first = copy;
	return 0;
}

static bool matches(uint32_t wanted, uint32_t is)
{
	return !wanted || wanted == is;
}

struct wbpf_kept *wbpf_kept_find(const struct wbpf_kept *key)
{
	for (struct wbpf_kept *k = first; k; k = k->next)
		if (k->kind == key->kind && k->target == key->target && k->type == key->type &&
		    matches(key->handle, k->handle) && matches(key->priority, k->priority) &&
		    matches((uint32_t)key->program, (uint32_t)k->program))
			return k;
	return NULL;
}

int wbpf_kept_drop(struct wbpf_kept *k)
{
	struct wbpf_kept **at = &first;
	int ret;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	ret = wbpf_ret(wbpf_abi_close(k->link));
	free(k);
	return ret;
}
