#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf build: C++, dependencies for build systems, vmlinux.h, other layouts, other compilers.
. "$(dirname "$0")/lib.sh"
[ -e "$BUILD/sdk/c/lib" ] || [ -n "${WASM_BPF_SDK:-}" ] || skip "built without the C SDK"
[ -e /sys/kernel/btf/vmlinux ] || skip "needs /sys/kernel/btf/vmlinux for vmlinux.h"
cp "$here"/build/* "$work" && cd "$work" || exit 1
build() { local name=$1; shift; row "$name" "$WASM_BPF" build "$@"; }
tool=(tool.bpf.c tool.c helper.c)
refused() { checks=$((checks + 1)); [ ! -e "$1" ] || bad "there is a $1"; }

# ---- dependencies
build "a rule" "${tool[@]}" -o 'a tool.wasm' -MMD -MF tool.d
status 0; silent "$out"; silent "$err"
has tool.d '^a\\ tool\.wasm: '; has tool.d '^  tool\.bpf\.c'; has tool.d '^  helper\.c'
has tool.d '^  tool\.h'; has tool.d '^tool\.h:$'
checks=$((checks + 1)); ! grep -qE '/tmp/|^tool\.c:|include/bpf' tool.d || bad "$(cat tool.d)"
build "the same by name" "${tool[@]}" -o 'a tool.wasm' --depfile tool2.d
status 0; checks=$((checks + 1)); cmp -s tool.d tool2.d || bad "the rules differ"
printf 'all: a\\ tool.wasm\n-include tool.d\na\\ tool.wasm:\n\techo made; touch "$@"\n' >Makefile
row "make takes it" make -s
checks=$((checks + 1)); status 0; silent "$out"
touch -d '+1 hour' tool.h
row "and sees a changed header" make -s
status 0; is made
build "no directory for it" "${tool[@]}" -o t.wasm -MF none/t.d
status 1; says ".*none/t.d"

# ---- C++
cat >main.cc <<'END'
#include <cstdio>
#include "tool.h"
#include "tool.skel.h"
extern "C" int helper(int x);
namespace {
struct closer {
	tool_bpf *skel;
	~closer() { tool_bpf::destroy(skel); }
};
}
int main()
{
	closer tool{tool_bpf::open()};
	std::printf("%d %d\n", helper(7), tool.skel != nullptr && tool.skel->rodata->limit == 1);
	return 0;
}
END
cpp_found=$(find /usr/lib/llvm-*/include/wasm32-wasi /usr/include/wasm32-wasi -name cstdio 2>/dev/null)
build "C++" tool.bpf.c main.cc helper.c -o cpp.wasm -Wall -Werror
if [ -n "$cpp_found" ]; then
	status 0; silent "$err"
	row "it runs" "$WASM_BPF" run cpp.wasm
	status 0; is "7 1"
else
	status 1; has "$err" "apt install libc\+\+-"
fi

# ---- formats that would garble
echo '#include <stdio.h>
int main(void) { long long ns = 1; printf("%ld\n", ns); return 0; }' >format.c
build "a format of another size" format.c -o format.wasm
status 1; has "$err" "format.c:2:.*error: format"; refused format.wasm
build "if need be" format.c -o format.wasm -Wno-format
status 0

# ---- buffers that are too short for a map
cat >short.c <<'END'
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <bpf/bpf.h>
int main(void)
{
	struct { unsigned long ip[4], behind[4]; } s = { { 1 }, { 7, 7, 7, 7 } };
	unsigned long ip[4] = { 0 };
	unsigned long long whole[4] = { 0 };
	unsigned int key = 0, keys[2] = { 0, 0 }, cnt = 2;
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "short", 4, sizeof(whole), 1, NULL);
	int (*unchecked)(int, const void *, void *) = bpf_map_lookup_elem;
	printf("%d", bpf_map_lookup_elem(fd, &key, ip) == -EINVAL && errno == EINVAL);
	printf("%d", bpf_map_update_elem(fd, &key, ip, 0) == -EINVAL);
	printf("%d", bpf_map_lookup_batch(fd, NULL, &key, keys, whole, &cnt, NULL) == -EINVAL);
	printf("%d", bpf_map_update_elem(fd, &key, whole, 0));
	printf("%d", bpf_map_lookup_elem(fd, &key, whole));
	printf("%d", unchecked(fd, &key, whole));
	printf("%d", bpf_map_lookup_elem(fd, &key, &s)); /* 32 bytes in all: fits */
	printf("%d\n", bpf_map_lookup_elem(999, &key, ip) == -EBADF);
	return 0;
}
END
build "short buffers" short.c -o short.wasm -Wall -Wextra -Werror
status 0; silent "$err"
if [ "$(id -u)" = 0 ]; then
	row "they are refused" "$WASM_BPF" run short.wasm
	status 0; is "11100001"; has "$err" "a value has 32 bytes, the tool's buffer 16"
