#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The log: on standard error or in a file, never in the guest's output, each line with its level
# and the part that speaks.
. "$(dirname "$0")/lib.sh"
need_kernel
driver=$(guest driver) && object good >/dev/null || exit 1
run() { # NAME OPTION...
	local name=$1
	shift
	row "$name" "$WASM_BPF" run "$@" --dir "$work::/o:ro" "$driver" /o/good.bpf.o load attach "raw$tag" 0 -
	status 0; is done
}
shape() { # FILE
	checks=$((checks + 1))
	! grep -vE '^wasm-bpf: (error|warning|info|debug): [a-z0-9]+: ' "$1" >"$work/odd" ||
		bad "lines of another shape: $(head -3 "$work/odd")"
}

run "quiet by default"
silent "$err"
run "-vv shows libbpf's debug lines" -vv
shape "$err"; has "$err" "^wasm-bpf: debug: libbpf: .*raw$tag"
run "a file" -vv --log "$work/log"
silent "$err"; shape "$work/log"; has "$work/log" "^wasm-bpf: debug: libbpf: .*raw$tag"
lines=$(wc -l <"$work/log")
run "a file is appended to" --verbose --verbose --log "$work/log"
checks=$((checks + 1)); [ "$(wc -l <"$work/log")" -gt "$lines" ] || bad "the log did not grow"

# ---- a module of the version 1 ABI has no other way to tell why
v1=$(wat v1 '(module (import "wasm_bpf" "wasm_load_bpf_object" (func $load (param i32 i32) (result i64)))
	(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
	(memory (export "memory") 1) (data (i32.const 64) "this is no object")
	(func (export "_start") (call $exit (i64.eqz (call $load (i32.const 64) (i32.const 17))))))')
row "an error of version 1" "$WASM_BPF" run "$v1"
status 1; has "$err" '^wasm-bpf: error: host: object .*'
row "its file" "$WASM_BPF" run --log "$work/v1.log" "$v1"
status 1; has "$err" '^wasm-bpf: error: host: object .*'; has "$work/v1.log" '^wasm-bpf: error: host: '
row "quiet" "$WASM_BPF" run -q --log "$work/v1.log" "$v1"
status 1; silent "$err"
finish
