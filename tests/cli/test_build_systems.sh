#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/build-systems: each makes the module, once, and again when a header has changed.
. "$(dirname "$0")/lib.sh"
[ -e "$BUILD/sdk/c/lib" ] || [ -n "${WASM_BPF_SDK:-}" ] || skip "built without the C SDK"
[ -e /sys/kernel/btf/vmlinux ] || skip "needs /sys/kernel/btf/vmlinux for vmlinux.h"
cp -r "$ROOT/examples/build-systems" "$work/b" && cd "$work/b" || exit 1
PATH=$(dirname "$WASM_BPF"):$PATH
export PATH

made() { stat -c %y "$1"; }
# again NAME MODULE COMMAND...: made, not made again, made again after a change
again() {
	local name=$1 module=$2 first
	shift 2
	row "$name" "$@"
	status 0
	checks=$((checks + 1))
	[ -s "$module" ] || { bad "no $module"; return; }
	first=$(made "$module")
	row "$name again" "$@"
	status 0
	checks=$((checks + 1)); [ "$(made "$module")" = "$first" ] || bad "it was made again"
	for header in tool.h meson/tool.h; do
		[ ! -e $header ] || touch $header
	done
	row "$name, a header changed" "$@"
	status 0
	checks=$((checks + 1)); [ "$(made "$module")" != "$first" ] || bad "it was not made again"
}

again make make/tool.wasm make -C make
cmake -S cmake -B out-make -G "Unix Makefiles" >/dev/null || bad "cmake"
again "cmake with make" out-make/tool.wasm cmake --build out-make
if command -v ninja >/dev/null; then
	touch tool.*
	cmake -S cmake -B out-ninja -G Ninja >/dev/null || bad "cmake -G Ninja"
	again "cmake with ninja" out-ninja/tool.wasm cmake --build out-ninja
	if command -v meson >/dev/null; then
		cp tool.* meson
		touch meson/*
		meson setup out-meson meson >/dev/null || bad "meson"
		again meson out-meson/tool.wasm ninja -C out-meson
	fi
fi
if [ "$(id -u)" = 0 ]; then
	row "it runs" "$WASM_BPF" run make/tool.wasm
	status 0; has "$out" '^CPU [0-9]+, process [0-9]+$'
fi
finish
