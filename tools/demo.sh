#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Watch live kernel events through a WebAssembly module for some seconds.
#   tools/demo.sh [BUILD [SECONDS]]
set -euo pipefail
. "$(dirname "$0")/lib.sh"
build=$(cd "${1:-$root/build}" && pwd)
seconds=${2:-5}

if [ "$(id -u)" != 0 ]; then
	say "loading eBPF needs root: asking sudo"
	AS_ROOT_WHY='loading eBPF programs' as_root "$root/tools/demo.sh" "$build" "$seconds"
	exit
fi
"$root/tools/mounts" >&2

log=$(mktemp)
tool=
trap 'rm -f "$log"; [ -z "$tool" ] || kill -KILL "$tool" 2>/dev/null || true' EXIT
trap '[ -z "$tool" ] || kill -INT "$tool" 2>/dev/null' INT TERM

command=("$build/wasm-bpf" run "$build/examples/execsnoop.wasm")
say "$ ${command[*]}    (for $seconds seconds; a few processes are started meanwhile)"
# Its own process group: a shell without job control starts background jobs deaf to SIGINT.
set -m
"${command[@]}" > >(tee "$log") &
tool=$!
set +m

end=$((SECONDS + seconds))
while [ $SECONDS -lt $end ] && kill -0 "$tool" 2>/dev/null; do
	/bin/true
	ls / >/dev/null
	date >/dev/null
	sleep 0.5
done
kill -INT "$tool" 2>/dev/null || true
status=0
wait "$tool" || status=$?
tool=
wait # for tee
[ $status -eq 0 ] || die "the tool ended with status $status"
grep -q -w -E 'true|ls|date' "$log" || die "no event was seen"
say "done: each line above was an event that an eBPF program sent to WebAssembly code"
