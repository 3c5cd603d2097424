/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_STDDEF_H
#define _LINUX_STDDEF_H

#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

/* The same members twice: flat, and as a struct with a name. */
#define __struct_group(TAG, NAME, ATTRS, MEMBERS...) \
	union {                                      \
		struct {                             \
			MEMBERS                      \
		} ATTRS;                             \
		struct TAG {                         \
			MEMBERS                      \
		} ATTRS NAME;                        \
	} ATTRS
#define __DECLARE_FLEX_ARRAY(TYPE, NAME) \
	struct {                         \
		struct {                 \
		} __empty_##NAME;        \
		TYPE NAME[];             \
	}
#ifndef __counted_by
#define __counted_by(m)
#endif

#endif
