/* SPDX-License-Identifier: MIT */
/* Causes the events that the tests of the examples expect. Begins when a line comes on stdin. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_for_go(void)
{
	char line[8];

	if (write(STDOUT_FILENO, "ready\n", 6) != 6 || read(STDIN_FILENO, line, 1) != 1)
		exit(2);
}

static int check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
	return result;
}

/* opens PREFIX COUNT: tries to open PREFIX00001 and so on. */
static int cmd_opens(char **args)
{
	int cnt = atoi(args[1]);
	char path[256];

	wait_for_go();
	for (int i = 1; i <= cnt; i++) {
		snprintf(path, sizeof(path), "%s%05d", args[0], i);
		if (syscall(SYS_openat, AT_FDCWD, path, O_RDONLY) >= 0)
			return 1;
	}
	return 0;
}

/* open PATH: prints the descriptor. */
static int cmd_open(char **args)
{
	wait_for_go();
	printf("%ld\n", syscall(SYS_openat, AT_FDCWD, args[0], O_RDONLY));
	return 0;
}

/* sleeps COUNT: so many short sleeps. */
static int cmd_sleeps(char **args)
{
	int cnt = atoi(args[0]);

	wait_for_go();
	while (cnt-- > 0)
		usleep(500);
	return 0;
}

static long cpu_time_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* burn CPU MILLISECONDS: uses up so much time of this CPU, in user mode. */
static int cmd_burn(char **args)
{
	volatile unsigned long sum = 0;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(atoi(args[0]), &set);
	check(sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
	wait_for_go();
	while (cpu_time_ms() < atol(args[1]))
		for (int i = 0; i < 1000000; i++)
			sum += i;
	return 0;
}

__attribute__((noinline, noclone, used)) int helper_work(int value)
{
	__asm__ volatile("" ::: "memory");
	return value + 1;
}

/* calls COUNT: calls helper_work() so often. */
static int cmd_calls(char **args)
{
	int value = 0;

	wait_for_go();
	while (value < atoi(args[0]))
		value = helper_work(value);
	return 0;
}

static struct sockaddr_in address(const char *ip, int port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, ip, &addr.sin_addr) != 1)
		exit(2);
	return addr;
}

static int open_socket(int type, const char *ip, int port)
{
	struct sockaddr_in addr = address(ip, port);
	int fd = check(socket(AF_INET, type, 0), "socket");

	check(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), "bind");
	return fd;
}

/* sink IP PORT: takes datagrams, so that none is refused. */
static int cmd_sink(char **args)
{
	open_socket(SOCK_DGRAM, args[0], atoi(args[1]));
	wait_for_go();
	return 0;
}

/* udp SRC_IP SRC_PORT DST_IP DST_PORT COUNT BYTES */
static int cmd_udp(char **args)
{
	int fd = open_socket(SOCK_DGRAM, args[0], atoi(args[1]));
	struct sockaddr_in dst = address(args[2], atoi(args[3]));
	int cnt = atoi(args[4]);
	char data[1024] = { 0 };

	wait_for_go();
	while (cnt-- > 0)
		check(sendto(fd, data, atoi(args[5]), 0, (struct sockaddr *)&dst, sizeof(dst)),
		      "sendto");
	return 0;
}

static int port_of(int fd)
{
	struct sockaddr_in addr;
	socklen_t size = sizeof(addr);

	check(getsockname(fd, (struct sockaddr *)&addr, &size), "getsockname");
	return ntohs(addr.sin_port);
}

/* tcp: one connection over lo, opened and closed; prints its two ports. */
static int cmd_tcp(char **args)
{
	int listener, client, server;
	struct sockaddr_in addr;
	char byte = 0;

	(void)args;
	wait_for_go();
	listener = open_socket(SOCK_STREAM, "127.0.0.1", 0);
	check(listen(listener, 1), "listen");
	client = open_socket(SOCK_STREAM, "127.0.0.1", 0);
	addr = address("127.0.0.1", port_of(listener));
	check(connect(client, (struct sockaddr *)&addr, sizeof(addr)), "connect");
	server = check(accept(listener, NULL, NULL), "accept");
	printf("%d %d\n", port_of(client), port_of(server));
	check(write(client, &byte, 1), "write");
	check(read(server, &byte, 1), "read");
	close(client);
	check(read(server, &byte, 1), "read");
	close(server);
	return 0;
}

static void *sleep_forever(void *name)
{
	pthread_setname_np(pthread_self(), name);
	printf("%ld\n", syscall(SYS_gettid));
	fflush(stdout);
	pause();
	return NULL;
}

/* thread NAME: a second thread of this name; prints its id. */
static int cmd_thread(char **args)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_forever, args[0]))
		return 1;
	wait_for_go();
	return 0;
}

static const struct {
	const char *name;
	int arg_cnt;
	int (*run)(char **args);
} commands[] = {
	{ "opens", 2, cmd_opens }, { "open", 1, cmd_open },   { "sleeps", 1, cmd_sleeps },
	{ "burn", 2, cmd_burn },   { "calls", 1, cmd_calls }, { "sink", 2, cmd_sink },
	{ "udp", 6, cmd_udp },	   { "tcp", 0, cmd_tcp },     { "thread", 1, cmd_thread },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(argv[1], commands[i].name) && argc == commands[i].arg_cnt + 2)
			return commands[i].run(argv + 2);
	return 2;
}
