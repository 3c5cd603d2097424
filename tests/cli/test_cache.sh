#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The cache of compiled modules: it makes a start fast, and is never a reason to fail.
. "$(dirname "$0")/lib.sh"
args=$(guest args) || exit 1
export WASM_BPF_CACHE_DIR=$work/cache
same='--timings'
run() { local name=$1; shift; row "$name" "$WASM_BPF" run "$@"; }
entries() { ls -A "$WASM_BPF_CACHE_DIR" 2>/dev/null | grep -c "^$1-"; }
count() { checks=$((checks + 1)); [ "$(entries "$1")" = "$2" ] || bad "$(entries "$1") $1 entries, expected $2"; }
compiled() { has "$err" ' 1  compile$'; lacks ' code from cache$'; }
found() { has "$err" ' 1  code from cache$'; lacks ' compile$'; }
lacks() { checks=$((checks + 1)); ! grep -qE -e "$1" "$err" || bad "err has '$1'"; }
entry() { echo "$WASM_BPF_CACHE_DIR"/code-*; }

# ---- cold, warm, without
run "cold" $same "$args"
status 0; compiled; count code 1
cp "$out" "$work/expected"
run "warm" $same "$args"
status 0; found; count code 1
checks=$((checks + 1)); cmp -s "$out" "$work/expected" || bad "another output"
run "without" --no-cache $same "$args"
status 0; compiled; lacks 'cache'; count code 1
run "timings name the steps" $same "$args"
for step in engine read hash 'code from cache' instantiate; do has "$err" "^ +[0-9.]+ +[0-9.]+ +1  $step\$"; done

# ---- another folder
run "--cache-dir" --cache-dir "$work/deep/er" $same "$args"
status 0; compiled
checks=$((checks + 1)); [ "$(stat -c %a "$work/deep/er")" = 700 ] || bad "the folder is not private"

# ---- odd entries are made again
run "garbage" $same "$args"
scribble() { printf x | dd of="$1" bs=1 seek=5000 conv=notrunc 2>/dev/null; }
for odd in 'truncate -s 100' 'truncate -s 0' 'chmod 666' scribble; do
	$odd "$(entry)"
	run "after $odd" -v $same "$args"
	status 0; compiled; has "$err" 'made again$'
	run "and found again" $same "$args"
	status 0; found
done

# ---- odd folders are no reason to fail, and -v tells
chmod 777 "$WASM_BPF_CACHE_DIR"
run "a folder that others may write to" $same "$args"
status 0; compiled; lacks 'warn|error'
run "and the log says so" -v "$args"
status 0; has "$err" 'cache: not used: .*others may write'
chmod 700 "$WASM_BPF_CACHE_DIR"
run "no folder at all" -v --cache-dir /proc/no/such $same "$args"
status 0; compiled; has "$err" 'cache: not used'
run "a file" -v --cache-dir "$args" $same "$args"
status 0; compiled; has "$err" 'cache: not used'
if [ "$(id -u)" = 0 ] && mkdir "$work/ro" && mount -t tmpfs -o size=16k,mode=700 none "$work/ro" 2>/dev/null; then
	run "a full disk" -v --cache-dir "$work/ro" $same "$args"
	status 0; compiled; has "$err" 'is not kept: No space left'
	checks=$((checks + 1)); [ -z "$(ls -A "$work/ro")" ] || bad "left: $(ls -A "$work/ro")"
	mount -o remount,ro "$work/ro"
	run "a read-only disk" -v --cache-dir "$work/ro" $same "$args"
	status 0; compiled; has "$err" 'is not kept: Read-only'
	umount "$work/ro"
	mount -t tmpfs -o noexec,mode=700 none "$work/ro"
	run "a noexec disk, cold" --cache-dir "$work/ro" $same "$args"
	status 0; compiled
	run "a noexec disk, warm" --cache-dir "$work/ro" $same "$args"
	status 0; found
	umount "$work/ro"
fi

# ---- many at once
rm -rf "$WASM_BPF_CACHE_DIR"
for i in 1 2 3 4 5 6; do
	"$WASM_BPF" run "$args" >"$work/many.$i" 2>&1 </dev/null &
	left_pids+=($!)
	many[i]=$!
done
row="six at once"
for i in 1 2 3 4 5 6; do
	wait "${many[i]}"
	checks=$((checks + 1)); [ $? = 0 ] && cmp -s "$work/many.$i" "$work/expected" || bad "run $i differs"
done
count code 1

# ---- cache and compile
row "path" "$WASM_BPF" cache path
status 0; is "$WASM_BPF_CACHE_DIR"
row "ls" "$WASM_BPF" cache ls
status 0; has "$out" '^code +[0-9]+ +[0-9-]+ [0-9:]+ +[0-9a-f]{64}$'
row "ls --json" "$WASM_BPF" cache ls --json
status 0; has "$out" '"kind": "code"'; has "$out" '"path": "'"$WASM_BPF_CACHE_DIR"
row "clear" "$WASM_BPF" cache clear
status 0; has "$out" '^1 entries of [0-9]+ bytes removed$'; count code 0
row "clear --json" "$WASM_BPF" cache clear --json
status 0; has "$out" '"removed": 0'
row "compile" "$WASM_BPF" compile "$args"
status 0; silent "$out"; silent "$err"; count code 1
run "what was compiled ahead" $same "$args"
status 0; found
row "compile what is no module" "$WASM_BPF" compile "$here/lib.sh" "$(guest trap)"
status 1; says ".*lib.sh"; count code 2
row "compile without a folder" "$WASM_BPF" compile --cache-dir /proc/no/such "$args"
status 1; says "cache folder '/proc/no/such'"
row "ls without a folder" "$WASM_BPF" cache ls --cache-dir "$args"
status 1; says "cache folder '.*Not a directory"
row "no action" "$WASM_BPF" cache
status 2
row "an unknown action" "$WASM_BPF" cache frob
status 2
row "compile nothing" "$WASM_BPF" compile
status 2

# ---- kernel types of an object
if [ "$(id -u)" = 0 ] && [ -e /sys/kernel/btf/vmlinux ] && [ -e "$BUILD/examples/opensnoop.wasm" ]; then
	for round in "cut out" "from cache"; do
		start "kernel types, $round" "$WASM_BPF" run $same "$BUILD/examples/opensnoop.wasm" -p 1
		until_true "a header" grep -q PID "$out"
		kill -INT "$pid"
		end
		has "$err" "kernel types $round\$"
		count btf 1
	done
fi
finish
