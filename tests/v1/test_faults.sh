#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The faults that existing hosts of the v1 ABI have, each a line of the guest's answers.
. "$(dirname "$0")/lib.sh"

start faults -v -- $$
wait_for attached || bad "not attached"
for i in 0 1 2 3 4 5; do
	wait_for "burst $i" || bad "no burst $i"
	kills 20
	answer
done
join
[ "$status" = 0 ] || bad "status $status"

# The first step reads the first ring last and whole: 20 for each of the others.
cat >"$work/want" <<'END'
attached
burst 0
first letter of events2: A
first letter of perf: p
first letter of events: a
burst 1
records cut to 16: 20
size that the callback got: 16
byte behind the 16: 90
burst 2
poll whose callback says -77: -77
records until then: 2
records of the next poll: 18
numbers from there: 18
burst 3
records while memory grows: 20
wrong ones: 0
burst 4
outer poll: 1
records of both: 20
wrong ones: 0
per-CPU value: 0
per-CPU value at the end: -14
raw fds taken as programs: 0
raw fds taken as maps: 0
a map in a map: 0
object beyond 4 GiB: 0
object of 0 bytes: 0
name at the end: -14
no buffer: -22
buffer of 0 bytes: -22
buffer of -1 bytes: -14
no such map: -2
no such program: -2
no such element: -2
no such operation: -22
poll of a hash: -22
poll of nothing: -9
fd that is no directory: -9
timeout: 0
burst 5
close in the callback: 1
poll after it: -9
close again: -9
a refused object: 0
END
diff -u "$work/want" "$out" >"$work/diff" || { cat "$work/diff"; bad "answers"; }
grep -q "a record of 56 bytes was cut to the 16" "$err" || bad "no word of the cut record"
[ "$(grep -c "was cut to the 16" "$err")" = 1 ] || bad "more than one word of cut records"
grep -q "program 'v1_refused'" "$err" || bad "the refused program is not named"
grep -q "map_value_or_null" "$err" || bad "the verifier's words are missing"
grep -q "object 'object' has no program 'absent'" "$err" ||
	grep -q "has no program 'absent'" "$err" || bad "no word of the absent program"
finish
