#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What this machine's kernel cannot run is run in VMs with Debian's kernels: a guest attaches every
# kind (guests/kinds.c), nothing stays behind, not even after SIGKILL, and the tests of the kernel
# side pass. Environment: WASM_BPF, BUILD; WBPF_VM_KERNELS, WBPF_VM_CACHE. 77: no VM here.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
ROOT=$(realpath "$here/../..")
BUILD=$(realpath "${BUILD:-$ROOT/build}")
WASM_BPF=$(realpath "${WASM_BPF:-$BUILD/wasm-bpf}")
export BUILD WBPF_VM_CACHE=${WBPF_VM_CACHE:-$BUILD/vm}
. "$ROOT/tools/lib.sh"
work=$BUILD/vm-guests
mkdir -p "$work"

skip() { echo "SKIP: $1"; exit 77; }
for tool in qemu-system-x86_64 cpio busybox modinfo xz; do
	have "$tool" || [ -x "/usr/sbin/$tool" ] || skip "$tool is not installed; 'make setup-tests' installs it"
done
bpftool=$(find_bpftool) || skip "bpftool is not installed"
[ "$(uname -m)" = x86_64 ] || skip "the VMs are for x86-64"

(cd "$here/guests" && WASM_BPF_SDK=${WASM_BPF_SDK:-$BUILD/sdk/c} "$WASM_BPF" build -Wall \
	./*.bpf.c guest.c kinds.c story_*.c -o "$work/kinds.wasm")
cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -O1 -static -o "$work/poker" "$here/guests/poker.c"

# The tests of the kernel side that are fit for a kernel: on an older one an object of theirs is too
# new; test_fault would take minutes.
fit() {
	case $1 in
	6.1) echo test_map test_threads ;;
	*)
		echo test_attach test_features test_map test_object test_perf test_ring test_threads
		case $tools in *dash*tc*) echo test_guard test_net ;; esac
		;;
	esac
}
# What tests/kern calls by the shell.
tools=$(PATH=/usr/bin:/bin:/usr/sbin:/sbin command -v dash ip tc | tr '\n' ' ') || true
files=("$WASM_BPF" "$work/kinds.wasm" "$work/poker" "$bpftool" $tools)
for f in "$BUILD"/tests/kern/test_* "$BUILD"/tests/kern/bpf/*.bpf.o; do
	[ ! -f "$f" ] || files+=("$f")
done

status=0 ran=0
for kernel in ${WBPF_VM_KERNELS:-6.1 6.12}; do
	{
		echo "wasm_bpf=$WASM_BPF kinds=$work/kinds.wasm poker=$work/poker bpftool=$bpftool"
		echo "tests=$BUILD/tests/kern fit='$(fit "$kernel" | tr '\n' ' ')' only='${WBPF_VM_ONLY:-}' tools='$tools'"
		cat "$here/in-vm"
	} >"$work/script"
	ret=0
	"$here/run" "$kernel" "$work/script" "${files[@]}" || ret=$?
	case $ret in
	0) ran=$((ran + 1)) ;;
	77) echo "# skipped: Linux $kernel" ;;
	*) status=1 ;;
	esac
done
[ "$status" = 0 ] || exit 1
[ "$ran" -gt 0 ] || exit 77
