#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The SDK's argp says and does what the C library's does: argp/cases.c is compiled with both.
. "$(dirname "$0")/lib.sh"
CC=${CC:-cc}
echo '#include <argp.h>
int main(void) { return !argp_program_bug_address; }' >"$work/glibc.c"
"$CC" "$work/glibc.c" -o "$work/glibc" 2>/dev/null || skip "the C library has no argp"
mkdir "$work/include"
cp "$ROOT/sdk/c/include/argp.h" "$work/include/"
"$CC" -D_GNU_SOURCE -Wall -Wextra -Werror "$here/argp/cases.c" -o "$work/theirs" || exit 1
"$CC" -D_GNU_SOURCE -g -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra -Werror \
	-I "$work/include" -I "$ROOT/sdk/c/src" "$here/argp/cases.c" "$ROOT"/sdk/c/src/argp_*.c \
	-o "$work/ours" || exit 1

lines=(
	"" --help --usage "-?" --version -V --hel --h -u -s "-b x" -f --nope -Z -d "-d 5" -d5
	--duration=5 "--duration 5" --dur=5 --verbose=3 --ver -vvx -vxcmd "-x cmd" --extended
	--ext=foo "--out f" "a -v b -d 3 c" "a b c d" "a -v -- -d x" "-- a" - "- -v" "a b" -o
	--only-long --hidden --o=3 -vd -k3 "-K a -k 2" --alpha "--alpha=x --zeta"
	"--program-name=foo --help" -v= -: "x -v y" "-p 1 q -p 2 r --verb" "--verbose --" --du -h
	--kid=1
)
flag_lines=("a -v b -d 3" --nope "-verbose -dur 3 x y" "--help a")
for case in 0 1 2 3 4 5 6 7; do
	for more in "" QUIET=1 PROGRAM_VERSION=1.2 "QUIET=1 PROGRAM_VERSION=1.2"; do
		printf "CASE=$case $more -- %s\n" "${lines[@]}"
		for flags in 1 2 4 8 0x10 0x20 0x40 0x48 0x32; do
			printf "CASE=$case $more FLAGS=$flags -- %s\n" "${flag_lines[@]}"
		done
		echo "CASE=$case $more INDEX=1 -- a b c d e -v"
		echo "CASE=$case $more INDEX=1 FLAGS=4 -- a b -v c"
		echo "CASE=$case $more POSIXLY_CORRECT=1 -- a -v b"
	done
done >"$work/lines"
"$work/theirs" <"$work/lines" >"$work/theirs.out" || exit 1
# The C library's parser leaves its memory to the process's end; so may ours at exit().
ASAN_OPTIONS=detect_leaks=0 "$work/ours" <"$work/lines" >"$work/ours.out" || exit 1
diff -U 20 "$work/theirs.out" "$work/ours.out" >"$work/diff" || {
	head -n 100 "$work/diff"
	fail "the outputs differ"
}
[ "$(grep -c '^====' "$work/ours.out")" = "$(wc -l <"$work/lines")" ] || fail "lines are missing"
echo "$(wc -l <"$work/lines") command lines, none differs"
