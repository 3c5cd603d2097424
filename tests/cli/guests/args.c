/* SPDX-License-Identifier: MIT */
/* Shows what it was given: arguments, environment, directories; "grow" takes memory until the end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static void grow(void)
{
	unsigned long kib = 0;
	char *volatile block; /* or the compiler takes the allocation away */

	while ((block = malloc(64 * 1024)))
		kib += 64;
	printf("no memory after %lu KiB\n", kib);
}

static void try_open(const char *mode, const char *path)
{
	FILE *f = fopen(path, mode);

	if (f)
		printf("%s %s: yes\n", mode, path);
	else
		printf("%s %s: %s\n", mode, path, strerror(errno));
	if (f)
		fclose(f);
}

static void copy_input(void)
{
	int c;

	while ((c = getchar()) != EOF)
		putchar(c);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "grow"))
		grow();
	else if (!strcmp(what, "exit") && argc > 2)
		return atoi(argv[2]);
	else if (!strcmp(what, "open") && argc > 3)
		try_open(argv[2], argv[3]);
	else if (!strcmp(what, "cat"))
		copy_input();
	else if (!strcmp(what, "env"))
		for (char **e = environ; *e; e++)
			puts(*e);
	else
		for (int i = 0; i < argc; i++)
			puts(argv[i]);
	return 0;
}
