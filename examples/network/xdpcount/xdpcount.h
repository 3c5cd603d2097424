/* SPDX-License-Identifier: MIT */
#ifndef XDPCOUNT_H
#define XDPCOUNT_H

#define NOT_IP 256 /* the row behind the 256 IP protocols */
#define ROW_CNT 257
#define RULE_CNT 64

struct counter {
	__u64 packets;
	__u64 bytes;
	__u64 dropped; /* of the packets */
};

struct rule {
	__u16 port; /* destination, in host order; 0: all packets of the protocol */
	__u8 protocol;
	__u8 pad;
};

#endif
