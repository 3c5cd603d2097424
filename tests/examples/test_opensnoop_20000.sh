#!/bin/bash
# SPDX-License-Identifier: MIT
# One process makes 20,000 calls as fast as it can: 20,000 lines, in order, and none lost.
. "$(dirname "$0")/lib.sh"
begin opensnoop
need_kernel
need_tracefs

helper wbpf-burst opens /nonexistent/wbpf- 20000
start_tool -p "$helper_pid"
wait_attached "$(printf '%-7s %-15s %4s %3s %s' PID COMM FD ERR PATH)"
helper_go
wait_for "20,000 lines" has_lines 20001
stop_tool
expect_clean_end

seq -f "$(printf '%-7u %-15s %4d %3d %s' "$helper_pid" wbpf-burst -1 2 /nonexistent/wbpf-)%05.0f" \
	1 20000 >"$work/expected"
sed '1d;$d' "$work/out" >"$work/got"
cmp "$work/expected" "$work/got" ||
	fail "expected the 20,000 names in order, got $(wc -l <"$work/got") lines"
expect_last "20000 calls, 0 lost"
pass
