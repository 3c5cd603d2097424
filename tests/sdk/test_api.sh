#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The library's functions on the live kernel: guests/api.c says what is wrong.
. "$(dirname "$0")/lib.sh"
need_kernel
command -v unshare >/dev/null || skip "needs unshare"
command -v ip >/dev/null || skip "needs ip"
cgroup2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
[ -n "$cgroup2" ] || skip "needs a mounted cgroup2"
grep -q ' /sys/fs/bpf bpf ' /proc/mounts || skip "needs /sys/fs/bpf"
name=wbpf-sdk-$$
at_end() {
	rm -f "/sys/fs/bpf/$name/"* 2>/dev/null
	rmdir "/sys/fs/bpf/$name" "$cgroup2/$name" 2>/dev/null
}
mkdir "/sys/fs/bpf/$name" "$cgroup2/$name" || fail "cannot make directories"
module=$(guest api) || exit 1

# A network namespace of its own: XDP and TC programs on lo disturb nobody.
timeout -s KILL "$patience_s" unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
	"$WASM_BPF" run --dir "$cgroup2" "$module" "/sys/fs/bpf/$name" "$cgroup2/$name"
