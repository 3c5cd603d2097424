# SPDX-License-Identifier: MIT
# Shared by the tests of the v1 ABI: a module in the background, driven line by line.
# shellcheck shell=bash
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=${ROOT:-$(cd "$here/../.." && pwd)}
BUILD=${BUILD:-$ROOT/build}
WASM_BPF=${WASM_BPF:-$BUILD/wasm-bpf}
[ "$(id -u)" = 0 ] || { echo "SKIP: not root"; exit 77; }
[ -x "$WASM_BPF" ] || { echo "FAIL: $WASM_BPF is missing"; exit 1; }

# Only a hang comes near it.
patience_s=60
work=$(mktemp -d "${TMPDIR:-/tmp}/wbpf-v1.XXXXXX") || exit 1
out=$work/out err=$work/err
guest=0
failures=0
cleanup_more() { :; }
cleanup() {
	[ "$guest" = 0 ] || kill -KILL "$guest" 2>/dev/null
	wait 2>/dev/null
	cleanup_more
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

bad() {
	failures=$((failures + 1))
	echo "FAIL: $*"
	sed 's/^/    out: /' "$out" | tail -n 60
	sed 's/^/    err: /' "$err" | tail -n 20
}

finish() {
	[ "$failures" = 0 ] && echo "passed" && exit 0
	echo "$failures failed"
	exit 1
}

# start MODULE [OPTION...] -- [ARGUMENT...]: its input is fd 7.
start() {
	local module=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	rm -f "$work/in"
	mkfifo "$work/in"
	"$WASM_BPF" run ${options[@]+"${options[@]}"} --dir "$BUILD/tests/v1/bpf::/bpf:ro" \
		"$BUILD/tests/v1/$module.wasm" "$@" <"$work/in" >"$out" 2>"$err" 7>&- &
	guest=$!
	exec 7>"$work/in"
}

# wait_for LINE: until the guest has printed it; 1 when it ends before.
wait_for() {
	local end=$((SECONDS + patience_s))
	while ! grep -qxF -- "$1" "$out"; do
		kill -0 "$guest" 2>/dev/null || { grep -qxF -- "$1" "$out"; return; }
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
}

answer() { echo >&7; }

# The exit status of the guest in $status.
join() {
	exec 7>&-
	wait "$guest" 2>/dev/null
	status=$?
	guest=0
}

# kills COUNT: each is a record for a guest whose TARGET is this shell.
kills() {
	local i
	for ((i = 0; i < $1; i++)); do
		kill -0 $$
	done
}

bpftool=$(PATH="$PATH:/usr/sbin:/sbin" command -v bpftool) || bpftool=
# loaded NAME: how many programs of that name the kernel has. They go a moment after their last fd.
loaded() { "$bpftool" prog show name "$1" 2>/dev/null | grep -c "name $1 "; }
gone() {
	local end=$((SECONDS + patience_s))
	while [ "$(loaded "$1")" != 0 ]; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.05
	done
}