fi
cp short.c short.cc
build "the same in C++" short.cc -o short.wasm -Wall -Wextra -Werror
status 0; silent "$err"

# ---- a library's part of an object
cat >sub.c <<'END'
#include <stdio.h>
#include <bpf/btf.h>
#include "tool.h"
#include "tool.skel.h"
#include "part.subskel.h"
int main(void)
{
	struct tool_bpf *skel = tool_bpf__open();
	struct part *part = skel ? part__open(skel->obj) : NULL;
	if (!part)
		return 1;
	*part->bss.seen = 5;
	*(int *)part->rodata.limit = 9;
	printf("%d %d %d %d\n", (int)skel->bss->seen, skel->rodata->limit,
	       part->maps.events == skel->maps.events, part->progs.on_switch == skel->progs.on_switch);
	printf("%d\n", btf__find_by_name(bpf_object__btf(skel->obj), "on_switch") > 0);
	part__destroy(part);
	tool_bpf__destroy(skel);
	return 0;
}
END
"$WASM_BPF" build --skeleton-only tool.bpf.c -k parts -o parts.skel.h
"$WASM_BPF" gen subskeleton parts/0-tool.o -n part -o part.subskel.h
build "a subskeleton" tool.bpf.c sub.c -o sub.wasm
status 0; silent "$err"
if [ "$(id -u)" = 0 ]; then
	row "finds all" "$WASM_BPF" run sub.wasm
	status 0; is "5 9 1 1
1"
fi

