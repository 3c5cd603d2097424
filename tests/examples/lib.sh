# SPDX-License-Identifier: MIT
# Shared by the tests of the examples: starts a tool, waits for its output, compares, cleans up.
#
# A test passes with exit status 0, fails with 1 and is skipped with 77.
#   WASM_BPF    path of the command (build/wasm-bpf)
#   EXAMPLES    directory of the modules (build/examples)
#   RUN_NATIVE  directory of native twins: they are run instead of the modules
# shellcheck shell=bash

set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
WASM_BPF=${WASM_BPF:-$root/build/wasm-bpf}
EXAMPLES=${EXAMPLES:-$root/build/examples}
RUN_NATIVE=${RUN_NATIVE:-}

# Far above what any step needs, so that only a hang runs into it.
patience_s=${PATIENCE_S:-60}

tool=
tool_pid=
tool_status=
run_options=()  # of "wasm-bpf run": what the sandbox is granted
run_prefix=()   # e.g. nsenter
left_pids=()
left_cgroups=()
left_netns=()
ids=()

cleanup() {
	local item
	for item in ${left_pids[@]+"${left_pids[@]}"}; do
		kill -KILL "$item" 2>/dev/null
	done
	wait 2>/dev/null
	for item in ${left_cgroups[@]+"${left_cgroups[@]}"}; do
		rmdir "$item" 2>/dev/null
	done
	for item in ${left_netns[@]+"${left_netns[@]}"}; do
		ip netns del "$item" 2>/dev/null
	done
	rm -rf "$work"
}

skip() {
	echo "SKIP: $*"
	exit 77
}

fail() {
	echo "FAIL: $*"
	if [ -n "$tool" ] && [ -f "$work/out" ]; then
		echo "--- standard output of $tool (last 40 lines)"
		tail -n 40 "$work/out"
		echo "--- standard error of $tool (last 40 lines)"
		tail -n 40 "$work/err"
	fi
	exit 1
}

begin() {
	tool=$1
	work=$(mktemp -d "${TMPDIR:-/tmp}/wbpf-$tool.XXXXXX") || exit 1
	trap cleanup EXIT
	trap 'exit 1' INT TERM
	: >"$work/out"
	: >"$work/err"
	if [ -n "$RUN_NATIVE" ]; then
		[ -x "$RUN_NATIVE/$tool" ] || fail "$RUN_NATIVE/$tool is missing"
	else
		[ -x "$WASM_BPF" ] || fail "$WASM_BPF is missing"
		[ -f "$EXAMPLES/$tool.wasm" ] || fail "$EXAMPLES/$tool.wasm is missing"
	fi
}

need_kernel() {
	[ "$(id -u)" = 0 ] || skip "needs root; this is $(id -un)"
	[ -e /sys/kernel/btf/vmlinux ] || skip "needs /sys/kernel/btf/vmlinux"
	command -v bpftool >/dev/null || fail "bpftool is not installed"
}

