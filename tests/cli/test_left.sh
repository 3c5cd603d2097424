#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whatever ends the process, SIGKILL as well: no program, map, link or filter of it stays.
. "$(dirname "$0")/lib.sh"
need_kernel
driver=$(guest driver) && object good >/dev/null || exit 1
netns=wbpf-cli$tag cgroup=
for dir in /sys/fs/cgroup/unified /sys/fs/cgroup; do
	[ -e "$dir/cgroup.procs" ] && [ -e "$dir/cgroup.controllers" ] && cgroup=$dir/wbpf-cli$tag && break
done
undo() {
	ip netns del "$netns" 2>/dev/null
	[ -z "$cgroup" ] || rmdir "$cgroup" 2>/dev/null
	cleanup
}
trap undo EXIT
ip netns add "$netns" || skip "network namespaces cannot be made"
ip -n "$netns" link set lo up
[ -z "$cgroup" ] || mkdir "$cgroup" || cgroup=

# attached NAME WRAP... -- ACTION...: starts the driver, waits until all is attached.
attached() {
	local name=$1 wrap=()
	shift
	while [ "$1" != -- ]; do wrap+=("$1"); shift; done
	shift
	start "$name" ${wrap[@]+"${wrap[@]}"} "$WASM_BPF" run --grace 3600 --dir "$work::/o:ro" \
		"$driver" /o/good.bpf.o load "$@" wait
	ready ready && something_loaded
}
in_net=(nsenter "--net=/run/netns/$netns")

for s in KILL TERM INT; do
	attached "tracing, SIG$s" -- attach "raw$tag" 0 - attach "tp$tag" 1 sched:sched_switch
	kill "-$s" "$pid"; end
	nothing_left
	attached "network by links, SIG$s" "${in_net[@]}" -- attach "xdp$tag" 11 lo attach "tcx$tag" 13 lo
	kill "-$s" "$pid"; end
	nothing_left
	attached "network by a filter, SIG$s" "${in_net[@]}" -- attach "tc$tag" 12 lo
	kill "-$s" "$pid"; end
	nothing_left
	checks=$((checks + 1))
	[ -z "$(tc -n "$netns" qdisc show dev lo | grep clsact)" ] || bad "a clsact qdisc is left"
	[ -n "$cgroup" ] || continue
	attached "cgroup, SIG$s" -- attach "cg$tag" 15 "$cgroup"
	kill "-$s" "$pid"; end
	nothing_left
done

# ---- its own end, and a trap
row "its own end" "${in_net[@]}" "$WASM_BPF" run --dir "$work::/o:ro" "$driver" /o/good.bpf.o load \
	attach "raw$tag" 0 - attach "xdp$tag" 11 lo attach "tc$tag" 12 lo
status 0; is done; silent "$err"; nothing_left
row "a failure in between" "${in_net[@]}" "$WASM_BPF" run --dir "$work::/o:ro" "$driver" /o/good.bpf.o \
	load attach "xdp$tag" 11 lo attach "tc$tag" 12 lo map nomap
status 1; nothing_left
row "a trap" "$WASM_BPF" run --dir "$work::/o:ro" "$driver" /o/good.bpf.o load attach "raw$tag" 0 - trap
status 134; nothing_left
row "standard output closed" bash -c "'$WASM_BPF' run --dir '$work::/o:ro' '$driver' /o/good.bpf.o \
	load attach 'raw$tag' 0 - wait | head -n 1; exit \${PIPESTATUS[0]}"
status 141; is ready; silent "$err"; nothing_left
finish
