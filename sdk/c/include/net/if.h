/* SPDX-License-Identifier: MIT */
#ifndef _NET_IF_H
#define _NET_IF_H

#ifdef __cplusplus
extern "C" {
#endif

#define IF_NAMESIZE 16
#define IFNAMSIZ    IF_NAMESIZE

/* 0 and errno when there is none of that name on the host. */
unsigned int if_nametoindex(const char *name);
/* The host gives no names away: NULL and ENXIO, but for the indices that if_nametoindex() gave. */
char *if_indextoname(unsigned int index, char *name);

#ifdef __cplusplus
}
#endif

#endif