need_tracefs() {
	[ -d /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing ||
		skip "tracefs cannot be mounted"
}

# Only the native socket filter pins something for a moment.
need_bpffs() {
	[ "$(stat -f -c %T /sys/fs/bpf)" = bpf_fs ] || mount -t bpf bpf /sys/fs/bpf ||
		skip "bpffs cannot be mounted"
}

# Fills the array command with how the tool is run.
tool_command() {
	if [ -n "$RUN_NATIVE" ]; then
		command=("$RUN_NATIVE/$tool" "$@")
	else
		command=("$WASM_BPF" run ${run_options[@]+"${run_options[@]}"}
			"$EXAMPLES/$tool.wasm" "$@")
	fi
	command=(${run_prefix[@]+"${run_prefix[@]}"} "${command[@]}")
}

# Runs the tool to its end; the status is in tool_status.
run_tool() {
	local command
	tool_command "$@"
	timeout -s KILL "$patience_s" "${command[@]}" >"$work/out" 2>"$work/err" </dev/null
	tool_status=$?
}

# Starts the tool in the background. Job control is on, or a shell would start it with SIGINT
# ignored.
start_tool() {
	local command
	tool_command "$@"
	: >"$work/out" # before the child runs: nobody may see the lines of the last run
	set -m
	"${command[@]}" >"$work/out" 2>"$work/err" </dev/null &
	tool_pid=$!
	set +m
	left_pids+=("$tool_pid")
}

# wait_for DESCRIPTION COMMAND...: repeats the command until it succeeds.
wait_for() {
	local what=$1 end=$((SECONDS + patience_s))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || fail "waited $patience_s s for $what"
		if [ -n "$tool_pid" ] && ! kill -0 "$tool_pid" 2>/dev/null && ! "$@"; then
			fail "$tool ended while waiting for $what"
		fi
		sleep 0.05
	done
}

has_line() { grep -qxF -e "$1" "$work/out"; }
has_match() { grep -qE -e "$1" "$work/out"; }
has_lines() { [ "$(wc -l <"$work/out")" -ge "$1" ]; }

# Waits until the tool has printed its header: all is attached. Notes what it has in the kernel.
wait_attached() {
	wait_for "the header '$1'" has_line "$1"
	[ "$(head -n 1 "$work/out")" = "$1" ] || fail "the header is not the first line"
	mapfile -t ids < <(cat "/proc/$tool_pid/fdinfo/"* 2>/dev/null |
		sed -n 's/^\(prog\|map\|link\)_id:[[:space:]]*/\1 /p' | sort -u)
	[[ " ${ids[*]}" == *" prog "* ]] || fail "process $tool_pid of $tool holds no BPF program"
}

# Ends the tool as Ctrl-C does.
stop_tool() {
	kill -"${1:-INT}" "$tool_pid" || fail "$tool is not running any more"
	wait_end
}

has_ended() { ! kill -0 "$tool_pid" 2>/dev/null; }

wait_end() {
	local end=$((SECONDS + patience_s))
	until has_ended; do
		[ "$SECONDS" -lt "$end" ] || fail "$tool did not end within $patience_s s"
		sleep 0.05
	done
	wait "$tool_pid"
	tool_status=$?
	tool_pid=
}

expect_status() {
	[ "$tool_status" = "$1" ] || fail "exit status: expected $1, got $tool_status"
}

expect_line() {
	has_line "$1" || fail "expected this line: '$1'"
}

expect_match() {
	has_match "$1" || fail "expected a line that matches: '$1'"
}

# expect_count N REGEX
expect_count() {
	local seen
	seen=$(grep -cE -e "$2" "$work/out")
	[ "$seen" = "$1" ] || fail "expected $1 lines that match '$2', got $seen"
}

expect_last() {
	local seen
	seen=$(tail -n 1 "$work/out")
	[ "$seen" = "$1" ] || fail "expected as last line '$1', got '$seen'"
}

expect_error() {
	grep -qE -e "$1" "$work/err" || fail "expected on standard error a match for '$1'"
}

expect_no_error() {
	[ ! -s "$work/err" ] || fail "expected nothing on standard error"
}

# expect_output: standard input is all that the tool may have printed.
expect_output() {
	cat >"$work/expected"
	diff -u --label expected --label got "$work/expected" "$work/out" ||
		fail "the output differs"
}

all_gone() {
	local item
	for item in ${ids[@]+"${ids[@]}"}; do
		# shellcheck disable=SC2086
		bpftool ${item% *} show id ${item#* } >/dev/null 2>&1 && return 1
	done
	return 0
}

# The kernel frees programs and maps a moment after their last reference is gone.
expect_nothing_left() {
	[ ${#ids[@]} -gt 0 ] || fail "no BPF object was noted: wait_attached was not called"
	wait_for "the end of these BPF objects: ${ids[*]}" all_gone
}

# The end that every test of a running tool has.
expect_clean_end() {
	expect_status 0
	expect_no_error
	expect_nothing_left
}

# ---- the process that causes the events

helper_pid=
helper_fd=
helper_cnt=0

# helper NAME COMMAND...: a process of this name (and comm) that waits for helper_go.
helper() {
	local name=$1
	shift
	if [ ! -x "$work/helper" ]; then
		"${CC:-cc}" -O1 -g -Wall -Werror -pthread "$here/helper.c" -o "$work/helper" ||
			fail "the helper does not compile"
	fi
	[ -x "$work/$name" ] || cp "$work/helper" "$work/$name"
	helper_cnt=$((helper_cnt + 1))
	mkfifo "$work/go$helper_cnt"
	exec {helper_fd}<>"$work/go$helper_cnt"
	: >"$work/helper.out"
	${helper_prefix[@]+"${helper_prefix[@]}"} "$work/$name" "$@" \
		<"$work/go$helper_cnt" >"$work/helper.out" &
	helper_pid=$!
	left_pids+=("$helper_pid")
	wait_for "the helper" grep -q ready "$work/helper.out"
}

helper_ended() { ! kill -0 "$helper_pid" 2>/dev/null; }

helper_go() {
	echo >&"$helper_fd"
	wait_for "the helper's end" helper_ended
	wait "$helper_pid" || fail "the helper failed"
	sed -i /ready/d "$work/helper.out"
}

# ---- two network namespaces, joined by a cable: wbpf0 is 10.98.7.1 in $net_a, 10.98.7.2 in $net_b

net_setup() {
	command -v ip >/dev/null || fail "iproute2 is not installed"
	net_a=wbpf-a-$$
	net_b=wbpf-b-$$
	local ns
	for ns in "$net_a" "$net_b"; do
		ip netns add "$ns" || skip "network namespaces cannot be made"
		left_netns+=("$ns")
		net_in "$ns" sh -c \
			'for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 >$f; done'
	done
	ip -n "$net_a" link add wbpf0 address 02:00:00:00:07:01 type veth \
		peer name wbpf0 netns "$net_b" address 02:00:00:00:07:02 || fail "no veth"
	net_end "$net_a" 1 2
	net_end "$net_b" 2 1
}

# The neighbour is known, so that no ARP is seen.
net_end() {
	ip -n "$1" addr add "10.98.7.$2/24" dev wbpf0 &&
		ip -n "$1" link set lo up && ip -n "$1" link set wbpf0 up &&
		ip -n "$1" neigh add "10.98.7.$3" lladdr "02:00:00:00:07:0$3" dev wbpf0 ||
		fail "the network namespace $1 cannot be set up"
}

# Not "ip netns exec": that hides what is mounted below /sys.
net_in() {
	local ns=$1
	shift
	nsenter --net="/run/netns/$ns" "$@"
}

pass() {
	echo "PASS: $(basename "$0" .sh)"
	exit 0
}
