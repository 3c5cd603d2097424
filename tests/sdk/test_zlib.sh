#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The SDK's zlib decompresses what gzip wrote, and refuses what is damaged.
. "$(dirname "$0")/lib.sh"
need_command
module=$(guest unzip) || exit 1
mkdir "$work/dir"
cp "$module" "$work/dir/plain"
gzip -c "$work/dir/plain" >"$work/dir/good.gz"
{ head -c 2000 "$work/dir/good.gz"; printf XXXX; tail -c +2005 "$work/dir/good.gz"; } >"$work/dir/bad.gz"
unzip() { timeout -s KILL "$patience_s" "$WASM_BPF" run --dir "$work/dir:ro" "$module" "$work/dir/$1" >"$work/out"; }
unzip good.gz || fail "a good file"
cmp "$work/out" "$work/dir/plain" || fail "another text"
unzip bad.gz && fail "a damaged file is taken for good"
echo "$(stat -c %s "$work/dir/good.gz") bytes became $(stat -c %s "$work/dir/plain")"
