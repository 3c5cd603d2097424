#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Standard output whose reader is gone: the end of a native tool, whatever the guest does about it.
. "$(dirname "$0")/lib.sh"
signals=$(guest signals) && args=$(guest args) || exit 1
# pipe NAME COMMAND: status of the command, of which one line is read
pipe() {
	row=$1
	shift
	timeout -s KILL "$patience_s" "$@" 2>"$err" </dev/null | head -n 1 >"$out"
	got=${PIPESTATUS[0]}
}

pipe "a guest that does not look" "$WASM_BPF" run "$signals" write
status 141; is line; silent "$err"
pipe "a guest that ends at the error" "$WASM_BPF" run "$signals" check
status 141; is line; silent "$err"
pipe "a guest that handles SIGPIPE" "$WASM_BPF" run "$signals" pipe
status 4; is line; has "$err" '^SIGPIPE taken$'
pipe "a guest that does not write any more" "$WASM_BPF" run "$signals" loop
status 141; is ready; silent "$err"
pipe "a guest that is done" "$WASM_BPF" run "$args" a
status 0; is args.wasm; silent "$err"
pipe "a guest that traps at the error" "$WASM_BPF" run "$signals" panic
status 141; is line; says "module 'signals.wasm': .*unreachable"
row "SIGPIPE ignored at the start" bash -c "trap '' PIPE
	'$WASM_BPF' run '$signals' write | head -n 1; exit \${PIPESTATUS[0]}"
status 141; is line; silent "$err"

# ---- our own output
row "version without standard output" sh -c "'$WASM_BPF' version >&-"
status 1; says "cannot write standard output: Bad file descriptor"
row "features on a full disk" sh -c "'$WASM_BPF' features >/dev/full"
status 1; says "cannot write standard output: No space left on device"
row "help on a full disk" sh -c "'$WASM_BPF' help >/dev/full"
status 1; says "cannot write standard output: No space left on device"
row "argp's help on a full disk" sh -c "'$WASM_BPF' run --help >/dev/full"
status 1; says "cannot write standard output: No space left on device"
finish
