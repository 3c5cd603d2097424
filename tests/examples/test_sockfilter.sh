#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin sockfilter
need_kernel
[ -z "$RUN_NATIVE" ] || need_bpffs
net_setup

header=$(printf '%-3s %-8s %6s %s' DIR PROTOCOL BYTES FLOW)
line() { printf '%-3s %-8s %6u %s -> %s' "$@"; }
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
send "$net_b" 10.98.7.2 7000 10.98.7.1 7001 2 18
send "$net_a" 10.98.7.1 7000 10.98.7.2 7002 1 118
wait_for "three packets" has_lines 4
stop_tool
expect_clean_end
expect_output <<END
$header
$(line in udp 60 10.98.7.2:7000 10.98.7.1:7001)
$(line in udp 60 10.98.7.2:7000 10.98.7.1:7001)
$(line out udp 160 10.98.7.1:7000 10.98.7.2:7002)
3 packets, 0 lost
END

# Only one port; then only another protocol.
start_tool -i wbpf0 -P udp -p 7002 -T
wait_attached "$(printf '%-8s %s' TIME "$header")"
send "$net_b" 10.98.7.2 7000 10.98.7.1 7001 2 18
send "$net_a" 10.98.7.1 7000 10.98.7.2 7002 1 18
wait_for "the packet" has_lines 2
stop_tool
expect_clean_end
expect_match "^[0-9]{2}(:[0-9]{2}){2} $(line out udp 60 10.98.7.1:7000 10.98.7.2:7002)\$"
expect_last "1 packets, 0 lost"

start_tool -i wbpf0 -P tcp
wait_attached "$header"
send "$net_b" 10.98.7.2 7000 10.98.7.1 7001 2 18
stop_tool
expect_clean_end
expect_last "0 packets, 0 lost"

run_tool -i wbpf-none
expect_status 1
expect_error '^wbpf-none: No such device'
pass
