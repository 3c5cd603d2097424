/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

int setjmp(jmp_buf env)
{
	env->unused = 0;
	return 0;
}

int sigsetjmp(sigjmp_buf env, int save_mask)
{
	(void)save_mask;
	return setjmp(env);
}

void longjmp(jmp_buf env, int value)
{
	(void)env;
	fprintf(stderr, "longjmp(%d): WebAssembly has no way back to setjmp()\n", value);
	abort();
}

void siglongjmp(sigjmp_buf env, int value)
{
	longjmp(env, value);
}
