#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin profile
need_kernel

online=$(getconf _NPROCESSORS_ONLN)
cpu=$((online - 1))

# Half a second of CPU time at 199 Hz: about 100 samples, all on one CPU, nearly all in user mode.
helper wbpf-profile burn "$cpu" 500
start_tool -F 199 -p "$helper_pid"
wait_attached "Sampling 199 times a second on $online CPUs; Ctrl-C to end."
helper_go
stop_tool
expect_clean_end
[ "$(sed -n 2p "$work/out")" = "$(printf '%-7s %-15s %4s %9s %9s %9s %6s' \
	PID COMM CPU SAMPLES USER KERNEL SHARE)" ] || fail "expected the header as second line"
read -r samples user kernel <<<"$(awk -v pid="$helper_pid" -v cpu="$cpu" \
	'$1 == pid && $2 == "wbpf-profile" && $3 == cpu { print $4, $5, $6 }' "$work/out")"
[ -n "$samples" ] || fail "expected a row of process $helper_pid on CPU $cpu"
[ "$samples" -ge 40 ] && [ "$samples" -le 160 ] || fail "expected about 100 samples, got $samples"
[ "$samples" = $((user + kernel)) ] || fail "expected USER + KERNEL to be $samples"
[ "$user" -gt $((samples / 2)) ] || fail "expected most of $samples in user mode, got $user"
awk -v pid="$helper_pid" 'NR > 2 && !/samples/ && $1 != pid { exit 1 }' "$work/out" ||
	fail "expected rows of process $helper_pid only"
read -r all user kernel <<<"$(awk 'NR > 2 && !/samples/ { s += $4; u += $5; k += $6 }
	END { print s, u, k }' "$work/out")"
expect_last "$all samples: $user user, $kernel kernel, 0 lost"

# All processes with the idle one, the first row only.
start_tool -I -t 1 -d 1
wait_attached "Sampling 49 times a second on $online CPUs; Ctrl-C to end."
wait_end
expect_clean_end
[ "$(wc -l <"$work/out")" = 4 ] || fail "expected one row"
pass
