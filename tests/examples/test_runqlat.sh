#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin runqlat
need_kernel

header="Measuring how long threads wait for a CPU; Ctrl-C to end."

# Checks rows, bars and their sum against the last line. Prints the number of histograms and waits.
check_histograms() {
	awk -v unit="$1" '
	NR == 1 { next }
	$0 == sprintf("%23s %10s  DISTRIBUTION", unit, "COUNT") { histograms++; n = max = 0; next }
	/^$/ {
		for (i = 1; i <= n; i++) {
			width = int(count[i] / max * 40)
			if (length(bar[i]) == width) continue
			print "bar of row " low[i] " is not " width
			exit 1
		}
		next
	}
	/^[0-9]+ waits$/ { total = $1; next }
	$2 == "-" {
		if ($3 != ($1 ? 2 * $1 - 1 : 1)) { print "row " $0; exit 1 }
		if (n && $1 != (low[n] ? 2 * low[n] : 2)) { print "gap before " $0; exit 1 }
		n++; low[n] = $1; count[n] = $4; bar[n] = $5; sum += $4
		if ($4 > max) max = $4
		next
	}
	{ print "unexpected line: " $0; exit 1 }
	END { if (sum != total) print "rows sum up to " sum ", not " total
	      else print histograms, total }
	' "$work/out"
}

# A sleep ends with one wait for the CPU, unless its time was over before the thread lay down.
helper wbpf-runqlat sleeps 200
start_tool -p "$helper_pid"
wait_attached "$header"
helper_go
stop_tool
expect_clean_end
read -r histograms waits <<<"$(check_histograms USECS)"
[ "$histograms" = 1 ] || fail "histogram: $histograms $waits"
[ "$waits" -ge 180 ] || fail "expected about 200 waits of process $helper_pid, got $waits"

# Two intervals in milliseconds, then it ends by itself; everything on the machine counts.
start_tool -m 1 2
wait_attached "$header"
helper wbpf-runqlat sleeps 100
helper_go
wait_end
expect_clean_end
read -r histograms waits <<<"$(check_histograms MSECS)"
[ "$histograms" = 2 ] || fail "expected two histograms: $histograms $waits"
[ "$waits" -ge 90 ] || fail "expected at least 90 waits, got $waits"
pass
