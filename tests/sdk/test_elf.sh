#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The SDK's libelf reads what libelf reads: elf/dump.c is compiled with both, and as a guest.
. "$(dirname "$0")/lib.sh"
need_command
CC=${CC:-cc}
command -v clang-19 >/dev/null || skip "needs clang-19 for objects of other machines"
"$CC" -Wall -Wextra -Werror "$here/elf/dump.c" -lelf -o "$work/theirs" 2>/dev/null ||
	skip "needs libelf and its headers"

mkdir "$work/include" "$work/files"
cp "$ROOT"/sdk/c/include/{elf,libelf,gelf}.h "$work/include/"
ours() {
	"$CC" -g -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra -Werror \
		-I "$work/include" -I "$ROOT/sdk/c/src" "$@" "$here/elf/dump.c" \
		"$ROOT"/sdk/c/src/elf_*.c
}
ours -o "$work/ours" && ours -DHOSTILE -o "$work/hostile" || exit 1

echo 'int global = 3; static int here(int x) { return x + global; }
int there(int x) { return here(x) + there(x - 1); }' >"$work/some.c"
for target in i386 x86_64 armeb-none-eabi aarch64_be ppc64 mips s390x bpf; do
	clang-19 --target="$target" -g -c "$work/some.c" \
		-o "$work/files/$target.o" 2>"$work/err" || { cat "$work/err"; fail "$target"; }
done
cp "$(readlink -f /bin/sh)" "$work/files/"
cp "$(ldd /bin/sh | awk '/libc\./ { print $3 }')" "$work/files/"
echo "no ELF file" >"$work/files/text"
: >"$work/files/empty"

"$work/theirs" "$work"/files/* >"$work/theirs.out" || exit 1
"$work/ours" "$work"/files/* >"$work/ours.out" || exit 1
"$WASM_BPF" build "$here/elf/dump.c" -o "$work/dump.wasm" || exit 1
"$WASM_BPF" run --dir "$work/files" "$work/dump.wasm" "$work"/files/* >"$work/guest.out" || exit 1
for out in ours guest; do
	diff -U 3 "$work/theirs.out" "$work/$out.out" >"$work/diff" || {
		head -n 60 "$work/diff"
		fail "$out: another output than libelf's"
	}
done
"$work/hostile" "$work/files/x86_64.o" "$work/files/mips.o" >"$work/hostile.out" ||
	fail "hostile files"
echo "$(wc -l <"$work/ours.out") lines, none differs; $(wc -l <"$work/hostile.out") of hostile files"
