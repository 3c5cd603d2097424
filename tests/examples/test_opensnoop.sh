#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin opensnoop
need_kernel
need_tracefs

header=$(printf '%-7s %-15s %4s %3s %s' PID COMM FD ERR PATH)
line() { printf '%-7u %-15s %4d %3d %s' "$@"; }

# One process: a call that succeeds, and one that does not.
echo >"$work/file"
helper wbpf-opensnoop open "$work/file"
start_tool -p "$helper_pid"
wait_attached "$header"
helper_go
wait_for "the line of the call" has_lines 2
stop_tool
expect_clean_end
expect_output <<END
$header
$(line "$helper_pid" wbpf-opensnoop "$(cat "$work/helper.out")" 0 "$work/file")
1 calls, 0 lost
END

# By name, only those that fail, with the time; a path with a control character.
helper wbpf-failing opens $'/nonexistent/\e' 2
start_tool -n wbpf-failing -x -T
wait_attached "$(printf '%-8s %s' TIME "$header")"
helper_go
wait_for "the lines of the calls" has_lines 3
stop_tool
expect_clean_end
for number in 1 2; do
	failed=$(line "$helper_pid" wbpf-failing -1 2 "/nonexistent/.0000$number")
	expect_match "^[0-9]{2}(:[0-9]{2}){2} $failed\$"
done
expect_last "2 calls, 0 lost"

# Nothing that succeeds is shown with -x.
helper wbpf-opening open "$work/file"
start_tool -p "$helper_pid" -x
wait_attached "$header"
helper_go
stop_tool TERM
expect_clean_end
expect_output <<END
$header
0 calls, 0 lost
END
pass
