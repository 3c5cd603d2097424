#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Signal handlers of guests: raised inside, sent from outside into sleep() and pause().
. "$(dirname "$0")/lib.sh"
need_command
module=$(guest signals) || exit 1

has_line() {
	local limit=$((SECONDS + patience_s))
	until grep -qxF "$1" "$work/out" 2>/dev/null; do
		kill -0 "$pid" 2>/dev/null && [ "$SECONDS" -lt "$limit" ] ||
			{ cat "$work/out"; fail "no line '$1'"; }
		sleep 0.02
	done
}

mkfifo "$work/in"
exec 3<>"$work/in"
"$WASM_BPF" run --grace 3600 "$module" >"$work/out" <&3 &
pid=$!
has_line sleeping
kill -USR1 "$pid"
for wait in reading stdio polling; do
	has_line $wait
	kill -USR1 "$pid"
done
has_line pausing
kill -USR1 "$pid"
kill -TERM "$pid"
wait "$pid"
status=$?
pid=
cat "$work/out"
# SIGQUIT without a handler: the guest ends as a process would.
[ "$status" = 131 ] || fail "exit status $status, expected 131"
