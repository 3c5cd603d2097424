/* SPDX-License-Identifier: MIT */
/*
 * What a guest may do about signals, by the raw version 2 ABI:
 *   handle   ends with status 5 when a signal came      | reload  goes on at SIGHUP, ends at SIGTERM
 *   deaf     says it handles SIGINT and loops for ever  | loop    loops for ever without handler
 *   slow     takes SIGINT and waits for another signal  | read    blocks reading standard input
 *   write    writes for ever, whatever comes            | check   writes until a write fails
 *   panic    writes until a write fails and traps then
 *   pipe     as write, but has a handler for SIGPIPE, and ends by itself after it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <wasm_bpf/abi.h>

enum { HUP = 1, INT = 2, PIPE = 13, TERM = 15 };

static void handle(int signo)
{
	if (wbpf_abi_signal_handle(signo, 1) < 0)
		exit(99);
}

static void ready(void)
{
	puts("ready");
	fflush(stdout);
}

static int next_signal(void)
{
	int signo;

	while (!(signo = wbpf_abi_signal_take()))
		wbpf_abi_sleep(UINT64_MAX >> 1);
	printf("signal %d\n", signo);
	fflush(stdout);
	return signo;
}

static void loop(void)
{
	for (;;)
		__asm__ volatile("");
}

static int until_term(void)
{
	handle(HUP);
	handle(TERM);
	ready();
	while (next_signal() == HUP)
		;
	return 0;
}

static int write_for_ever(int until_error)
{
	for (;;)
		if (write(1, "line\n", 5) < 0 && until_error)
			return 9;
}

static int write_and_trap(void)
{
	write_for_ever(1);
	__builtin_trap();
}

static int write_until_signal(void)
{
	handle(PIPE);
	while (wbpf_abi_signal_take() != PIPE)
		write(1, "line\n", 5);
	fputs("SIGPIPE taken\n", stderr);
	return 4;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	char byte;

	if (!strcmp(what, "reload"))
		return until_term();
	if (!strcmp(what, "write") || !strcmp(what, "check"))
		return write_for_ever(what[0] == 'c');
	if (!strcmp(what, "panic"))
		return write_and_trap();
	if (!strcmp(what, "pipe"))
		return write_until_signal();
	if (strcmp(what, "loop") && strcmp(what, "read"))
		handle(INT);
	ready();
	if (!strcmp(what, "loop") || !strcmp(what, "deaf"))
		loop();
	if (!strcmp(what, "read"))
		return (int)read(0, &byte, 1);
	next_signal();
	if (!strcmp(what, "slow"))
		next_signal();
	return 5;
}
