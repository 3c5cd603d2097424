#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Modules and options that cannot be: one clear sentence and the documented exit status.
. "$(dirname "$0")/lib.sh"
run() { local name=$1; shift; row "$name" "$WASM_BPF" run "$@"; }

# ---- files
run "missing file" "$work/none.wasm"
status 127; says ".*'$work/none.wasm': No such file or directory"
run "a file on the way" "$here/lib.sh/x.wasm"
status 127; says ".*Not a directory"
run "a directory" "$work"
status 126; says ".*'$work': Is a directory"
run "a text file" "$here/lib.sh"
status 126; says "module 'lib.sh': not a WebAssembly module"
: >"$work/empty.wasm"
run "an empty file" "$work/empty.wasm"
status 126; says "module 'empty.wasm': "
head -c 200 "$(guest args)" >"$work/cut.wasm"
run "a truncated module" "$work/cut.wasm"
status 126; says "module 'cut.wasm': "
printf '\0asm\15\0\1\0' >"$work/component.wasm"
run "a component" "$work/component.wasm"
status 126; says "module 'component.wasm': "
run "bad WAT" "$(wat broken '(module (func (export "_start") (call $nobody)))')"
status 126; says "module 'broken.wat': .*nobody"
if [ "$(id -u)" = 0 ]; then
	cp "$(guest args)" "$work/secret.wasm" && chmod 600 "$work/secret.wasm"
	row "a file that may not be read" setpriv --reuid=65534 --clear-groups --inh-caps=-all \
		--bounding-set=-all "$WASM_BPF" run "$work/secret.wasm"
	status 126; says ".*'$work/secret.wasm': Permission denied"
fi

# ---- imports and exports
run "an unknown function" "$(wat unknown '(module (import "wasm_bpf" "frobnicate" (func (param i32 i64) (result i32)))
	(memory (export "memory") 1) (func (export "_start")))')"
status 126; says "module 'unknown.wat': .*wasm_bpf.*frobnicate.*\(i32, i64\) -> i32"
run "a known function of another type" "$(wat othertype '(module (import "wasm_bpf" "wasm_load_bpf_object" (func (param i64) (result i64)))
	(memory (export "memory") 1) (func (export "_start")))')"
status 126; says "module 'othertype.wat': .*wasm_load_bpf_object.*\(i64\) -> i64"
run "an unknown module" "$(wat othermodule '(module (import "nowhere" "f" (func))
	(memory (export "memory") 1) (func (export "_start")))')"
status 126; says "module 'othermodule.wat': .*nowhere"
run "no _start" "$(wat library '(module (memory (export "memory") 1))')"
status 126; says "module 'library.wat': .*_start"

# ---- memory
run "memory bound at the start" --memory-max 1M \
	"$(wat big '(module (memory (export "memory") 100) (func (export "_start")))')"
status 125; says "module 'big.wat': .*memory.*1048576"
run "memory bound later" --memory-max 1M "$(guest args)" grow
status 0; has "$out" '^no memory after [0-9]+ KiB$'; silent "$err"

# ---- traps
run "a trap" "$(guest trap)"
status 134; says "module 'trap.wasm': .*unreachable"
has "$err" '^ .*innermost'; has "$err" '^ .*middle'; has "$err" '^ .*main'
run "endless recursion" "$(wat deep '(module (memory (export "memory") 1)
	(func $down (export "_start") (call $down)))')"
status 134; says "module 'deep.wat': .*stack"
has "$err" '^ +0: down$'; has "$err" '^ +1: down \(module offset 0x[0-9a-f]{1,3}\)$'
run "a name that would drive the terminal" "$(wat escape '(module (memory (export "memory") 1)
	(func $"\1b[2Jevil" (unreachable)) (func (export "_start") (call $"\1b[2Jevil")))')"
status 134
checks=$((checks + 1)); ! grep -q "$(printf '\033')" "$err" || bad "an escape sequence of the guest"
has "$err" 'evil'

# ---- options
run "no module"
status 125; has "$err" '^wasm-bpf run: .*MODULE is missing'
run "an unknown option" --frob x.wasm
status 125; has "$err" "^wasm-bpf run: unrecognized option '--frob'"
run "an option without value" --env
status 125; has "$err" "^wasm-bpf run: option '--env' requires an argument"
for text in "" :: x:: ::y; do
	run "--dir '$text'" --dir "$text" x.wasm
	status 125; has "$err" "^wasm-bpf run: '$text' is no directory"
done
run "a directory that is not there" --dir "$work/none::/d" "$(guest args)"
status 125; says "module 'args.wasm': .*$work/none.*No such file or directory"
for text in "" =x; do
	run "--env '$text'" --env "$text" x.wasm
	status 125; has "$err" "^wasm-bpf run: '$text' is no environment variable"
done
for text in "" 0 -1 x 1X 1KK 99999999999999999999 17179869184G; do
	run "--memory-max '$text'" --memory-max "$text" x.wasm
	status 125; has "$err" "^wasm-bpf run: '$text' is no size"
done
for text in "" -1 x 1s nan inf 86401; do
	run "--grace '$text'" --grace "$text" x.wasm
	status 125; has "$err" "^wasm-bpf run: '$text' is no time"
done
run "an unknown engine" --engine frob "$(guest args)"
status 125; says ".*'frob'"
run "a log that cannot be opened" --log "$work/none/log" "$(guest args)"
status 125; says ".*'$work/none/log': No such file or directory"
finish
