/* SPDX-License-Identifier: MIT */
/* mmap() of maps, and of anonymous memory; numbers as Linux has them. */
#ifndef WASM_BPF_SYS_MMAN_H
#define WASM_BPF_SYS_MMAN_H

#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PROT_NONE  0
#define PROT_READ  1
#define PROT_WRITE 2
#define PROT_EXEC  4

#define MAP_SHARED    1
#define MAP_PRIVATE   2
#define MAP_FIXED     0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON      MAP_ANONYMOUS
#define MAP_POPULATE  0x8000
#define MAP_FAILED    ((void *)-1)

/*
 * The whole of an array with BPF_F_MMAPABLE or of a ring buffer (its consumer's page, its producer's,
 * the data twice) with MAP_SHARED and offset 0: ENODEV where the host cannot map it. Or zeroed memory
 * with MAP_PRIVATE | MAP_ANONYMOUS. Unmapped as a whole; gone with the map when that is closed.
 */
void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset);
int munmap(void *addr, size_t len);

#ifdef __cplusplus
}
#endif

#endif
