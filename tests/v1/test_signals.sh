#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A signal ends the poll with -EINTR, once, and the guest cleans up. Nothing is left.
. "$(dirname "$0")/lib.sh"

for sig in INT TERM; do
	start signals -- $$
	wait_for attached || bad "$sig: not attached"
	kills 5
	kill -s $sig "$guest"
	join
	[ "$status" = 7 ] || bad "$sig: status $status"
	grep -qx "poll: -4, records seen" "$out" || grep -qx "poll: -4, no record" "$out" ||
		bad "$sig: poll"
	grep -qx "close: 0" "$out" || bad "$sig: close"
done

# Even this leaves nothing.
start signals -- $$
wait_for attached || bad "KILL: not attached"
kill -KILL "$guest"
join
[ "$status" = 137 ] || bad "KILL: status $status"
if [ -n "$bpftool" ]; then
	gone v1_kills || bad "a program is left"
fi
finish
