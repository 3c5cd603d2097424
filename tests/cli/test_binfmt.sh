#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf binfmt: ./tool.wasm runs. In a user namespace of its own where the kernel has binfmt_misc
# per namespace (Linux 6.7), so that nothing of the machine changes; else the machine's is restored.
. "$(dirname "$0")/lib.sh"
self=$(readlink -f "$WASM_BPF")
args=$(guest args) || exit 1

row conf "$WASM_BPF" binfmt conf
status 0; is ":wasm-bpf:M::\\x00asm\\x01\\x00\\x00\\x00::$self:"; silent "$err"
row "conf --fix-binary" "$WASM_BPF" binfmt -F conf
status 0; is ":wasm-bpf:M::\\x00asm\\x01\\x00\\x00\\x00::$self:F"
row "no action" "$WASM_BPF" binfmt
status 2; has "$err" '^wasm-bpf binfmt: which action\?'
row "an unknown action" "$WASM_BPF" binfmt frob
status 2; says "binfmt: there is no action 'frob'"
[ "$(id -u)" = 0 ] || { row "no root" "$WASM_BPF" binfmt register; status 1; says ".+"; finish; }

row "no root" setpriv --reuid=65534 --clear-groups --inh-caps=-all --bounding-set=-all \
	"$WASM_BPF" binfmt register
status 1; says '.*(only root may write to|needs CAP_SYS_ADMIN)'
row "no kernel support" unshare -m sh -c 'mount -t tmpfs none /proc/sys/fs && exec "$@"' sh \
	"$WASM_BPF" binfmt register
status 1; says '.*this kernel has no binfmt_misc'

[ -d /proc/sys/fs/binfmt_misc ] || { echo "this kernel has no binfmt_misc"; finish; }
# A namespace may have one of its own only where mounting it there works.
if unshare -U -r -m mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2>/dev/null; then
	inside=(unshare -U -r -m)
else
	inside=()
	restore() {
		"$WASM_BPF" binfmt unregister >/dev/null 2>&1
		cleanup
	}
	trap restore EXIT
	[ ! -e /proc/sys/fs/binfmt_misc/wasm-bpf ] || { echo "wasm-bpf is registered here already"; finish; }
fi
chmod 755 "$args"
cat >"$work/all" <<'SH'
set -x
"$1" binfmt status; echo "status $?"
"$1" binfmt unregister; echo "unregister $?"
"$1" binfmt register || exit 1
"$1" binfmt status; echo "status $?"
"$2" a --help -v "b c"; echo "tool $?"
"$2" exit 7; echo "tool $?"
WASM_BPF_RUN_OPTIONS="--env A=1 --grace 5" "$2" env; echo "tool $?"
"$1" binfmt --fix-binary register && "$1" binfmt status | grep flags
"$2" exit 8; echo "tool $?"
"$1" binfmt unregister; echo "unregister $?"
"$2" exit 9; echo "tool $?"
SH
row "register to unregister" ${inside[@]+"${inside[@]}"} sh "$work/all" "$WASM_BPF" "$args"
status 0
sed -i '/^magic/d; /^offset/d; /^flags: $/d' "$out"
sed -i 's/^flags: F$/flags F/' "$out"
is "not registered
status 1
unregister 1
enabled
interpreter $self
status 0
args.wasm
a
--help
-v
b c
tool 0
tool 7
A=1
tool 0
flags F
tool 8
unregister 0
tool 126"
has "$err" '^wasm-bpf: wasm-bpf is not registered$'
finish
