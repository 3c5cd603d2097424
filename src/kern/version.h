/* SPDX-License-Identifier: MIT */
#ifndef WBPF_KERN_VERSION_H
#define WBPF_KERN_VERSION_H

/* Version of the libbpf that is linked in, "1.7". Static. */
const char *kern_libbpf_version(void);

#endif
