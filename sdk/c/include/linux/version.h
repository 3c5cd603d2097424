/* SPDX-License-Identifier: MIT */
/* Versions of kernels as numbers. The running one is told by uname(). */
#ifndef _LINUX_VERSION_H
#define _LINUX_VERSION_H

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

#endif
