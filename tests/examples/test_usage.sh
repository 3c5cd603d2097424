#!/bin/bash
# SPDX-License-Identifier: MIT
# What every tool does with --help, --version and wrong arguments; no root is needed.
. "$(dirname "$0")/lib.sh"

begin execsnoop
for tool in execsnoop opensnoop runqlat profile ufunc tasks xdpcount tcflow sockfilter sockops \
	execguard; do
	run_tool --help
	expect_status 0
	expect_no_error
	expect_match "^Usage: $tool(\\.wasm)? [[]OPTION"
	expect_match '^Examples:$'
	expect_count 0 '\{|\(null\)'
	[ "$(grep -cE "^  $tool( |\$)" "$work/out")" -ge 2 ] || fail "expected two examples of use"
	expect_match '^  -v, --verbose '
	[ "$tool" = tasks ] || expect_match '^  -d, --duration=SECONDS '

	run_tool --version
	expect_status 0
	expect_no_error
	expect_output <<<"$tool 0.1"

	run_tool --no-such-option
	expect_status 64
	expect_error "no-such-option"
	[ ! -s "$work/out" ] || fail "expected nothing on standard output"
done

# wrong TOOL MESSAGE ARGUMENT...
wrong() {
	tool=$1
	local message=$2
	shift 2
	run_tool "$@"
	expect_status 64
	expect_error "^$tool(\\.wasm)?: $message\$"
}
wrong execsnoop "'1x' is not a number from 1 to 31536000" -d 1x
wrong execsnoop "'-1' is not a number from 0 to 4294967294" -u -1
wrong opensnoop "3 pages are no power of two" -b 3
wrong runqlat "'0' is not a number from 1 to 86400" 0
wrong profile "'99999' is not a number from 1 to 10000" -F 99999
wrong ufunc "a FILE and a FUNCTION are needed" /bin/sh
wrong tasks "'99999999999999999999' is not a number from 1 to 2147483647" -p 99999999999999999999
wrong xdpcount "an interface is needed \(-i\)" 1
wrong xdpcount "'foo' is no known protocol" -i lo -D foo:1
wrong xdpcount "'70000' is not a number from 1 to 65535" -i lo -D udp:70000
wrong tcflow "an interface is needed \(-i\)"
wrong sockfilter "'foo' is no known protocol" -i lo -P foo
wrong sockops "a CGROUP is needed"
wrong execguard "a rule is needed \(-l, -k\)"
wrong execguard "a rule has 1 to 255 characters" -k "$(printf 'x%.0s' {1..256})"
pass
