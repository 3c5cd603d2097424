#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Ring buffers and global data in the guest's memory, and the same by copies: guests/mapping.c says
# what is wrong. Then what a guest does to pages that it must not write.
. "$(dirname "$0")/lib.sh"
need_kernel
module=$(guest mapping) || exit 1
echo 12345678 >"$work/file"
failed=0
more=

run() { # MODE WORD TEST
	timeout -s KILL "$patience_s" "$WASM_BPF" run -v --map-memory="$1" $more --dir "$work::/data" "$module" \
		"$2" "$3" >"$work/out" 2>"$work/err"
}
bad() {
	echo "FAIL: $*"
	cat "$work/out" "$work/err"
	failed=1
}

for mode in auto unordered off; do
	word=live
	[ $mode = off ] && word=copy
	for test in ring perf globals user_ring array grow again; do
		run $mode $word $test || bad "$mode: $test: status $?"
	done
done
run off copy ring
grep -q 'nothing can be mapped' "$work/err" || bad "-v does not say that the guest copies"

# A trap, with the function that stored.
for test in store store_perf; do
	run auto live $test
	[ $? = 134 ] || bad "$test: no trap"
	grep -q 'a store to a read-only mapped page' "$work/err" && grep -q '^ *0: ' "$work/err" ||
		bad "$test: no backtrace"
done
# By host code that knows of no mapping: the guest ends, the process says why.
for test in file_read random clock prestat fill fill_perf; do
	run auto live $test
	[ $? = 134 ] || bad "$test: the guest was not ended"
	grep -q 'the guest made the host write to a read-only mapped page' "$work/err" ||
		bad "$test: no reason"
done
run auto live own
[ $? = 3 ] || bad "own calls: status"
# A ring that does not fit below the bound of memory is read by copies, and -v says so.
run auto live big || bad "a large ring"
! grep -q 'not mapped' "$work/err" || bad "a large ring is not mapped"
more=--memory-max=4M
run auto copy big || bad "a ring larger than memory"
grep -q 'not mapped, the guest copies: .*not in the guest' "$work/err" || bad "a ring larger than memory: no reason"
exit $failed
