/* SPDX-License-Identifier: MIT */
#ifndef SOCKOPS_H
#define SOCKOPS_H

/* Rows of the counters. */
enum {
	COUNT_ACTIVE,
	COUNT_PASSIVE,
	COUNT_CLOSED,
	COUNT_RTT,
	COUNT_RTT_TOTAL_US,
	COUNT_CNT,
};

struct event {
	__u8 local[16]; /* as on the wire; IPv4 in the first four bytes */
	__u8 remote[16];
	__u16 local_port; /* host order */
	__u16 remote_port;
	__u32 rtt_us; /* smoothed, of the handshake */
	__u8 family; /* 4 or 6 */
	__u8 active;
	__u8 pad[2];
};

#endif
