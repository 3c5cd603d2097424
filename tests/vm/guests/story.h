/* SPDX-License-Identifier: MIT */
/* Kinds that need more than: load one program, attach it, see it count. 0, or -1 and reason(). */
#ifndef STORY_H
#define STORY_H

#include "guest.h"

/* Opens an object of this module. NULL and errno. */
struct bpf_object *open_kinds(void);

/* Loads `prog` of kinds.bpf.c alone and attaches it by `attach`; sees it count, and no more after the
 * detach. `cookie` != 0: it must have reached the program. */
typedef struct bpf_link *(*attach_fn)(const struct bpf_program *prog);
int attach_and_count(const char *prog, enum hit hit, attach_fn attach, uint64_t cookie);
/* The same for a link that is there. Destroys the link. */
int count_and_detach(const struct bpf_object *obj, struct bpf_link *link, enum hit hit);

int story_session(void);
int story_freplace(void);
int story_xdp_update(void);
int story_iter_task(void);
int story_iter_elem(void);
int story_flow_dissector(void);
int story_sk_msg(void);
int story_sk_skb(void);
int story_struct_ops(void);
int story_struct_ops_link(void);
int story_ring(void);
int story_perf_buffer(void);
int story_user_ring(void);

#endif
