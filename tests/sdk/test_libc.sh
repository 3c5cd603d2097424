#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the SDK adds to the libc: guests/libc.c says what is wrong.
. "$(dirname "$0")/lib.sh"
need_command
module=$(guest libc) || exit 1
mkdir "$work/dir"
timeout -s KILL "$patience_s" "$WASM_BPF" run --dir "$work/dir" "$module" "$work/dir"
