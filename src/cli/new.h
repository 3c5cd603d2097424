/* SPDX-License-Identifier: MIT */
/* The files of a new project. In their texts '@' stands for its name and '`' for the name as a C
 * identifier. */
#ifndef WBPF_CLI_NEW_H
#define WBPF_CLI_NEW_H

#include <sys/types.h>

struct new_file {
	const char *name; /* "@.c" */
	mode_t mode;
	const char *text;
};

extern const struct new_file new_c_files[]; /* up to one without a name */

#endif
