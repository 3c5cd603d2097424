#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Programs without an object, ids, info, probes and BTF: guests/bare.c says what is wrong.
. "$(dirname "$0")/lib.sh"
need_kernel
command -v unshare >/dev/null || skip "needs unshare"
command -v ip >/dev/null || skip "needs ip"
cgroup2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
[ -n "$cgroup2" ] || skip "needs a mounted cgroup2"
name=wbpf-bare-$$
at_end() { rmdir "$cgroup2/$name" 2>/dev/null; }
mkdir "$cgroup2/$name" || fail "cannot make a cgroup"
module=$(guest bare) || exit 1

# A network namespace of its own: XDP on lo disturbs nobody.
timeout -s KILL "$patience_s" unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
	"$WASM_BPF" run --dir "$cgroup2" "$module" "$cgroup2/$name"
