# SPDX-License-Identifier: MIT
# Shared by the tests of the C SDK.
# shellcheck shell=bash

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=${ROOT:-$(cd "$here/../.." && pwd)}
BUILD=${BUILD:-$ROOT/build}
WASM_BPF=${WASM_BPF:-$BUILD/wasm-bpf}
work=$(mktemp -d "${TMPDIR:-/tmp}/wbpf-sdk.XXXXXX") || exit 1
# Only a hang comes near it.
patience_s=60
pid=

at_end() { :; }
cleanup() {
	[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null
	at_end
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

skip() {
	echo "SKIP: $*"
	exit 77
}

fail() {
	echo "FAIL: $*"
	exit 1
}

need_command() { [ -x "$WASM_BPF" ] || skip "$WASM_BPF is not built"; }
need_kernel() {
	need_command
	[ "$(id -u)" = 0 ] || skip "needs root; this is $(id -un)"
	[ -e /sys/kernel/btf/vmlinux ] || skip "needs /sys/kernel/btf/vmlinux"
}

# guest NAME: builds guests/NAME.c, with guests/NAME.bpf.c if there is one; prints the module's path.
guest() {
	local sources=("$here/guests/$1.c")
	[ ! -e "$here/guests/$1.bpf.c" ] || sources=("$here/guests/$1.bpf.c" "${sources[@]}")
	"$WASM_BPF" build "${sources[@]}" -o "$work/$1.wasm" -I "$BUILD" >&2 ||
		fail "$1 does not build" >&2
	echo "$work/$1.wasm"
}
