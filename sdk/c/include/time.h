/* SPDX-License-Identifier: MIT */
/* wasi-libc's <time.h>, with local time as the host has it. */
#include_next <time.h>
#if !defined(WBPF_TIME_H) && defined(_TIME_H)
#define WBPF_TIME_H

#ifdef __cplusplus
extern "C" {
#endif

/* The zone is the host's: localtime() and mktime() ask for it each time, tzset() does nothing. */
void tzset(void);

#ifdef __cplusplus
}
#endif

#endif
