/* SPDX-License-Identifier: MIT */
/* How the kernel builds ioctl numbers. perf_event.h names its ioctls with these. */
#ifndef _LINUX_IOCTL_H
#define _LINUX_IOCTL_H

#define _IOC_NONE		  0U
#define _IOC_WRITE		  1U
#define _IOC_READ		  2U
#define _IOC(dir, type, nr, size) (((dir) << 30) | ((size) << 16) | ((type) << 8) | (nr))
#undef _IO
#undef _IOR
#undef _IOW
#undef _IOWR
#define _IO(type, nr)	     _IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, arg)  _IOC(_IOC_READ, type, nr, sizeof(arg))
#define _IOW(type, nr, arg)  _IOC(_IOC_WRITE, type, nr, sizeof(arg))
#define _IOWR(type, nr, arg) _IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(arg))

#endif
