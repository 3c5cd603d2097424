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

# ---- subskeletons, structs, linking
gen "a subskeleton" subskeleton "$object"
status 0; has "$out" '^struct my_tool_bpf \{'; has "$out" '__s32 \*counter;'
cat >"$work/part.bpf.c" <<'END'
struct shared { char c; long l; void *p; };
struct shared parts __attribute__((section(".data.parts"))) = { 1 };
__attribute__((section("raw_tp/sched_switch"), used)) int in_part(void *ctx) { return parts.c; }
END
"$clang" --target=bpf -O2 -g -c "$work/part.bpf.c" -o "$work/part.bpf.o" || bad "part.bpf.c"
gen "structs" struct "$work/part.bpf.o" shared
status 0; has "$out" '^struct shared \{'; has "$out" '__s64 l;'; has "$out" '__u64 p; /\* void \* \*/'
cp "$out" "$work/shared.h"
gen "all structs" struct "$work/part.bpf.o"
status 0; checks=$((checks + 1)); cmp -s "$out" "$work/shared.h" || bad "the texts differ"
row "which compile" "$clang" -Wall -Wextra -Werror -fsyntax-only -x c -include "$work/shared.h" /dev/null
status 0
gen "no such struct" struct "$work/part.bpf.o" nobody
status 2; says ".*part.bpf.o: .*'nobody'"; silent "$out"
gen "one object of two" object "$object" "$work/part.bpf.o" -o "$work/both.bpf.o"
status 0; silent "$out"; silent "$err"
gen "its skeleton" skeleton "$work/both.bpf.o"
status 0; has "$out" 'bpf_program \*on_switch;'; has "$out" 'bpf_program \*in_part;'; has "$out" 'data_parts'
gen "the same twice" object "$object" "$object" -o "$work/none.bpf.o"
status 1; says ".*my-tool.bpf.o: libbpf cannot link it"; has "$err" "^  .*conflicting non-weak symbol"
checks=$((checks + 1)); [ ! -e "$work/none.bpf.o" ] || bad "it wrote something"
gen "no object to link" object "$here/lib.sh" -o "$work/none.bpf.o"
status 1; says ".*lib.sh: not a little-endian eBPF object"

# ---- a part of the kernel's types
cat >"$work/core.bpf.c" <<'END'
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct kernel_thing { long unused; union { int deep; }; struct kernel_thing *next; int pid; };
#pragma clang attribute pop
__attribute__((section("raw_tp/sched_switch"), used)) int f(struct kernel_thing *t)
{
	return t->pid + t->deep;
}
END
cat >"$work/kernel.c" <<'END'
struct other { int never; };
struct kernel_thing { char moved[64]; struct other o; struct { long pad; union { int deep; }; };
	struct kernel_thing *next; int pid; } thing;
__attribute__((used)) int g(struct kernel_thing *t) { return t->pid; }
END
"$clang" --target=bpf -O2 -g -c "$work/core.bpf.c" -o "$work/core.bpf.o" || bad "core.bpf.c"
"$clang" --target=bpf -O2 -g -c "$work/kernel.c" -o "$work/kernel.o" || bad "kernel.c"
gen "a part of types" min-btf --btf "$work/kernel.o" "$work/core.bpf.o" -o "$work/min.btf"
status 0; silent "$out"; silent "$err"
gen "has what is read" vmlinux --btf "$work/min.btf"
status 0; has "$out" 'int deep;'; has "$out" 'int pid;'; has "$out" '^struct kernel_thing'
checks=$((checks + 1))
! grep -qE 'never|moved|next' "$out" || bad "it has what nobody reads"
gen "of no object" min-btf --btf "$work/kernel.o" "$here/lib.sh"
status 1; says ".*lib.sh: not a little-endian eBPF object"; silent "$out"
"$clang" --target=bpfeb -O2 -g -c "$work/core.bpf.c" -o "$work/big.bpf.o" || bad "big.bpf.o"
gen "another byte order" skeleton "$work/big.bpf.o"
status 1; says ".*big.bpf.o: the eBPF object is big-endian"; silent "$out"

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
