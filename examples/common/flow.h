/* SPDX-License-Identifier: MIT */
/* A transport flow as the network examples' BPF programs report it. */
#ifndef EXAMPLES_FLOW_H
#define EXAMPLES_FLOW_H

#define FLOW_IN 0
#define FLOW_OUT 1

/* Ports in host order, addresses as on the wire (IPv4 in the first four bytes). */
struct flow {
	__u8 src[16];
	__u8 dst[16];
	__u16 src_port;
	__u16 dst_port;
	__u8 family; /* 4 or 6 */
	__u8 protocol;
	__u8 direction;
	__u8 pad;
};

#endif
