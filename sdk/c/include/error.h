/* SPDX-License-Identifier: MIT */
#ifndef _ERROR_H
#define _ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* "program: text: strerror(error)" on standard error; the end of the guest when status is not 0. */
void error(int status, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif

#endif
