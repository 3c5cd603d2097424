/* SPDX-License-Identifier: MIT */
/* A table on standard output: fitted to a terminal, whole in a pipe. */
#ifndef WBPF_CLI_TABLE_H
#define WBPF_CLI_TABLE_H

#include <stddef.h>

struct cli_table;

/* 0 or a negative errno. Headings are copied. */
int cli_table_new(struct cli_table **out, const char *const *headings, size_t cnt);
/* One cell per heading, copied; color: name as in terminal-colors.d(5), or NULL. */
int cli_table_row(struct cli_table *t, const char *const *cells, const char *color);
int cli_table_print(struct cli_table *t);
void cli_table_free(struct cli_table *t);

#endif
