/* SPDX-License-Identifier: MIT */
__attribute__((section("socket"), used)) int f(void *ctx)
{
	return ctx != 0;
}
char LICENSE[] __attribute__((section("license"), used)) = "GPL";
