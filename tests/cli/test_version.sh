#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf version: lines and JSON say the same, and what the sources say.
. "$(dirname "$0")/lib.sh"

row version "$WASM_BPF" version
status 0; silent "$err"
has "$out" '^wasm-bpf [0-9]+\.[0-9]+\.[0-9]+( \([0-9a-f]{12}\))?$'
has "$out" '^libbpf   1\.[0-9]+$'
has "$out" '^engine   wasmtime [0-9]+\.[0-9]+\.[0-9]+ \(default\)$'
version=$(sed -n 's/^project(wasm-bpf VERSION \([0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt")
has "$out" "^wasm-bpf ${version//./\\.}( |\$)"
abi() { sed -n "/^\[abi\]/,/^\[\[/s/^$1 = \"\?\([^\"]*\)\"\?\$/\1/p" "$ROOT/abi/v2.toml"; }
has "$out" "^abi      $(abi module) $(abi major)\.$(abi minor)\$"
has "$out" '^abi      wasm_bpf 1\.0$'
cp "$out" "$work/lines"
row --version "$WASM_BPF" --version
status 0; is "$(cat "$work/lines")"
row -V "$WASM_BPF" -V
is "$(cat "$work/lines")"
row --json "$WASM_BPF" version --json
status 0; silent "$err"
python3 - "$out" >"$work/from-json" <<'PY' || bad "no JSON of this shape"
import json, sys
v = json.load(open(sys.argv[1]))
print("wasm-bpf", v["wasm-bpf"] + (f" ({v['commit']})" if v["commit"] else ""))
print("libbpf  ", v["libbpf"])
for i, e in enumerate(v["engines"]):
    print("engine  ", e["name"], e["version"] + ("" if i else " (default)"))
for a in v["abis"]:
    print("abi     ", a["module"], a["version"])
PY
checks=$((checks + 1))
cmp -s "$work/lines" "$work/from-json" || bad "JSON and lines differ: $(diff "$work/lines" "$work/from-json")"
finish
