#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin ufunc
need_kernel

helper wbpf-ufunc calls 1000
run_options=(--dir "$work")
start_tool -H "$work/wbpf-ufunc" helper_work
wait_attached "Tracing helper_work in $work/wbpf-ufunc; Ctrl-C to end."
helper_go
stop_tool
expect_clean_end
expect_line "$(printf '%23s %10s  DISTRIBUTION' NSECS COUNT)"
[ "$(awk '$2 == "-" { sum += $4 } END { print sum }' "$work/out")" = 1000 ] ||
	fail "expected 1000 calls in the histogram"
expect_line "$(printf '%-7s %-15s %10s %10s %12s' PID COMM CALLS RETURNS AVG_NS)"
expect_match "^$(printf '%-7u %-15s %10u %10u' "$helper_pid" wbpf-ufunc 1000 1000) +[1-9][0-9]*\$"
expect_last "1000 calls, 1000 timed, 1 processes"

# Only the process that is asked for.
helper wbpf-ufunc calls 10
start_tool -p $$ "$work/wbpf-ufunc" helper_work
wait_attached "Tracing helper_work in $work/wbpf-ufunc; Ctrl-C to end."
helper_go
stop_tool
expect_clean_end
expect_last "0 calls, 0 timed, 0 processes"

run_tool "$work/wbpf-ufunc" no_such_function
expect_status 1
expect_error "^cannot attach to no_such_function in $work/wbpf-ufunc: "
run_tool "$work/no-such-file" main
expect_status 1
expect_error "^cannot attach to main in $work/no-such-file: "
pass
