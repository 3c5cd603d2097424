#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin execsnoop
need_kernel
need_tracefs

header=$(printf '%-7s %-7s %-7s %-15s %s' PID PPID UID COMM ARGS)
line() { printf '%-7u %-7u %-7u %-15s %s' "$@"; }

start_tool
wait_attached "$header"

cp /bin/true "$work/wbpf-execsnoop"
"$work/wbpf-execsnoop" one 'two words' $'tab\there' &
first=$!
wait "$first"
"$work/wbpf-execsnoop" $(seq 1000 1400) &
second=$!
wait "$second"
wait_for "the second program" has_match "^$second "

expect_line "$(line "$first" $$ 0 wbpf-execsnoop "$work/wbpf-execsnoop one two words tab?here")"
long="$work/wbpf-execsnoop $(seq -s ' ' 1000 1400)"
expect_line "$(line "$second" $$ 0 wbpf-execsnoop "${long:0:1024}...")"
expect_count 1 "^$first "
expect_count 1 "^$second "

stop_tool
expect_clean_end
expect_last "$(($(wc -l <"$work/out") - 2)) programs, 0 lost"

# Only one name, only one user, and an end after a second.
start_tool -d 2 -n wbpf-other -u 0
wait_attached "$header"
cp /bin/true "$work/wbpf-other"
"$work/wbpf-execsnoop"
"$work/wbpf-other" &
third=$!
wait "$third"
wait_end
expect_clean_end
expect_output <<END
$header
$(line "$third" $$ 0 wbpf-other "$work/wbpf-other")
1 programs, 0 lost
END
pass
