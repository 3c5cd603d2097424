/* SPDX-License-Identifier: MIT */
#include "guest/mapping.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/arg.h"
#include "guest/wake.h"

struct part {
	uint8_t *start; /* in linear memory */
	size_t len, writable_len;
	void *made; /* mapped here first; NULL once it is in place */
};

struct wbpf_mapping {
	struct wbpf_guest *g;
	struct wbpf_mapping *next;
	uint32_t addr;
	uint64_t len;
	uint32_t part_cnt;
	struct part parts[WBPF_MAPPING_PARTS_MAX];
};

uint32_t wbpf_mapping_page_bytes(void)
{
	return (uint32_t)sysconf(_SC_PAGESIZE);
}

/* The kernel's words in such pages are 64 bits in its byte order; the guest's are little-endian. */
bool wbpf_mapping_possible(const struct wbpf_guest *g)
{
	return g->ops->memory_is_fixed && !g->mappings.off && sizeof(long) == 8 &&
	       __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

bool wbpf_mapping_is_ordered(const struct wbpf_guest *g)
{
#ifdef __x86_64__
	return !g->mappings.unordered;
#else
	(void)g;
	return false;
#endif
}

/* ---- pages */

/* What the engine had there: zeroed, private. MAP_NORESERVE: it was counted when memory grew. */
static bool restore(uint8_t *start, size_t len, int flags)
{
	return mmap(start, len, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0) == start;
}

/*
 * Elsewhere first: a mapping that the kernel refuses must not leave a hole in linear memory, where
 * another thread's mmap(2) might land. A forked child (the guard of kern) must not keep it alive.
 */
static int make_part(struct part *p, const struct wbpf_mapping_part *from)
{
	int prot = from->writable_len ? PROT_READ | PROT_WRITE : PROT_READ;
	void *made = mmap(NULL, p->len, prot, MAP_SHARED, from->fd, (off_t)from->offset);

	if (made == MAP_FAILED)
		return -errno;
	p->made = made;
	return madvise(made, p->len, MADV_DONTFORK) ? -errno : 0;
}

static int move_part(struct wbpf_guest *g, struct part *p)
{
	int ret;

	if (mremap(p->made, p->len, p->len, MREMAP_MAYMOVE | MREMAP_FIXED, p->start) == p->start) {
		p->made = NULL;
		return 0;
	}
	ret = -errno;
	/* It may have cleared the place; where it has not, there is nothing to do. */
	if (!restore(p->start, p->len, MAP_FIXED_NOREPLACE) && errno != EEXIST)
		wbpf_wake_stop(g->wake);
	return ret;
}

static void drop_parts(struct wbpf_mapping *m)
{
	for (uint32_t i = 0; i < m->part_cnt; i++) {
		struct part *p = &m->parts[i];

		if (p->made)
			munmap(p->made, p->len);
		else if (!restore(p->start, p->len, MAP_FIXED) && m->g->wake)
			wbpf_wake_stop(m->g->wake);
	}
}

static int make_parts(struct wbpf_mapping *m, const struct wbpf_mapping_part *from, uint32_t cnt)
{
	int ret = 0;

	for (uint32_t i = 0; i < cnt && !ret; i++) {
		ret = make_part(&m->parts[i], &from[i]);
		m->part_cnt += m->parts[i].made != NULL;
	}
	for (uint32_t i = 0; i < cnt && !ret; i++)
		ret = move_part(m->g, &m->parts[i]);
	return ret;
}

/* ---- checks */

static bool overlaps(const struct wbpf_mapping *m, uint64_t addr, uint64_t len)
{
	return addr < m->addr + m->len && m->addr < addr + len;
}

static const struct wbpf_mapping *find(const struct wbpf_guest *g, uint64_t addr, uint64_t len)
{
	const struct wbpf_mapping *m = g->mappings.first;

	while (m && !overlaps(m, addr, len))
		m = m->next;
	return m;
}

static uint64_t sum(const struct wbpf_mapping_part *parts, uint32_t cnt, uint64_t *bits)
{
	uint64_t len = 0;

	for (uint32_t i = 0; i < cnt; i++) {
		if (parts[i].len > UINT32_MAX || !parts[i].len)
			return 0;
		len += parts[i].len;
		*bits |= parts[i].len | parts[i].offset;
	}
	return len;
}

static int check(struct wbpf_guest *g, wbpf_gaddr addr, uint64_t len, uint64_t bits)
{
	size_t size = 0;
	uint8_t *base = g->ops->memory(g->impl, &size);
	uint32_t page = wbpf_mapping_page_bytes();

	if (!base || (uintptr_t)base % page)
		return wbpf_arg_fail(g, -EOPNOTSUPP, "this memory cannot be mapped over");
	if (!len || (bits | addr.v) % page)
		return wbpf_arg_fail(g, -EINVAL,
				     "map: %llu bytes at 0x%x are not whole pages of %u",
				     (unsigned long long)len, addr.v, page);
	if (addr.v + len > size)
		return wbpf_arg_fail(g, -EFAULT,
				     "map: %llu bytes at 0x%x are not in the guest's memory",
				     (unsigned long long)len, addr.v);
	if (find(g, addr.v, len))
		return wbpf_arg_fail(g, -EEXIST, "map: something is mapped at 0x%x already",
				     addr.v);
	if (g->mappings.cnt >= WBPF_MAPPINGS_MAX)
		return wbpf_arg_fail(g, -EMFILE, "map: %d mappings are there already",
				     WBPF_MAPPINGS_MAX);
	return 0;
}

/* ---- the list */

static struct wbpf_mapping *prepare(struct wbpf_guest *g, wbpf_gaddr addr, uint64_t len,
				    const struct wbpf_mapping_part *from, uint32_t cnt)
{
	struct wbpf_mapping *m = calloc(1, sizeof(*m));
	size_t size;
	uint8_t *start;

	if (!m)
		return NULL;
	start = g->ops->memory(g->impl, &size) + addr.v;
	m->g = g;
	m->addr = addr.v;
	m->len = len;
	for (uint32_t i = 0; i < cnt; i++) {
		m->parts[i].start = start;
		m->parts[i].len = from[i].len;
		m->parts[i].writable_len = from[i].writable_len;
		start += from[i].len;
	}
	return m;
}

int wbpf_mapping_new(struct wbpf_guest *g, wbpf_gaddr addr, const struct wbpf_mapping_part *parts,
		     uint32_t part_cnt, struct wbpf_mapping **out)
{
	uint64_t bits = 0, len = sum(parts, part_cnt, &bits);
	int ret = wbpf_mapping_possible(g) ?
			  check(g, addr, len, bits) :
			  wbpf_arg_fail(g, -EOPNOTSUPP,
					"nothing can be mapped into this guest's memory");
	struct wbpf_mapping *m = ret ? NULL : prepare(g, addr, len, parts, part_cnt);

	if (ret)
		return ret;
	ret = m ? make_parts(m, parts, part_cnt) : -ENOMEM;
	if (ret) {
		if (m)
			drop_parts(m);
		free(m);
		return wbpf_fail_errno(&g->last_error, WBPF_STAGE_KERNEL, ret, "map at 0x%x",
				       addr.v);
	}
	m->next = g->mappings.first;
	g->mappings.first = m;
	g->mappings.cnt++;
	*out = m;
	return 0;
}

void wbpf_mapping_free(struct wbpf_mapping *m)
{
	struct wbpf_mapping **at;

	if (!m)
		return;
	for (at = &m->g->mappings.first; *at != m; at = &(*at)->next)
		;
	*at = m->next;
	m->g->mappings.cnt--;
	drop_parts(m);
	free(m);
}

static bool part_refuses(const struct wbpf_mapping *m, uint32_t i, uint64_t addr, uint64_t len)
{
	const struct part *p = &m->parts[i];
	uint64_t start = m->addr + (uint64_t)(p->start - m->parts[0].start);

	return addr < start + p->len && start + p->writable_len < addr + len;
}

bool wbpf_mapping_refuses(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len)
{
	for (const struct wbpf_mapping *m = g->mappings.first; m && len; m = m->next) {
		for (uint32_t i = 0; i < m->part_cnt && overlaps(m, addr.v, len); i++) {
			if (part_refuses(m, i, addr.v, len))
				return true;
		}
	}
	return false;
}

bool wbpf_mapping_shares(const struct wbpf_guest *g, wbpf_gaddr addr, uint32_t len)
{
	return find(g, addr.v, len) != NULL;
}

/* ---- from a signal handler on the guest's own thread: no such call interrupts the above */

static struct part *part_at(const struct wbpf_mapping *m, const uint8_t *at)
{
	for (; m; m = m->next) {
		for (uint32_t i = 0; i < m->part_cnt; i++) {
			const struct part *p = &m->parts[i];

			if (at >= p->start + p->writable_len && at < p->start + p->len)
				return (struct part *)p;
		}
	}
	return NULL;
}

bool wbpf_mapping_holds(const struct wbpf_guest *g, const void *addr)
{
	return part_at(g->mappings.first, addr) != NULL;
}

bool wbpf_mapping_give_way(struct wbpf_guest *g, const void *addr)
{
	struct part *p = part_at(g->mappings.first, addr);

	/* The whole part: the kernel does not let a perf buffer be split. */
	if (!p || !restore(p->start, p->len, MAP_FIXED))
		return false;
	p->writable_len = p->len;
	g->mappings.violated = true;
	wbpf_wake_stop(g->wake);
	g->ops->stop(g->impl);
	return true;
}
