#!/bin/bash
# SPDX-License-Identifier: MIT
# When nobody reads its output any more, a tool ends and takes its programs along.
. "$(dirname "$0")/lib.sh"
begin execsnoop
need_kernel
need_tracefs

header=$(printf '%-7s %-7s %-7s %-15s %s' PID PPID UID COMM ARGS)
mkfifo "$work/pipe"
exec {reader}<>"$work/pipe"
tool_command
set -m
"${command[@]}" >"$work/pipe" 2>"$work/err" </dev/null {reader}<&- &
tool_pid=$!
set +m
left_pids+=("$tool_pid")

IFS= read -r -t "$patience_s" -u "$reader" line || fail "no header came"
echo "$line" >"$work/out"
wait_attached "$header"
exec {reader}<&-

# Each of these is a line that cannot be written.
cause() { /bin/true; has_ended; }
end=$((SECONDS + patience_s))
until cause; do
	[ "$SECONDS" -lt "$end" ] || fail "the tool did not end within $patience_s s"
	sleep 0.05
done
wait "$tool_pid"
tool_status=$?
tool_pid=
[ "$tool_status" != 0 ] || fail "expected a status other than 0"
expect_nothing_left
pass
