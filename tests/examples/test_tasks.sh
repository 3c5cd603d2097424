#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin tasks
need_kernel

header=$(printf '%-7s %-7s %-7s %-5s %13s %s' TID PID PPID STATE START COMM)

# start_of PID [TID]: seconds since boot, as /proc has them.
start_of() {
	local ticks
	ticks=$(sed 's/.*) //' "/proc/$1/task/${2:-$1}/stat" | cut -d ' ' -f 20)
	printf '%u.%02u' $((ticks / 100)) $((ticks % 100))
}
line() { printf '%-7u %-7u %-7u %-5s %13s %s' "$@"; }
sleeps() { [ "$(sed 's/.*) //' "/proc/$1/stat" | cut -c 1)" = "$2" ]; }

helper wbpf-tasks thread wbpf-thread
wait_for "the thread" grep -q '^[0-9]' "$work/helper.out"
tid=$(grep '^[0-9]' "$work/helper.out")
wait_for "the helper's sleep" sleeps "$helper_pid" S

run_tool -t -p "$helper_pid"
expect_status 0
expect_no_error
expect_output <<END
$header
$(line "$helper_pid" "$helper_pid" $$ S "$(start_of "$helper_pid")" wbpf-tasks)
$(line "$tid" "$helper_pid" $$ S "$(start_of "$helper_pid" "$tid")" wbpf-thread)
2 tasks
END

# Without -t the thread is not shown; a stopped process has another state.
kill -STOP "$helper_pid"
wait_for "the helper's stop" sleeps "$helper_pid" T
run_tool -n wbpf-tasks
expect_status 0
expect_output <<END
$header
$(line "$helper_pid" "$helper_pid" $$ T "$(start_of "$helper_pid")" wbpf-tasks)
1 tasks
END
kill -CONT "$helper_pid"

# All: the kernel's own threads, this shell, the tool that runs (state R) and as many as it says.
run_tool
expect_status 0
expect_match '^2 +2 +0 +S +[0-9]+\.[0-9]{2} kthreadd$'
expect_line "$(line $$ $$ "$PPID" S "$(start_of $$)" "$(cat /proc/$$/comm)")"
expect_match '^[0-9]+ +[0-9]+ +[0-9]+ +R '
expect_last "$(($(wc -l <"$work/out") - 2)) tasks"

# Nobody can read what a full disk does not take.
tool_command -p "$helper_pid"
timeout -s KILL "$patience_s" "${command[@]}" >/dev/full 2>"$work/err"
tool_status=$?
expect_status 1
expect_error "^cannot write standard output: No space left on device$"
helper_go

no_program() { ! bpftool prog show name tasks_dump 2>/dev/null | grep -q .; }
wait_for "the end of program tasks_dump" no_program
pass
