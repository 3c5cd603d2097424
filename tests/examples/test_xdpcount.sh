#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
begin xdpcount
need_kernel
net_setup

header=$(printf '%-10s %12s %14s %12s' PROTOCOL PACKETS BYTES DROPPED)
line() { printf '%-10s %12u %14u %12u' "$@"; }
refused() { net_in "$net_a" awk '/^Udp: [0-9]/ { print $3 }' /proc/net/snmp; }
no_xdp() { ! ip -n "$net_a" link show wbpf0 | grep -q xdp; }

run_prefix=(nsenter --net="/run/netns/$net_a")
helper_prefix=(nsenter --net="/run/netns/$net_b")

# 18 bytes of data make frames of 60 bytes. Nobody takes them, so the kernel counts what gets
# through.
start_tool -i wbpf0 -D udp:7002
wait_attached "$header"
ip -n "$net_a" link show wbpf0 | grep -q xdp || fail "expected an XDP program on wbpf0"
helper wbpf-udp udp 10.98.7.2 7000 10.98.7.1 7001 10 18
helper_go
helper wbpf-udp udp 10.98.7.2 7000 10.98.7.1 7002 4 18
helper_go
stop_tool
expect_clean_end
expect_output <<END
$header
$(line udp 14 840 4)
$(line total 14 840 4)
rule udp:7002 dropped 4 packets
END
[ "$(refused)" = 10 ] || fail "expected the kernel to see 10 datagrams, it saw $(refused)"
no_xdp || fail "an XDP program was left on wbpf0"

# A rule for a whole protocol, and a row each second until the duration ends.
start_tool -i wbpf0 -D udp -D icmp -d 2 1
wait_attached "$header"
helper wbpf-udp udp 10.98.7.2 7000 10.98.7.1 7001 5 18
helper_go
wait_end
expect_clean_end
expect_line "$(line total 5 300 5)"
expect_line "rule udp dropped 5 packets"
expect_last "rule icmp dropped 0 packets"
expect_count 2 '^total '
[ "$(refused)" = 10 ] || fail "expected the kernel to see no datagram more, it saw $(refused)"
wait_for "the end of XDP on wbpf0" no_xdp

run_tool -i wbpf-none
expect_status 1
expect_error '^wbpf-none: No such device'
pass
