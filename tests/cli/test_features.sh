#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf features: table and JSON agree; what is missing is named, for root and for others.
. "$(dirname "$0")/lib.sh"
# shape FILE: checks the JSON, prints "group|name|available|since|why" lines
shape() {
	python3 - "$1" <<'PY'
import json, os, sys
v = json.load(open(sys.argv[1]))
assert set(v) == {"kernel", "features"}, v.keys()
assert v["kernel"] == os.uname().release
for f in v["features"]:
    assert set(f) == {"group", "name", "available", "why", "since"}, f
    assert isinstance(f["available"], bool)
    assert (f["why"] == "") == f["available"], f
    print("|".join([f["group"], f["name"], "yes" if f["available"] else "no", f["since"] or "", f["why"]]))
PY
}
json() { # NAME COMMAND...
	row "$@"
	status 0; silent "$err"
	checks=$((checks + 1)); shape "$out" >"$work/lines" || bad "JSON of another shape"
}
line() { # REGEX
	checks=$((checks + 1)); grep -qE -e "$1" "$work/lines" || bad "no line that matches $1"
}

json "JSON" "$WASM_BPF" features --json
for group in privilege kernel "program type" "map type" attach; do line "^$group\|"; done
line '^kernel\|vmlinux BTF\|'; line '^map type\|ringbuf\|.*\|5\.8\|'
cp "$work/lines" "$work/all"
row "table" "$WASM_BPF" features
status 0; silent "$err"; has "$out" '^GROUP +FEATURE +AVAILABLE +SINCE +MISSING *$'
checks=$((checks + 1))
[ "$(($(wc -l <"$out") - 1))" = "$(wc -l <"$work/all")" ] || bad "not as many lines as the JSON"
checks=$((checks + 1))
diff <(sed 1d "$out" | sed 's/  */ /g; s/ *$//') <(sed 's/|/ /g; s/  */ /g; s/ *$//' "$work/all") >"$work/diff" ||
	bad "table and JSON differ: $(head -4 "$work/diff")"
json "only what is missing" "$WASM_BPF" features --json --missing
checks=$((checks + 1))
[ "$(cat "$work/lines")" = "$(awk -F'|' '$3 == "no"' "$work/all")" ] || bad "other lines than the missing ones"

if [ "$(id -u)" = 0 ]; then
	nobody=(setpriv --reuid=65534 --clear-groups --inh-caps=-all --bounding-set=-all)
	json "no privileges" "${nobody[@]}" "$WASM_BPF" features --json
	line '^privilege\|CAP_BPF\|no\|'; line '^privilege\|CAP_NET_ADMIN\|no\|'
	line '^program type\|xdp\|no\|.*CAP_'
	row "no privileges, table" "${nobody[@]}" "$WASM_BPF" features -m
	status 0; has "$out" '^privilege +CAP_BPF +no '
	if [ -e /sys/kernel/btf/vmlinux ]; then
		json "no BTF" unshare -m sh -c \
			'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh "$WASM_BPF" features --json
		line '^kernel\|vmlinux BTF\|no\|'
	fi
fi
finish
