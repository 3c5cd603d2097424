#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# SO_ATTACH_BPF on a packet socket: guests/sockfilter.c checks that it counts while it is open.
. "$(dirname "$0")/lib.sh"
need_kernel
command -v unshare >/dev/null || skip "needs unshare"
command -v ip >/dev/null || skip "needs ip"
module=$(guest sockfilter) || exit 1

# The packets on lo of a network namespace of its own are the test's alone.
export WASM_BPF module work
timeout -s KILL "$patience_s" unshare -n bash -c '
	ip link set lo up
	coproc guest { exec "$WASM_BPF" run "$module"; }
	pid=$guest_PID
	while read -r line <&"${guest[0]}"; do
		[ "$line" = step ] || { echo "$line"; continue; }
		echo packet >/dev/udp/127.0.0.1/9
		echo sent >&"${guest[1]}"
	done
	wait "$pid"'
