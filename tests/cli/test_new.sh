#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf new: the project builds without a warning, runs and passes its own test.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
new() { local name=$1; shift; row "$name" "$WASM_BPF" new "$@"; }

new "a project" my-tool
status 0; silent "$err"; has "$out" "cd my-tool && make"
for file in my-tool.bpf.c my-tool.c event.h Makefile test.sh README.md .gitignore; do
	checks=$((checks + 1)); [ -s "my-tool/$file" ] || bad "no $file"
done
checks=$((checks + 1)); [ -x my-tool/test.sh ] || bad "test.sh cannot be run"
has my-tool/my-tool.c 'my_tool_bpf__open'
checks=$((checks + 1)); ! grep -qrE '@\.|`_' my-tool || bad "a name is missing: $(grep -rE '@\.|`_' my-tool)"

new "the same again" my-tool
status 1; says ".*'my-tool': File exists"
new "a place that is not there" none/tool
status 1; says ".*'none/tool': No such file"
new "no name" 'a b'
status 2; has "$err" "'a b'"
new "no tool" my-tool/
status 2
new "nothing"
status 2; has "$err" "called"
new "two" a b
status 2; has "$err" "'b'"
new "another language" --lang cobol tool
status 2; has "$err" "cobol"
checks=$((checks + 1)); [ "$(ls)" = "$(printf 'err\nmy-tool\nout')" ] || bad "also there: $(ls)"
if [ -e /dev/full ]; then
	row "no room" unshare -m sh -c 'mkdir small && mount -t tmpfs -o size=4k none small && cd small &&
		"$1" new tool; status=$?; ls; exit $status' sh "$WASM_BPF"
	[ "$got" = 1 ] && { status 1; silent "$out"; }
	rmdir small 2>/dev/null
fi

# ---- as its user sees it
[ -e "$BUILD/sdk/c/lib" ] || [ -n "${WASM_BPF_SDK:-}" ] || finish
row "make" make -C my-tool WASM_BPF="$WASM_BPF"
status 0; silent "$err"
row "nothing to do" make -q -C my-tool WASM_BPF="$WASM_BPF"
status 0
touch -d '+1 hour' my-tool/event.h
row "a header changed" make -q -C my-tool WASM_BPF="$WASM_BPF"
status 1
[ "$(id -u)" = 0 ] && [ -e /sys/kernel/btf/vmlinux ] || finish
row "its test" make -C my-tool check WASM_BPF="$WASM_BPF"
status 0; has "$out" '^passed$'
row "make clean" make -C my-tool clean
status 0; checks=$((checks + 1)); [ ! -e my-tool/my-tool.wasm ] || bad "the module is left"
finish
