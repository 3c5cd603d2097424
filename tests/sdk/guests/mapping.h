/* SPDX-License-Identifier: MIT */
/* What the program and the guest of the mapping test share. */
#ifndef MAPPING_H
#define MAPPING_H

struct record {
	__u64 seq, twice;
	__u32 pad[8];
};

struct emit_args {
	__u32 count, discard_every; /* 0: none */
};

#endif
