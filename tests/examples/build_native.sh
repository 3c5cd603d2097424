#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds the unchanged sources of the examples with libbpf: the twins that the modules are
# compared with.
# usage: build_native.sh OUTPUT_DIR [TOOL...]
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?usage: build_native.sh OUTPUT_DIR [TOOL...]}
shift
CLANG=${CLANG:-clang-19}
CC=${CC:-gcc}
libbpf_include=$(cat "$root/build/deps/libbpf.include")
libbpf_archive=$(dirname "$libbpf_include")/libbpf.a
case $(uname -m) in
x86_64) arch=x86 ;;
aarch64) arch=arm64 ;;
riscv64) arch=riscv ;;
*) arch=$(uname -m) ;;
esac

mkdir -p "$out"
[ -s "$out/vmlinux.h" ] ||
	bpftool btf dump file /sys/kernel/btf/vmlinux format c >"$out/vmlinux.h"

build() {
	local source=$1 tool
	tool=$(basename "$source" .bpf.c)
	"$CLANG" -g -O2 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-missing-declarations \
		-target bpf -D__TARGET_ARCH_$arch -I"$out" -isystem "$libbpf_include" \
		-c "$source" -o "$out/$tool.bpf.o"
	bpftool gen skeleton "$out/$tool.bpf.o" >"$out/$tool.skel.h"
	"$CC" -std=gnu11 -O2 -g -Wall -Wextra -Werror -isystem "$out" \
		-isystem "$libbpf_include" -I"$root/examples/native/include" \
		"${source%.bpf.c}.c" -o "$out/$tool" "$libbpf_archive" -lelf -lz
}

for source in "$root"/examples/*/*/*.bpf.c; do
	tool=$(basename "$source" .bpf.c)
	if [ $# -eq 0 ] || [[ " $* " == *" $tool "* ]]; then
		build "$source"
	fi
done
