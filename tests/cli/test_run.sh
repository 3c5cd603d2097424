#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wasm-bpf run: arguments, environment, directories, standard input, exit status, log.
. "$(dirname "$0")/lib.sh"
args=$(guest args) || exit 1
run() { local name=$1; shift; row "$name" "$WASM_BPF" run "$@"; }

for code in 0 1 2 125 126 127 128 134 255; do
	run "exit $code" "$args" exit $code
	status $code; silent "$out"; silent "$err"
done

# ---- arguments: all behind the module is the guest's
run "arguments" "$args" a --help -v -- --env "b c" ''
status 0; is "$(printf '%s\n' args.wasm a --help -v -- --env 'b c' '')"; silent "$err"
run "-- before the module" -- "$args" --help
status 0; is "$(printf '%s\n' args.wasm --help)"
cp "$args" "$work/-x.wasm"
row "a module named like an option" env -C "$work" "$WASM_BPF" run -- -x.wasm
status 0; is -x.wasm
row "in place of a command" env -C "$work" "$WASM_BPF" args.wasm --version
status 0; is "$(printf '%s\n' args.wasm --version)"
row "with options from the environment" env "WASM_BPF_RUN_OPTIONS= --env A=1  --env=B " A=x \
	"$WASM_BPF" "$args" env
status 0; is A=1
row "with wrong options from the environment" env WASM_BPF_RUN_OPTIONS=--frob "$WASM_BPF" "$args"
status 125; has "$err" "unrecognized option '--frob'"
row "those options are not for run" env "WASM_BPF_RUN_OPTIONS=--env A=1" "$WASM_BPF" run "$args" env
status 0; silent "$out"

# ---- standard input
row "a module from standard input" sh -c "'$WASM_BPF' run - a <'$args'"
status 0; is "$(printf '%s\n' stdin a)"
row "text from standard input" sh -c "echo '(module (memory (export \"memory\") 1)
	(func (export \"_start\") (unreachable)))' | '$WASM_BPF' run -"
status 134; says "module 'stdin': .*unreachable"
row "input for the guest" sh -c "echo hello | '$WASM_BPF' run '$args' cat"
status 0; is hello
row "standard input closed" sh -c "'$WASM_BPF' run '$args' cat <&-"
status 0; silent "$out"

# ---- environment: only what is granted
run "no environment" "$args" env
status 0; silent "$out"
export FROM_OUTSIDE='x=y z'
run "environment" --env A=1 --env FROM_OUTSIDE --env NOT_SET_AT_ALL --env B= --env A=2=3 "$args" env
status 0; is "$(printf '%s\n' A=2=3 'FROM_OUTSIDE=x=y z' B=)"

# ---- directories: only what is granted
mkdir "$work/d" "$work/d:ro" && echo hi >"$work/d/file" && echo hi >"$work/d:ro/file"
run "no directory" "$args" open r "$work/d/file"
status 0; has "$out" "^r $work/d/file: [^y]"
run "a directory" --dir "$work/d" "$args" open r "$work/d/file"
is "r $work/d/file: yes"
run "under another name" --dir "$work/d::/guest" "$args" open w /guest/new
is "w /guest/new: yes"
run "under another name only" --dir "$work/d::/guest" "$args" open r "$work/d/file"
has "$out" "^r $work/d/file: [^y]"
run "read-only: reading" --dir "$work/d::/guest:ro" "$args" open r /guest/file
is "r /guest/file: yes"
run "read-only: writing" --dir "$work/d::/guest:ro" "$args" open w /guest/file
has "$out" "^w /guest/file: [^y]"
run "read-only: making" --dir "$work/d:ro" "$args" open w "$work/d/made"
has "$out" "^w $work/d/made: [^y]"
checks=$((checks + 1)); [ ! -e "$work/d/made" ] || bad "a file was made in a read-only directory"
run "no way out" --dir "$work/d::/guest" "$args" open r /guest/../args.wasm
has "$out" "^r /guest/../args.wasm: [^y]"
run "a name that ends in :ro" --dir "$work/d:ro/::/guest" "$args" open w /guest/file
is "w /guest/file: yes"

# ---- memory
run "a bound that suffices" --memory-max 16MiB "$args" a
status 0; is "$(printf '%s\n' args.wasm a)"

# ---- log: never in the guest's output
run "verbose" -vv "$args" a
status 0; is "$(printf '%s\n' args.wasm a)"
checks=$((checks + 1))
! grep -vE '^wasm-bpf: (error|warning|info|debug): [a-z0-9]+: ' "$err" || bad "a log line of another shape"
run "log file" --log "$work/log" -vv "$args" a
status 0; is "$(printf '%s\n' args.wasm a)"; silent "$err"
checks=$((checks + 1)); [ -e "$work/log" ] || bad "no log file"

# ---- descriptors that are closed must not become kernel objects' or files'
row "standard output closed" sh -c "'$WASM_BPF' run '$args' exit 3 >&-"
status 3; silent "$err"
row "all closed" sh -c "'$WASM_BPF' run '$args' a <&- >&- 2>&-"
status 0
row "standard error closed" sh -c "'$WASM_BPF' run '$work/none.wasm' 2>&-"
status 127
finish
