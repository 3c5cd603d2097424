#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Host files, local time and facts of the machine without any granted directory: guests/env.c checks
# and prints, the host's own commands say what is right.
. "$(dirname "$0")/lib.sh"
need_kernel
root=/sys/kernel/tracing
[ -e "$root/events" ] || skip "needs tracefs at $root"
module=$(guest env) || exit 1
symbol=vfs_read

# expect LINE: it is among what the guest printed.
expect() {
	grep -qxF -- "$1" "$work/out" || { cat "$work/out"; fail "no line '$1'"; }
}

for TZ in Europe/Berlin America/St_Johns Asia/Kolkata UTC; do
	export TZ
	timeout -s KILL "$patience_s" "$WASM_BPF" run "$module" "$symbol" "$root" >"$work/out" ||
		{ cat "$work/out"; fail "TZ=$TZ"; }
	for t in 0 1784000000 1768000000 1792889400 1792893000 -3000000000; do
		line=$(date -d "@$t" '+%Y-%m-%d %H:%M:%S %z %Z')
		grep -qF -- "time $t $line dst " "$work/out" ||
			{ grep ^time "$work/out"; fail "TZ=$TZ: no 'time $t $line'"; }
	done
done

read -r address _ < <(grep " $symbol\$" /proc/kallsyms)
symbols=$(grep -cv ' . bpf_' /proc/kallsyms) # other tests' come and go
expect "kallsyms $symbols $address"
expect "pidns $(stat -Lc '%d %i' /proc/self/ns/pid)"
expect "uname $(uname -srm)"
expect "cpus $(getconf _NPROCESSORS_ONLN) $(getconf _NPROCESSORS_CONF) $(getconf _NPROCESSORS_ONLN)"
expect "page $(getconf PAGESIZE) $(getconf PAGESIZE)"
grep checks "$work/out"
