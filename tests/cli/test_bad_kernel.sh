#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the kernel, libbpf or the verifier refuses: the guest is told in one sentence what and
# where, and nothing is left behind.
. "$(dirname "$0")/lib.sh"
need_kernel
driver=$(guest driver) && good=$(object good) && refused=$(object refused) &&
	nofunction=$(object nofunction) && object core >/dev/null || exit 1
drive() { # NAME OBJECT ACTION...
	local name=$1 o=$2
	shift 2
	row "$name" "$WASM_BPF" run --dir "$work::/o:ro" "$driver" "/o/$(basename "$o")" "$@"
}
# told REGEX: by the guest alone; nothing of ours doubles it
told() {
	status 1
	has "$err" "^driver: $1"
	checks=$((checks + 1)); ! grep -q "^wasm-bpf:" "$err" || bad "told twice"
	nothing_left
}

drive "all is well" "$good" load map "cnt$tag" attach "raw$tag" 0 -
status 0; is done; silent "$err"; nothing_left

drive "the verifier refuses" "$refused" load
told "load: -(13|22): .*program 'bad$tag'.*(Permission denied|Invalid argument)"
has "$err" "R[0-9] invalid mem access 'scalar'"
drive "no such map" "$good" load map nomap
told "map: -2: .*map 'nomap'"
drive "no such program" "$good" program noprogram
told "program: -2: .*program 'noprogram'"
echo "no object" >"$work/text.bpf.o"
drive "no object" "$work/text.bpf.o" load
told "open: -[0-9]+: .+"
head -c 700 "$good" >"$work/cut.bpf.o"
drive "a truncated object" "$work/cut.bpf.o" load
told "open: -[0-9]+: .+"
drive "attach before load" "$good" attach "raw$tag" 0 -
told "attach: -[0-9]+: .*program 'raw$tag'"

# ---- targets that do not exist; kinds as in abi/v2.toml
drive "no such function (BTF)" "$nofunction" load
told "load: -[0-9]+: .*program 'fe$tag'.*"
has "$err" "no_such_function"
drive "no such function (kprobe)" "$good" load attach "kp$tag" 4 no_such_function
told "attach: -[0-9]+: .*program 'kp$tag'.*(no_such_function|kprobe)"
drive "no such tracepoint" "$good" load attach "tp$tag" 1 nocategory:nothing
told "attach: -2: .*program 'tp$tag'.*nocategory.*nothing"
mkdir "$work/empty"
row "no tracefs" unshare -m sh -c 'for dir in /sys/kernel/tracing /sys/kernel/debug; do
	mount --bind "$0" $dir || exit 99; done; exec "$@"' "$work/empty" \
	"$WASM_BPF" run --dir "$work::/o:ro" "$driver" "/o/$(basename "$good")" \
	load attach "tp$tag" 1 sched:sched_switch
told "attach: -2: .*program 'tp$tag'.*: tracefs is not mounted at /sys/kernel/tracing"
drive "no such raw tracepoint" "$good" load attach "raw$tag" 2 nothing
told "attach: -[0-9]+: .*program 'raw$tag'.*nothing"
drive "no such interface (XDP)" "$good" load attach "xdp$tag" 11 nointerface0
told "attach: -19: .*program 'xdp$tag'.*nointerface0"
drive "no such interface (TC)" "$good" load attach "tc$tag" 12 nointerface0
told "attach: -19: .*program 'tc$tag'.*nointerface0"
drive "no such interface (TCX)" "$good" load attach "tcx$tag" 13 nointerface0
told "attach: -19: .*program 'tcx$tag'.*nointerface0"
drive "no such cgroup" "$good" load attach "cg$tag" 15 /sys/fs/cgroup/none/at/all
told "attach: -2: .*program 'cg$tag'.*/sys/fs/cgroup/none/at/all"
drive "a program of another kind" "$good" load attach "raw$tag" 11 lo
told "attach: -[0-9]+: .*program 'raw$tag'"

# ---- privileges and BTF
row "no privileges" setpriv --reuid=65534 --clear-groups --inh-caps=-all --bounding-set=-all \
	"$WASM_BPF" run --dir "$work::/o:ro" "$driver" /o/good.bpf.o load
told "load: -1: .*CAP_BPF"
row "all but one capability" setpriv --inh-caps=-bpf,-sys_admin --bounding-set=-bpf,-sys_admin \
	"$WASM_BPF" run --dir "$work::/o:ro" "$driver" /o/good.bpf.o load
told "load: -1: .*CAP_BPF"
row "no BTF" unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf || exit 3
	for f in /boot/vmlinux* /lib/modules/*/vmlinux* /usr/lib/debug/boot/vmlinux*; do
		[ ! -e "$f" ] || mount --bind /dev/null "$f" || exit 3; done; exec "$@"' sh \
	"$WASM_BPF" run --dir "$work::/o:ro" "$driver" /o/core.bpf.o load
told "load: -[0-9]+: .*BTF"
finish
