/* SPDX-License-Identifier: MIT */
/* Which clsact qdiscs this process made: each of its filters there may take the qdisc along. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "kern/netdev.h"

struct qdisc {
	struct qdisc *next;
	uint32_t ifindex, users;
	ino_t netns;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct qdisc *made;

static ino_t netns_here(void)
{
	struct stat st;

	return stat("/proc/thread-self/ns/net", &st) ? 0 : st.st_ino;
}

static struct qdisc **find(uint32_t ifindex, ino_t netns)
{
	struct qdisc **q = &made;

	while (*q && ((*q)->ifindex != ifindex || (*q)->netns != netns))
		q = &(*q)->next;
	return q;
}

static void join(uint32_t ifindex, bool create, bool *joined)
{
	ino_t netns = netns_here();
	struct qdisc **q;

	pthread_mutex_lock(&lock);
	q = find(ifindex, netns);
	if (!*q && create && (*q = calloc(1, sizeof(**q))))
		**q = (struct qdisc){ .ifindex = ifindex, .netns = netns };
	*joined = *q != NULL;
	if (*q)
		(*q)->users++;
	pthread_mutex_unlock(&lock);
}

void kern_qdisc_made(uint32_t ifindex)
{
	bool joined;

	/* Out of memory only means that a later filter leaves the qdisc in place. */
	join(ifindex, true, &joined);
}

bool kern_qdisc_join(uint32_t ifindex)
{
	bool joined;

	join(ifindex, false, &joined);
	return joined;
}

void kern_qdisc_leave(uint32_t ifindex)
{
	struct qdisc **q, *gone = NULL;
	ino_t netns = netns_here();

	pthread_mutex_lock(&lock);
	q = find(ifindex, netns);
	if (*q && !--(*q)->users) {
		gone = *q;
		*q = gone->next;
	}
	pthread_mutex_unlock(&lock);
	free(gone);
}
