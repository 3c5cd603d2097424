/* SPDX-License-Identifier: MIT */
/* Traps three calls deep. */
__attribute__((noinline)) void innermost(int deep)
{
	if (deep)
		__builtin_trap();
}

__attribute__((noinline)) void middle(int deep)
{
	innermost(deep + 1);
	__asm__ volatile(""); /* no tail call */
}

int main(int argc, char **argv)
{
	(void)argv;
	middle(argc);
	return 0;
}
