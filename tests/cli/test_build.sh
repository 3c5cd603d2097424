#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf build: modules, and every way not to get one: nothing half done is left.
. "$(dirname "$0")/lib.sh"
[ -e "$BUILD/sdk/c/lib" ] || [ -n "${WASM_BPF_SDK:-}" ] || skip "built without the C SDK"
[ -e /sys/kernel/btf/vmlinux ] || skip "needs /sys/kernel/btf/vmlinux for vmlinux.h"
src=$here/build
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
module=$work/tool.wasm
build() { local name=$1; shift; row "$name" "$WASM_BPF" build "$@"; }
no_temporary() {
	checks=$((checks + 1))
	[ -z "$(ls -A "$TMPDIR")" ] || bad "left in TMPDIR: $(ls -A "$TMPDIR")"
}
no_module() {
	checks=$((checks + 1))
	[ -z "$(ls -A "$work" | grep '^tool.wasm')" ] || bad "left: $(ls "$work"/tool.wasm*)"
	rm -f "$module"
}
# sections NAME REGEX: the custom sections of a module match
section() {
	checks=$((checks + 1))
	grep -qa -e "$1" "$module" || bad "the module has no '$1'"
}
no_section() {
	checks=$((checks + 1))
	! grep -qa -e "$1" "$module" || bad "the module has '$1'"
}

# ---- modules
build "a tool" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module" -Wall -Werror
status 0; silent "$out"; silent "$err"; no_temporary
section on_event; no_section .debug_info
checks=$((checks + 1))
[ -x "$module" ] && [ "$(head -c 4 "$module" | od -An -tx1)" = " 00 61 73 6d" ] ||
	bad "no executable module"
cp "$module" "$work/first"
build "the same each time" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module"
checks=$((checks + 1))
cmp -s "$module" "$work/first" || bad "the modules differ"
build "without names" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module" -s
status 0; no_section on_event
build "with DWARF" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module" -g
status 0; section .debug_info
build "intermediate files" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module" \
	--keep-temps "$work/keep" -v
status 0; has "$err" "--target=bpf"; has "$err" "--target=wasm32-wasi"
has "$work/keep/include/tool.skel.h" "^struct tool_bpf"; no_temporary
cp "$work"/keep/0-tool.o "$work/tool.bpf.o"
cp "$work"/keep/2-helper.o "$work/helper.o"
build "objects" "$work/tool.bpf.o" "$src/tool.c" "$work/helper.o" -I "$src" -o "$module"
status 0; silent "$err"
build "a skeleton" --skeleton-only "$src/tool.bpf.c" -o "$work/tool.skel.h"
status 0; has "$work/tool.skel.h" "^struct tool_bpf"; no_temporary
cd "$work"
rm -f "$module"
build "the output's name" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c"
status 0
checks=$((checks + 1))
[ -s "$work/tool.wasm" ] || bad "no tool.wasm"

# ---- shared structs
rm -f "$module"
build "a struct that differs" -DLONG_DELTA "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module"
status 1; says ".*tool.bpf.c and .*tool.c share"; no_module; no_temporary
has "$err" "struct event: 'long delta_ns' has 8 bytes in BPF and 4 in the guest"
build "if need be" -DLONG_DELTA --no-layout-check "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$module"
status 0
rm -f "$module"

