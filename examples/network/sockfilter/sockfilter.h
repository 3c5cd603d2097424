/* SPDX-License-Identifier: MIT */
#ifndef SOCKFILTER_H
#define SOCKFILTER_H

#include "../../common/flow.h"

struct event {
	struct flow flow;
	__u32 bytes; /* of the whole frame */
	__u32 pad;
};

#endif
