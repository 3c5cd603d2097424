/* SPDX-License-Identifier: MIT */
/* Local time: the host knows the zone and its rules. */
#include <time.h>

#include "internal.h"

enum { DAY_S = 24 * 60 * 60, NAMES = 8 };

typedef struct wbpf_time_zone_info zone_info;

static int zone_at(time_t t, zone_info *zone)
{
	*zone = (zone_info){ .sz = sizeof(*zone) };
	return wbpf_ret(wbpf_abi_time_zone(t, zone));
}

/* struct tm points to the name for as long as the caller likes. A zone has had a few. */
static const char *lasting(const char *name)
{
	static char names[NAMES][sizeof(((zone_info *)0)->name)];
	static size_t used;

	for (size_t i = 0; i < used; i++)
		if (!strcmp(names[i], name))
			return names[i];
	if (used == NAMES)
		return "";
	return strcpy(names[used++], name);
}

struct tm *localtime_r(const time_t *t, struct tm *tm)
{
	zone_info zone;
	time_t local;

	if (zone_at(*t, &zone) < 0)
		return NULL;
	local = *t + zone.offset_s;
	if (!gmtime_r(&local, tm))
		return NULL;
	tm->tm_isdst = (int)zone.is_dst;
	tm->tm_gmtoff = zone.offset_s;
	tm->tm_zone = lasting(zone.name);
	return tm;
}

struct tm *localtime(const time_t *t)
{
	static struct tm tm;

	return localtime_r(t, &tm);
}

/* Both offsets that may hold around a local time are tried; where the clock was set back both do,
 * where it was set forward none does. */
time_t mktime(struct tm *tm)
{
	struct tm copy = *tm;
	time_t local = timegm(&copy), best = -1;
	int best_score = -1;

	for (int side = -1; side <= 1; side += 2) {
		zone_info near, then;
		time_t t;
		int score;

		if (zone_at(local + side * DAY_S, &near) < 0)
			return -1;
		t = local - near.offset_s;
		if (zone_at(t, &then) < 0)
			return -1;
		score = 2 * (then.offset_s == near.offset_s) +
			(tm->tm_isdst >= 0 && !tm->tm_isdst == !then.is_dst);
		if (score > best_score) {
			best_score = score;
			best = t;
		}
	}
	return localtime_r(&best, tm) ? best : -1;
}

void tzset(void)
{
}
