/* SPDX-License-Identifier: MIT */
/* Stores every bit-field through the source's struct and through the skeleton's: the same bytes. */
#include <stdbool.h>
#include <string.h>

#include "types.h"
#include "types.skel.h"

struct bits {
	BITS
};
struct more_bits {
	MORE_BITS
};
struct packed_bits {
	PACKED_BITS
} __attribute__((packed));

static struct bits bits;
static struct more_bits more_bits;
static struct packed_bits packed_bits;
static struct types_bpf__bss skel;
static int different;

#define CHECK(what, field)                                                 \
	do {                                                               \
		memset(&what, 0, sizeof(what));                            \
		memset(&skel, 0, sizeof(skel));                            \
		what.field = 1;                                            \
		skel.what.field = 1;                                       \
		different += memcmp(&what, &skel.what, sizeof(what)) != 0; \
	} while (0)

int main(void)
{
	CHECK(bits, a);
	CHECK(bits, b);
	CHECK(bits, c);
	CHECK(bits, d);
	CHECK(bits, e);
	CHECK(bits, plain);
	CHECK(bits, flag);
	CHECK(bits, s);
	CHECK(bits, col);
	CHECK(bits, tail);
	CHECK(more_bits, lead);
	CHECK(more_bits, x);
	CHECK(more_bits, y);
	CHECK(more_bits, z);
	CHECK(more_bits, gap);
	CHECK(more_bits, after);
	CHECK(packed_bits, a);
	CHECK(packed_bits, b);
	CHECK(packed_bits, c);
	CHECK(packed_bits, d);
	return different;
}
