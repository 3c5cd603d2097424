/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>

#include "internal.h"

enum { TRIES = 100, X_CNT = 6 };

/* Names are only made to differ; O_EXCL makes the file ours. */
static int random_name(char *x)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	unsigned char bytes[X_CNT];

	if (getentropy(bytes, sizeof(bytes)))
		return -1;
	for (int i = 0; i < X_CNT; i++)
		x[i] = letters[bytes[i] % (sizeof(letters) - 1)];
	return 0;
}

int mkostemp(char *name_template, int flags)
{
	size_t len = strlen(name_template);
	char *x = name_template + len - X_CNT;
	int fd;

	if (len < X_CNT || strcmp(x, "XXXXXX"))
		return wbpf_err(EINVAL), -1;
	for (int i = 0; i < TRIES; i++) {
		if (random_name(x))
			return -1;
		fd = open(name_template, (flags & ~O_ACCMODE) | O_RDWR | O_CREAT | O_EXCL, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

int mkstemp(char *name_template)
{
	return mkostemp(name_template, 0);
}
