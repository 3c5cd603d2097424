#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin sockops
need_kernel

mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
[ -n "$mount" ] || skip "no cgroup v2 is mounted"
cgroup=$mount/wbpf-sockops-$$
mkdir "$cgroup" || skip "no cgroup can be made in $mount"
left_cgroups+=("$cgroup")
run_options=(--dir "$cgroup")
header=$(printf '%-7s %8s %s' SIDE RTT_US CONNECTION)

# One connection whose two ends are in the cgroup; another one outside is not seen.
start_tool "$cgroup"
wait_attached "$header"
helper wbpf-outside tcp
helper_go
helper wbpf-inside tcp
echo "$helper_pid" >"$cgroup/cgroup.procs" || fail "the helper cannot join $cgroup"
helper_go
read -r client server <"$work/helper.out"
wait_for "both ends" has_lines 3
stop_tool
expect_clean_end
expect_match "^active  +[0-9]+ 127\.0\.0\.1:$client -> 127\.0\.0\.1:$server\$"
expect_match "^
if [ -z "$RUN_NATIVE" ]; then
	run_options=()
	run_tool "$cgroup"
	expect_status 1
	expect_error "^$cgroup: .*wasm-bpf run --dir"
fi
passive +[0-9]+ 127\.0\.0\.1:$server <- 127\.0\.0\.1:$client\$"
expect_line "1 active, 1 passive, 2 closed, 0 lost"
[[ "$(tail -n 1 "$work/out")" =~ ^[1-9][0-9]*\ round\ trips,\ [0-9]+\ us\ on\ average$ ]] ||
	fail "expected the round trips in the last line"
[ "$(wc -l <"$work/out")" = 5 ] || fail "expected five lines"
left=$(bpftool cgroup show "$cgroup" | grep -c sockops)
[ "$left" = 0 ] || fail "$left programs were left at $cgroup"

run_tool "$cgroup/none"
expect_status 1
expect_error "^$cgroup/none: No such file or directory"
pass
