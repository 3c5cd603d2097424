/* SPDX-License-Identifier: MIT */
/* Shared by types.bpf.c and whoever includes its skeleton: the same layout on every target. */
#ifndef TYPES_H
#define TYPES_H

struct event {
	int pid;
	unsigned long long when_ns;
	char comm[16];
};

union word {
	unsigned int whole;
	unsigned char part[4];
};

enum colour { RED, GREEN = 7, BLUE = -1 };
enum wide { WIDE = 1ULL << 40 };

typedef struct {
	short a;
	long long b;
} pair_t;

typedef struct event event_t;
typedef enum { OFF, ON } state_t;

struct packed_one {
	char a;
	long long b;
	short c;
} __attribute__((packed));

struct wide_aligned {
	int a;
} __attribute__((aligned(64)));

struct outer {
	struct event first;
	union {
		int i;
		float f;
	};
	struct {
		unsigned char lo : 4, hi : 4;
	} nibbles;
	pair_t pairs[2];
};

/* Bit-fields have no offsetof: the test stores through these and through the skeleton's. */
#define BITS                       \
	unsigned int a : 3;        \
	int b : 5;                 \
	unsigned int : 0;          \
	unsigned int c : 31;       \
	unsigned int d : 2;        \
	unsigned long long e : 40; \
	char plain;                \
	bool flag : 1;             \
	unsigned short s : 9;      \
	enum colour col : 8;       \
	unsigned char : 3;         \
	unsigned char tail : 2;
#define MORE_BITS                  \
	char lead;                 \
	unsigned int : 24;         \
	unsigned int x : 12;       \
	unsigned long long y : 60; \
	unsigned char z : 8;       \
	unsigned char gap : 1, : 0, after : 1;
#define PACKED_BITS          \
	unsigned int a : 7;  \
	unsigned int b : 30; \
	char c;              \
	unsigned int d : 3;

#endif
