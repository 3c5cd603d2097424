/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* The shift for "", "K", "KiB", "KB", "B", ...; -1: no unit. */
static int unit_shift(const char *unit)
{
	static const char letters[] = "KMGT";
	const char *letter = *unit ? strchr(letters, toupper((unsigned char)*unit)) : NULL;

	if (letter)
		unit++;
	if (letter && *unit == 'i')
		unit++;
	if (*unit == 'B')
		unit++;
	if (*unit)
		return -1;
	return letter ? 10 * (int)(letter - letters + 1) : 0;
}

bool cli_parse_size(const char *text, uint64_t *bytes)
{
	unsigned long long n;
	char *unit;
	int shift;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	n = strtoull(text, &unit, 10);
	shift = unit_shift(unit);
	if (errno || n == 0 || shift < 0 || n > UINT64_MAX >> shift)
		return false;
	*bytes = (uint64_t)n << shift;
	return true;
}

bool cli_parse_seconds(const char *text, int64_t *ns)
{
	double seconds;
	char *end;

	if (!isdigit((unsigned char)*text) && *text != '.')
		return false;
	seconds = strtod(text, &end);
	if (end == text || *end || !(seconds >= 0 && seconds <= 86400))
		return false;
	*ns = (int64_t)(seconds * 1e9);
	return true;
}
