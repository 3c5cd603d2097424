#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin tcflow
need_kernel
net_setup

header=$(printf '%-3s %-8s %10s %12s %s' DIR PROTOCOL PACKETS BYTES FLOW)
line() { printf '%-3s %-8s %10u %12u %s -> %s' "$@"; }
no_clsact() { ! net_in "$net_a" tc qdisc show dev wbpf0 | grep -q clsact; }
filters() { net_in "$net_a" tc filter show dev wbpf0 "$1" | grep -c 'tcflow_'; }
send() {
	helper_prefix=(nsenter --net="/run/netns/$1")
	helper wbpf-udp udp "${@:2}"
	helper_go
}

# Somebody takes the datagrams, so that no ICMP answers them.
helper_prefix=(nsenter --net="/run/netns/$net_a")
helper wbpf-sink sink 10.98.7.1 7001
helper_prefix=(nsenter --net="/run/netns/$net_b")
helper wbpf-sink sink 10.98.7.2 7002

run_prefix=(nsenter --net="/run/netns/$net_a")
start_tool -i wbpf0
wait_attached "$header"
[ "$(filters ingress)" = 1 ] && [ "$(filters egress)" = 1 ] || fail "expected a filter each way"
send "$net_b" 10.98.7.2 7000 10.98.7.1 7001 10 18
send "$net_a" 10.98.7.1 7000 10.98.7.2 7002 3 118
stop_tool
expect_clean_end
expect_output <<END
$header
$(line in udp 10 600 10.98.7.2:7000 10.98.7.1:7001)
$(line out udp 3 480 10.98.7.1:7000 10.98.7.2:7002)
2 flows, 13 packets, 1080 bytes
END
no_clsact || fail "the clsact queue was left on wbpf0"

# A queue that was there stays; only the largest flow is shown.
net_in "$net_a" tc qdisc add dev wbpf0 clsact || fail "no clsact queue"
start_tool -i wbpf0 -t 1
wait_attached "$header"
send "$net_b" 10.98.7.2 7000 10.98.7.1 7001 2 18
send "$net_a" 10.98.7.1 7000 10.98.7.2 7002 5 18
stop_tool
expect_clean_end
expect_output <<END
$header
$(line out udp 5 300 10.98.7.1:7000 10.98.7.2:7002)
2 flows, 7 packets, 420 bytes
END
no_clsact && fail "the clsact queue of somebody else was taken away"
[ "$(filters ingress)" = 0 ] && [ "$(filters egress)" = 0 ] || fail "a filter was left on wbpf0"

run_tool -i wbpf-none
expect_status 1
expect_error '^wbpf-none: No such device'
pass
