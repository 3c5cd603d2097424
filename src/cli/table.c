/* SPDX-License-Identifier: MIT */
#include "cli/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"

struct cli_table {
	struct libscols_table *scols;
	size_t column_cnt;
};

int cli_table_new(struct cli_table **out, const char *const *headings, size_t cnt)
{
	struct cli_table *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->column_cnt = cnt;
	t->scols = scols_new_table();
	for (size_t i = 0; t->scols && i < cnt; i++)
		/* The last one takes the rest of a terminal's line and goes on below. */
		if (!scols_table_new_column(t->scols, headings[i], 0,
					    i + 1 == cnt ? SCOLS_FL_WRAP : 0))
			goto no_memory;
	if (!t->scols)
		goto no_memory;
	scols_table_enable_colors(t->scols, cli_color(STDOUT_FILENO));
	*out = t;
	return 0;
no_memory:
	cli_table_free(t);
	return -ENOMEM;
}

int cli_table_row(struct cli_table *t, const char *const *cells, const char *color)
{
	struct libscols_line *line = scols_table_new_line(t->scols, NULL);
	int ret = line ? scols_line_set_color(line, color) : -ENOMEM;

	for (size_t i = 0; !ret && i < t->column_cnt; i++)
		ret = scols_line_set_data(line, i, cells[i]);
	return ret;
}

int cli_table_print(struct cli_table *t)
{
	return scols_print_table(t->scols);
}

void cli_table_free(struct cli_table *t)
{
	if (!t)
		return;
	scols_unref_table(t->scols);
	free(t);
}
