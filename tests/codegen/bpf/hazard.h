/* SPDX-License-Identifier: MIT */
/* Right natively, another layout on a 32-bit guest: the guest's build must fail. */
#ifndef HAZARD_H
#define HAZARD_H

struct report {
	int pid;
	struct {
		void *where;
		unsigned long long count;
	} at;
};

#endif
