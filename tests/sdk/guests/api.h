/* SPDX-License-Identifier: MIT */
#ifndef API_H
#define API_H

enum { EMIT_RING = 1, EMIT_RING2, EMIT_PERF, EMIT_BIG, DRAIN_USER, JUMP, READ_INNER, READ_DATA };
enum { BIG_BYTES = 70000 };

struct command {
	__u32 what, cnt;
};

struct small {
	__u32 seq;
	__u8 pad[9];
};

struct big {
	__u8 bytes[BIG_BYTES];
};

#endif
