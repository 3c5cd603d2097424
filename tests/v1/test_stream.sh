#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every record of every buffer, once and in order, through each form of the poll.
. "$(dirname "$0")/lib.sh"
count=20000

# A perf buffer of 64 pages does not hold so many at once: it is fed in portions.
feed() {
	local rest=$1
	while [ "$rest" -gt 0 ]; do
		kills $((rest < 500 ? rest : 500))
		rest=$((rest - 500))
		[ "$2" = perf ] && sleep 0.3
	done
}

for map in events events2 perf; do
	cnt=$count
	[ $map = perf ] && cnt=4000
	start stream -- $map $$ $cnt
	wait_for attached || bad "$map: not attached"
	feed $cnt $map
	join
	[ "$status" = 0 ] || bad "$map: status $status"
	grep -qx "$map: $cnt records, 0 wrong, last result good" "$out" || bad "$map: records"
done

start env_wide -- $$ $count
wait_for attached || bad "env_wide: not attached"
feed $count events
join
[ "$status" = 0 ] || bad "env_wide: status $status"
grep -qx "$count records, 0 wrong, lookup 0" "$out" || bad "env_wide: records"

start tinygo -- $$ $count
wait_for attached || bad "tinygo: not attached"
feed $count events
join
[ "$status" = 0 ] || bad "tinygo: status $status"
grep -qx "$count records, 0 wrong" "$out" || bad "tinygo: records"
finish
