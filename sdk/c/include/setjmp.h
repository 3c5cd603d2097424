/* SPDX-License-Identifier: MIT */
/*
 * WebAssembly code cannot jump back up its stack without exceptions. setjmp() answers 0 as it does
 * at first; longjmp() ends the guest with words.
 */
#ifndef _SETJMP_H
#define _SETJMP_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	int unused;
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf env) __attribute__((returns_twice));
int sigsetjmp(sigjmp_buf env, int save_mask) __attribute__((returns_twice));
void longjmp(jmp_buf env, int value) __attribute__((noreturn));
void siglongjmp(sigjmp_buf env, int value) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
