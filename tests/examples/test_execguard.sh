#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin execguard
need_kernel
need_tracefs

header=$(printf '%-6s %-4s %-7s %-7s %-7s %-15s %s' ACTION HOOK PID PPID UID COMM PATH)
line() { printf '%-6s %-4s %-7u %-7u %-7u %-15s %s' "$@"; }

# try STATUS PROGRAM: runs it, and checks how it ends; its process is in tried.
try() {
	"$2" &
	tried=$!
	wait "$tried" 2>/dev/null
	local status=$?
	[ "$status" = "$1" ] || fail "$2: expected status $1, got $status"
}

mkdir "$work/cage"
for name in cage/victim cage/spared wbpf-named wbpf-exact wbpf-exactly; do
	cp /bin/true "$work/$name"
done

start_tool -k "$work/cage/*" -a "$work/cage/spared" -l wbpf-named -k "$work/wbpf-exact"
wait_attached "$header"
try 137 "$work/cage/victim"
victim=$tried
try 0 "$work/cage/spared"
try 0 "$work/wbpf-named"
named=$tried
try 137 "$work/wbpf-exact"
exact=$tried
try 0 "$work/wbpf-exactly"
# However long the way to it is, a name is known.
detour=$work/$(printf './%.0s' {1..150})wbpf-named
try 0 "$detour"
far=$tried
wait_for "four hits" has_lines 5
stop_tool
expect_clean_end
expect_output <<END
$header
$(line kill exec "$victim" $$ 0 victim "$work/cage/victim")
$(line log exec "$named" $$ 0 wbpf-named "$work/wbpf-named")
$(line kill exec "$exact" $$ 0 wbpf-exact "$work/wbpf-exact")
$(line log exec "$far" $$ 0 wbpf-named "${detour:0:255}")
4 hits, 2 killed, 0 lost
END

# Files that are opened: without -o no rule sees them.
echo >"$work/secret"
helper wbpf-opener open "$work/secret"
start_tool -l "$work/secret"
wait_attached "$header"
helper_go
stop_tool
expect_clean_end
expect_last "0 hits, 0 killed, 0 lost"

helper wbpf-opener open "$work/secret"
start_tool -o -l "$work/secret"
wait_attached "$header"
helper_go
wait_for "the hit" has_lines 2
stop_tool
expect_clean_end
expect_output <<END
$header
$(line log open "$helper_pid" $$ 0 wbpf-opener "$work/secret")
1 hits, 0 killed, 0 lost
END

# The process is killed before the call returns to it.
helper wbpf-opener open "$work/secret"
start_tool -o -k secret
wait_attached "$header"
echo >&"$helper_fd"
wait "$helper_pid" 2>/dev/null
status=$?
[ "$status" = 137 ] || fail "expected the opener to be killed (137), got $status"
[ "$(cat "$work/helper.out")" = ready ] || fail "the opener got its file before it was killed"
wait_for "the hit" has_lines 2
stop_tool
expect_clean_end
expect_output <<END
$header
$(line kill open "$helper_pid" $$ 0 wbpf-opener "$work/secret")
1 hits, 1 killed, 0 lost
END
pass
