/* SPDX-License-Identifier: MIT */
#ifndef TCFLOW_H
#define TCFLOW_H

#define FLOW_CNT 8192

struct traffic {
	__u64 packets;
	__u64 bytes;
};

#endif