# ---- structs in other layouts
cat >long.h <<'END'
#ifndef LONG_H
#define LONG_H
/* struct probe_sample { in a comment; */
#define SAMPLE_NAME "struct probe_sample { and a literal"
struct probe_sample {
	char kind;
#ifdef __bpf__
	unsigned long addr, size;
#else
	unsigned long addr; unsigned long size;
#endif
	const void *where;
	union { long part[2]; int half; };
	unsigned char low : 3, high : 5;
};
typedef struct { int first; size_t_ last; } other_t;
enum { SAMPLE_MAX = 7 };
#endif
END
sed -i 's/size_t_ last/__SIZE_TYPE__ last/' long.h
cat >long.bpf.c <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "long.h"
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");
SEC("raw_tp/sched_switch") int on_switch(void *ctx)
{
	struct probe_sample s = { .kind = 'k', .addr = 1ul << 40, .size = 2, .where = (void *)3,
			    .part = { 4, 5 }, .low = 6, .high = 7 };
	bpf_ringbuf_output(&events, &s, sizeof(s), 0);
	return SAMPLE_MAX;
}
SEC("raw_tp/sched_wakeup") int other(void *ctx)
{
	other_t o = { 1, 2 };
	bpf_ringbuf_output(&events, &o, sizeof(o), 0);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
END
cat >long.c <<'END'
#include <stdio.h>
#include <bpf/libbpf.h>
#include "long.h"
#include "long.skel.h"
static int on_sample(void *ctx, void *data, size_t len)
{
	const struct probe_sample *s = data;
	*(int *)ctx = 1;
	if (len != sizeof(*s))
		return 0;
	printf("%c %llx %d %d %d %d %d %d %zu\n", s->kind, (unsigned long long)s->addr, (int)s->size,
	       (int)(size_t)s->where, (int)s->part[0], (int)s->part[1], s->low, s->high, len);
	return -1;
}
int main(void)
{
	struct long_bpf *skel = long_bpf__open_and_load();
	struct ring_buffer *rb;
	int done = 0;
	other_t o = { 1, 2 };
	if (!skel || !(skel->links.on_switch = bpf_program__attach(skel->progs.on_switch)))
		return 1;
	rb = ring_buffer__new(bpf_map__fd(skel->maps.events), on_sample, &done, NULL);
	while (!done && rb)
		ring_buffer__poll(rb, 1000);
	ring_buffer__free(rb);
	long_bpf__destroy(skel);
	return (int)o.last - 2;
}
END
build "structs that differ" long.bpf.c long.c -o long.wasm
status 1; refused long.wasm
has "$err" "struct probe_sample: 'unsigned long addr' has 8 bytes in BPF and 4 in the guest; declare it __u64"
has "$err" "other_t: 'unsigned long last' has 8 bytes .* declare it __u64"
build "with the kernel's layout" --kernel-layout long.bpf.c long.c -o long.wasm
status 0; silent "$err"
if [ "$(id -u)" = 0 ]; then
	row "its events" "$WASM_BPF" run long.wasm
	status 0; is "k 10000000000 2 3 4 5 6 7 56"
fi
sed 's/union { long part\[2\]; int half; };/struct inner { long part[2]; } in;/' long.h >nested.h
sed -i 's/long.h/nested.h/; s/\.part = { 4, 5 }/.in = { { 4, 5 } }/' long.bpf.c
sed -i 's/long.h/nested.h/; s/s->part/s->in.part/g' long.c
build "structs defined within" --kernel-layout long.bpf.c long.c -o nested.wasm
status 1; says ".*--kernel-layout: 'struct .*' in nested.h is written in a way"; refused nested.wasm

# ---- vmlinux.h and the processor
echo "int main(void) { return 0; }" >main.c
"$WASM_BPF" gen vmlinux -o types.h
echo '#define OF_MY_OWN 1' >>types.h
cat >own.bpf.c <<'END'
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
int own = OF_MY_OWN;
SEC("kprobe/x") int f(struct pt_regs *ctx) { return PT_REGS_PARM1(ctx); }
END
build "a vmlinux.h" --vmlinux types.h own.bpf.c main.c -o own.wasm
status 0; silent "$err"
build "the running kernel's" --vmlinux running own.bpf.c helper.c -o own.wasm
status 1; has "$err" "OF_MY_OWN"
build "BTF" --vmlinux /sys/kernel/btf/vmlinux tool.bpf.c tool.c helper.c -o own.wasm
status 0
build "none is bundled" --vmlinux bundled own.bpf.c helper.c -o own.wasm
status 2; has "$err" "none is bundled"
build "a file that is not there" --vmlinux none.h own.bpf.c helper.c -o own.wasm
status 1; says ".*'none.h': No such file"
build "another processor" --arch s390 --vmlinux types.h own.bpf.c helper.c -o own.wasm
status 1; has "$err" "own.bpf.c.*error"

# ---- smaller
build "small by default" "${tool[@]}" -o small.wasm
build "not optimized" "${tool[@]}" -O0 -o large.wasm
status 0
checks=$((checks + 1)); [ "$(stat -c %s small.wasm)" -lt "$(stat -c %s large.wasm)" ] || bad "it is not"
checks=$((checks + 1)); grep -qa on_event small.wasm || bad "the names of functions are lost"
printf '#!/bin/sh\nexit 1\n' >wasm-opt && chmod +x wasm-opt
row "an optimizer that fails" env PATH="$work:$PATH" "$WASM_BPF" build "${tool[@]}" -o odd.wasm
status 0; silent "$err"
row "as without" env PATH="$work:$PATH" "$WASM_BPF" build "${tool[@]}" -o plain.wasm --no-wasm-opt
status 0; checks=$((checks + 1)); cmp -s odd.wasm plain.wasm || bad "the modules differ"

# ---- zig in place of clang
if zig=$(command -v zig) || zig=$(python3 -c 'import ziglang, os; print(os.path.dirname(ziglang.__file__) + "/zig")' 2>"$err"); then
	row "zig" env CLANG="$zig" "$WASM_BPF" build "${tool[@]}" -o zig.wasm -Wall -Werror
	status 0; silent "$err"
	row "zig sees layouts" env CLANG="$zig" "$WASM_BPF" build -DLONG_DELTA "${tool[@]}" -o zig2.wasm
	status 1; has "$err" "declare it __s64"
fi
finish