# ---- what the compilers refuse: their own words, and the old module stays
echo old >"$work/old.wasm"
echo 'int main(void) { return nobody; }' >"$work/bad.c"
build "an error in C" "$src/tool.bpf.c" "$work/bad.c" -o "$work/old.wasm"
status 1; has "$err" "bad.c:1:25: error: .*nobody"; has "$err" "^wasm-bpf: $work/bad.c: "; no_temporary
checks=$((checks + 1))
[ "$(cat "$work/old.wasm")" = old ] || bad "the old module is gone"
echo '#include "vmlinux.h"
int f(void) { return nobody; }' >"$work/bad.bpf.c"
build "an error in BPF C" "$work/bad.bpf.c" "$src/helper.c" -o "$module"
status 1; has "$err" "bad.bpf.c:2:22: error: .*nobody"; no_module; no_temporary
build "a missing function" "$src/tool.bpf.c" "$src/tool.c" -o "$module"
status 1; has "$err" "undefined symbol: helper"; has "$err" "^wasm-bpf: link: "; no_module; no_temporary
build "no eBPF object" "$here/lib.sh" "$src/helper.c"
status 2; has "$err" "lib.sh"
echo text >"$work/text.bpf.o"
build "a text for an object" "$work/text.bpf.o" "$src/helper.c" -o "$module"
status 1; says "$work/text.bpf.o: not an ELF"; no_module; no_temporary
build "a missing source" "$work/none.bpf.c" "$src/helper.c" -o "$module"
status 1; has "$err" "none.bpf.c"; no_module; no_temporary
build "no directory for it" "$src/tool.bpf.c" "$src/tool.c" "$src/helper.c" -o "$work/none/x.wasm"
status 1; says ".*$work/none/x.wasm"; no_temporary

# ---- missing tools
row "no clang" env PATH=/nonexistent "$WASM_BPF" build "$src/tool.bpf.c" "$src/tool.c" -o "$module"
status 1; says "clang is missing; .*apt install clang"; no_module; no_temporary
row "no such clang" env CLANG=nobody "$WASM_BPF" build "$src/tool.bpf.c" "$src/tool.c" -o "$module"
status 2; says "no such compiler: 'nobody'"; no_temporary
row "no SDK" env WASM_BPF_SDK="$work" "$WASM_BPF" build "$src/tool.bpf.c" "$src/tool.c" -o "$module"
status 2; says "no C SDK in '$work'"; no_temporary
build "no C library" --sysroot "$work" "$src/tool.bpf.c" "$src/tool.c" -o "$module"
status 1; says "wasi-libc is missing"; no_module; no_temporary
build "no BTF" --btf "$work/none" "$src/tool.bpf.c" "$src/tool.c" -o "$module"
status 1; says ".*'$work/none'"; no_module; no_temporary
row "no room for intermediate files" env TMPDIR="$work/none" "$WASM_BPF" build "$src/tool.bpf.c" \
	"$src/tool.c" -o "$module"
status 1; says ".*$work/none"; no_module

# ---- arguments
build "nothing"
status 2; has "$err" "no input"
build "a skeleton of two" --skeleton-only "$src/tool.bpf.c" "$src/tool.c"
status 2; has "$err" "skeleton-only"
build "nothing to link" "$src/tool.bpf.c"
status 2; has "$err" "nothing to make a module of"
mkdir "$work/other" && cp "$src/tool.bpf.c" "$work/other"
build "two of one name" "$src/tool.bpf.c" "$work/other/tool.bpf.c" "$src/tool.c"
status 2; has "$err" "same skeleton"
build "a stack of nothing" --stack-size 1 "$src/tool.bpf.c" "$src/tool.c"
status 2; has "$err" "stack size"
build "help" --help
status 0; has "$out" "wasm-bpf build opensnoop.bpf.c"

# ---- interrupted: the compiler ends with us, and nothing is left
cat >"$work/slow-clang" <<'END'
#!/bin/sh
case "$*" in *--version*) echo "clang version 19.0.0"; exit ;; esac
echo $$ >"$SLOW_PID"
exec sleep 1000
END
chmod +x "$work/slow-clang"
export SLOW_PID=$work/slow.pid
for signal in INT TERM HUP; do
	rm -f "$SLOW_PID"
	start "SIG$signal" env CLANG="$work/slow-clang" "$WASM_BPF" build "$src/tool.bpf.c" \
		"$src/tool.c" -o "$module"
	until_true "the compiler" test -s "$SLOW_PID"
	kill -s "$signal" "$pid"
	end
	status $((128 + $(kill -l "$signal"))); no_module; no_temporary
	checks=$((checks + 1))
	! kill -0 "$(cat "$SLOW_PID")" 2>/dev/null || bad "the compiler still runs"
done
finish
