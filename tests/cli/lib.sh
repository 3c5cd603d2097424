# SPDX-License-Identifier: MIT
# Shared by the tests of the command: run it, look at its exit status and both outputs, say which
# check failed and go on. The end of each script is `finish`.
# shellcheck shell=bash

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=${ROOT:-$(cd "$here/../.." && pwd)}
BUILD=${BUILD:-$ROOT/build}
WASM_BPF=${WASM_BPF:-$BUILD/wasm-bpf}
[ -x "$WASM_BPF" ] || { echo "FAIL: $WASM_BPF is missing"; exit 1; }
clang=$(. "$ROOT/tools/lib.sh" && find_clang) && clang=clang-$clang ||
	{ echo "FAIL: no clang for guests"; exit 1; }

# Only a hang comes near it.
patience_s=60
work=$(mktemp -d "${TMPDIR:-/tmp}/wbpf-cli.XXXXXX") || exit 1
chmod 755 "$work" # an unprivileged user looks into it
out=$work/out err=$work/err
left_pids=()
checks=0 failures=0
unset NO_COLOR WASM_BPF_RUN_OPTIONS

cleanup() {
	local pid
	for pid in ${left_pids[@]+"${left_pids[@]}"}; do
		kill -KILL "$pid" 2>/dev/null
	done
	wait 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

skip() {
	echo "SKIP: $*"
	exit 77
}

finish() {
	echo "$checks checks, $failures failed"
	[ "$failures" = 0 ] && [ "$checks" -gt 0 ]
	exit
}

bad() {
	failures=$((failures + 1))
	echo "FAIL: $row: $*"
	sed 's/^/    out: /' "$out" | tail -n 8
	sed 's/^/    err: /' "$err" | tail -n 8
}

# row NAME COMMAND...: runs it; what follows are checks of this row.
row() {
	row=$1
	shift
	timeout -s KILL "$patience_s" "$@" >"$out" 2>"$err" </dev/null
	got=$?
}

# start NAME COMMAND...: in the background, SIGINT not ignored as a script's background job has it.
start() {
	row=$1
	shift
	: >"$out" && : >"$err"
	set -m
	"$@" >"$out" 2>"$err" </dev/null &
	pid=$!
	set +m
	left_pids+=("$pid")
}

end() { # of what start() started
	local limit=$((SECONDS + patience_s))
	{
		while kill -0 "$pid"; do
			[ "$SECONDS" -lt "$limit" ] || { bad "still runs after $patience_s s"; kill -KILL "$pid"; }
			sleep 0.02
		done
		wait "$pid"
		got=$?
	} 2>/dev/null # what a shell says of a process that was killed
}

# until_true WHAT COMMAND...
until_true() {
	local what=$1 limit=$((SECONDS + patience_s))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$limit" ] || { bad "waited $patience_s s for $what"; return 1; }
		sleep 0.02
	done
}

has_line() { grep -qxF -e "$1" "$out"; }
ended() { ! kill -0 "$pid" 2>/dev/null; }
line_or_end() { has_line "$1" || ended; }
ready() { # LINE of what start() started
	until_true "'$1' on standard output" line_or_end "$1" && { has_line "$1" || bad "ended before '$1'"; }
}

status() {
	checks=$((checks + 1))
	[ "$got" = "$1" ] || bad "exit status $got, expected $1"
}

# says REGEX: our own report: one sentence, then at most indented lines; and it matches.
says() {
	checks=$((checks + 1))
	[ "$(grep -cv '^  ' "$err")" = 1 ] || bad "not one sentence on standard error"
	grep -qE -e "^wasm-bpf: $1" "$err" || bad "standard error does not match '^wasm-bpf: $1'"
}

# has FILE REGEX: a line of $out or $err matches.
has() {
	checks=$((checks + 1))
	grep -qE -e "$2" "$1" || bad "$(basename "$1") has no match for '$2'"
}

# silent FILE
silent() {
	checks=$((checks + 1))
	[ ! -s "$1" ] || bad "$(basename "$1") is not empty"
}

# is TEXT: all of standard output
is() {
	checks=$((checks + 1))
	[ "$(cat "$out")" = "$1" ] || bad "standard output is not '$1'"
}

# guest NAME: compiles guests/NAME.c, prints the module's path.
guest() {
	local module=$work/$1.wasm object=$work/$1.o
	# Linked apart, without -O: with it clang runs wasm-opt if there is one, which drops names.
	[ -e "$module" ] || { "$clang" --target=wasm32-wasi --sysroot=/usr -nostdlibinc \
		-isystem /usr/include/wasm32-wasi -I"$ROOT/sdk/c/include" -O1 -Wall -Wextra -Werror \
		-c "$here/guests/$1.c" -o "$object" &&
		"$clang" --target=wasm32-wasi --sysroot=/usr "$object" -o "$module"; } >&2 ||
		{ echo "FAIL: $1.c does not compile" >&2; exit 1; }
	echo "$module"
}

# wat NAME TEXT: prints the path of a module in text.
wat() {
	echo "$2" >"$work/$1.wat"
	echo "$work/$1.wat"
}

# ---- on the live kernel

need_kernel() {
	[ "$(id -u)" = 0 ] || skip "needs root; this is $(id -un)"
	[ -e /sys/kernel/btf/vmlinux ] || skip "needs /sys/kernel/btf/vmlinux"
	bpftool=$(. "$ROOT/tools/lib.sh" && find_bpftool) || { echo "FAIL: no bpftool"; exit 1; }
}

# The names of all that this script loads end in it, so others may load at the same time.
tag=_$$

# object NAME: compiles bpf/NAME.bpf.c with the tag in its names.
object() {
	local o=$work/$1.bpf.o
	[ -e "$o" ] || "$clang" --target=bpf -mcpu=v3 -O2 -g -Wall -Werror -DTAG="$tag" \
		-isystem "$(cat "$BUILD/deps/libbpf.include")" -isystem "$BUILD/deps/uapi" \
		-idirafter "/usr/include/$("${CC:-cc}" -dumpmachine)" \
		-c "$here/bpf/$1.bpf.c" -o "$o" >&2 || { echo "FAIL: $1.bpf.c does not compile" >&2; exit 1; }
	echo "$o"
}

tagged() { { "$bpftool" prog show; "$bpftool" map show; } 2>/dev/null | grep -e "name [a-z_0-9]*$tag\b"; }
none_tagged() { ! tagged >/dev/null; }
# The kernel frees a moment after the last reference is gone.
nothing_left() {
	checks=$((checks + 1))
	until_true "the end of: $(tagged)" none_tagged
}
something_loaded() {
	checks=$((checks + 1))
	until_true "programs named *$tag" tagged >/dev/null
}
