#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf gen: skeletons and vmlinux.h, and what cannot become one.
. "$(dirname "$0")/lib.sh"
gen() { local name=$1; shift; row "$name" "$WASM_BPF" gen "$@"; }

cat >"$work/my-tool.bpf.c" <<'END'
int counter;
const volatile long limit = 1;
__attribute__((section("raw_tp/sched_switch"), used)) int on_switch(void *ctx)
{
	return ++counter > limit;
}
char LICENSE[] __attribute__((section("license"), used)) = "GPL";
END
compile() { "$clang" --target=bpf -O2 "$@" -c "$work/my-tool.bpf.c"; }
object=$work/my-tool.bpf.o
compile -g -o "$object" || { echo "FAIL: my-tool.bpf.c does not compile"; exit 1; }

# ---- skeletons
gen "to standard output" skeleton "$object"
status 0; silent "$err"; has "$out" '^struct my_tool_bpf \{'; has "$out" '__s64 limit;'
cp "$out" "$work/first"
gen "to a file" skeleton "$object" -o "$work/my-tool.skel.h"
status 0; silent "$out"; silent "$err"
gen "the same each time" skeleton "$object"
status 0
checks=$((checks + 1))
cmp -s "$out" "$work/first" && cmp -s "$work/my-tool.skel.h" "$work/first" || bad "the texts differ"
gen "a name of one's own" skeleton "$object" --name snoop
status 0; has "$out" '^struct snoop \{'
row "standard input" bash -c '"$1" gen skeleton - -n snoop <"$2"' - "$WASM_BPF" "$object"
status 0; has "$out" '^struct snoop \{'
mkfifo "$work/pipe"
cat "$work/pipe" >"$work/piped" &
gen "a pipe stays a pipe" skeleton "$object" -o "$work/pipe"
status 0
wait $!
checks=$((checks + 1))
[ -p "$work/pipe" ] && [ -s "$work/piped" ] || bad "the pipe was replaced, or got nothing"

# ---- what bpftool calls things
if bpftool=$(. "$ROOT/tools/lib.sh" && find_bpftool); then
	"$bpftool" gen skeleton "$object" >"$work/theirs" 2>/dev/null
	names() { grep -oE 'my_tool_bpf__[a-z_]+' "$1" | grep -vE '__(assert|create_skeleton)$' | sort -u; }
	checks=$((checks + 1))
	missing=$(comm -23 <(names "$work/theirs") <(names "$work/first"))
	[ -z "$missing" ] || bad "bpftool has also: $missing"
fi

# ---- no skeleton
gen "missing file" skeleton "$work/none.bpf.o"
status 1; silent "$out"; says ".*'$work/none.bpf.o': No such file or directory"
gen "a text file" skeleton "$here/lib.sh"
status 1; silent "$out"; says "$here/lib.sh: not an ELF object file"
gen "another machine's ELF" skeleton "$WASM_BPF"
status 1; silent "$out"; says ".*another machine"
head -c 600 "$object" >"$work/cut.bpf.o"
gen "a truncated object" skeleton "$work/cut.bpf.o"
status 1; silent "$out"; has "$err" "cut.bpf.o: "
compile -g0 -o "$work/nobtf.bpf.o"
gen "no BTF" skeleton "$work/nobtf.bpf.o"
status 1; silent "$out"; has "$err" "nobtf.bpf.o: "
gen "a name that is none" skeleton "$object" --name 'a b'
status 2; silent "$out"; has "$err" "C identifier"
gen "a directory that is not there" skeleton "$object" -o "$work/none/x.h"
status 1; says ".*$work/none/x.h"

# ---- vmlinux.h
if [ -e /sys/kernel/btf/vmlinux ]; then
	gen "of the running kernel" vmlinux -o "$work/vmlinux.h"
	status 0; silent "$out"; silent "$err"
	has "$work/vmlinux.h" '^struct task_struct \{'
	echo '#include "vmlinux.h"' >"$work/includes.c"
	row "compiles" "$clang" --target=bpf -g -Wall -Werror -c "$work/includes.c" -o "$work/includes.o"
	status 0
	gen "of a raw file" vmlinux --btf /sys/kernel/btf/vmlinux -o "$work/again.h"
	status 0
	checks=$((checks + 1))
	cmp -s "$work/vmlinux.h" "$work/again.h" || bad "the texts differ"
fi
gen "of an object" vmlinux --btf "$object"
status 0; has "$out" '__VMLINUX_H__'
gen "BTF that is not there" vmlinux --btf "$work/none"
status 1; silent "$out"; says ".*'$work/none': No such file or directory"
gen "BTF that is none" vmlinux --btf "$here/lib.sh"
status 1; silent "$out"; has "$err" "no valid BTF in '$here/lib.sh'"

# ---- arguments
gen "nothing"
status 2; silent "$out"; has "$err" "skeleton.*vmlinux"
gen "something else" bindings
status 2; has "$err" "'bindings'"
gen "no object" skeleton
status 2; has "$err" "FILE.bpf.o"
gen "no name for standard input" skeleton -
status 2; has "$err" "--name"
gen "too much" skeleton a b
status 2; has "$err" "'b'"
gen "help" --help
status 0; has "$out" "wasm-bpf gen skeleton opensnoop.bpf.o"
finish
