#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Attaching to cgroups by path and by descriptor, and to an interface by a section that is not
# spelled like the type; close detaches, and so does the end.
. "$(dirname "$0")/lib.sh"
[ -n "$bpftool" ] || { echo "SKIP: no bpftool"; exit 77; }
root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
[ -n "$root" ] || { echo "SKIP: no cgroup2 mounted"; exit 77; }
cgroup=$root/wbpf-v1-$$
mkdir "$cgroup" || { echo "SKIP: cannot make a cgroup"; exit 77; }
cleanup_more() { rmdir "$cgroup"; }

in_cgroup() { "$bpftool" cgroup show "$cgroup" | grep -c v1_skb; }
on_lo() { ip link show lo | grep -c xdp; }

start attach --dir "$cgroup::/cg" -- "$cgroup"
wait_for attached || bad "not attached"
[ "$(in_cgroup)" = 1 ] || bad "path: nothing in the cgroup"
[ "$(on_lo)" != 0 ] || bad "interface: nothing on lo"
answer
wait_for closed || bad "not closed"
[ "$(in_cgroup)" = 0 ] || bad "close left the cgroup attached"
[ "$(on_lo)" = 0 ] || bad "close left lo attached"
answer
wait_for "attached again" || bad "not attached again"
[ "$(in_cgroup)" = 1 ] || bad "descriptor: nothing in the cgroup"
answer
join
[ "$status" = 0 ] || bad "status $status"
[ "$(in_cgroup)" = 0 ] || bad "the end left the cgroup attached"
gone v1_skb || bad "a program is left"

cat >"$work/want" <<'END'
path: 0
no path: -2
interface: 0
no interface: -19
attached
close: 0
closed
descriptor: 0
no descriptor: -9
attached again
END
diff -u "$work/want" "$out" >"$work/diff" || { cat "$work/diff"; bad "answers"; }
grep -q "nosuch0" "$err" || bad "no word of the missing interface"
grep -q "/nonexistent" "$err" || bad "no word of the missing cgroup"
grep -q "descriptor 9 is no granted directory" "$err" || bad "no word of the wrong descriptor"
finish
