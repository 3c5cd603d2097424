/* SPDX-License-Identifier: MIT */
/* Programs that could reach the descriptors of this process; private to this directory. */
#ifndef WBPF_KERN_APART_H
#define WBPF_KERN_APART_H

#include <stdbool.h>

/* Is it a program of type syscall? */
bool kern_must_run_apart(int prog_fd);
/* fn's result (0 or negative errno), from a thread that has no descriptor but the program's; or why
 * there is no such thread. */
int kern_run_apart(int prog_fd, int (*fn)(void *ctx), void *ctx);

#endif
