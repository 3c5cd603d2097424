#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The command itself: commands that do not exist, help, colours.
. "$(dirname "$0")/lib.sh"

row "no command" "$WASM_BPF"
status 2; has "$err" '^wasm-bpf: .*COMMAND is missing'; silent "$out"
row "an unknown option" "$WASM_BPF" --frob
status 2; has "$err" "^wasm-bpf: unrecognized option '--frob'"
for pair in runn:run rn:run verison:version feature:features biuld:build gne:gen binfmtt:binfmt hlep:help; do
	row "${pair%:*}" "$WASM_BPF" "${pair%:*}"
	status 2; says "there is no command '${pair%:*}'; did you mean '${pair#*:}'\?"; silent "$out"
done
for name in frobnicate xy "" "$(printf 'r\033[2Jun')" "$(head -c 5000 /dev/zero | tr '\0' r)"; do
	row "'${name:0:20}'" "$WASM_BPF" "$name"
	status 2; says "there is no command '.*'"
	checks=$((checks + 1)); ! grep -q "$(printf '\033')" "$err" || bad "a control character"
done
row "a file that is no module" "$WASM_BPF" "$here/lib.sh"
status 2; says "there is no command"
mkfifo "$work/pipe"
row "a pipe" "$WASM_BPF" "$work/pipe"
status 2; says "there is no command"
row "a module that is missing" "$WASM_BPF" "$work/none.wasm"
status 127; says "cannot open '$work/none.wasm': No such file or directory"
echo '(module (func (export "_start")))' >"$work/text.wat"
row "WebAssembly text" "$WASM_BPF" "$work/text.wat"
status 0; silent "$out"; silent "$err"
printf '\0asm\1\0\0\0' >"$work/run"
row "a command before a file of its name" env -C "$work" "$WASM_BPF" run
status 125; has "$err" 'MODULE is missing'

for option in --help '-?' -h; do
	row "$option" "$WASM_BPF" "$option"
	status 0; has "$out" '^Usage: wasm-bpf '; has "$out" '^  run '; silent "$err"
done
row help "$WASM_BPF" help
status 0; has "$out" '^Usage: wasm-bpf '; has "$out" '^  run '; silent "$err"
row "help help" "$WASM_BPF" help help
status 0; has "$out" '^  run '
row "help runn" "$WASM_BPF" help runn
status 2; says "there is no command 'runn'; did you mean 'run'\?"
row "help run gen" "$WASM_BPF" help run gen
status 2; says "help: one command at a time"
row "called by another name" sh -c "exec '$WASM_BPF' --help"
has "$out" '^Usage: wasm-bpf '
for command in features version binfmt; do
	row "$command: one argument too many" "$WASM_BPF" $command status more
	status 2; has "$err" "^wasm-bpf $command: .*is one argument too many"
	row "$command --frob" "$WASM_BPF" $command --frob
	status 2; has "$err" "^wasm-bpf $command: unrecognized option '--frob'"
done

# ---- colours: on a terminal, unless the user does not want them
terminal=(python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))')
coloured() { checks=$((checks + 1)); grep -q "$(printf '\033\\[')" "$out" || bad "no colour"; }
plain() { checks=$((checks + 1)); ! grep -q "$(printf '\033')" "$out" || bad "colour"; }
row "a terminal" env TERM=xterm "${terminal[@]}" "$WASM_BPF" runn
has "$out" "did you mean 'run'"; coloured
row "NO_COLOR" env TERM=xterm NO_COLOR=1 "${terminal[@]}" "$WASM_BPF" runn
has "$out" "did you mean 'run'"; plain
row "an empty NO_COLOR" env TERM=xterm NO_COLOR= "${terminal[@]}" "$WASM_BPF" runn
coloured
row "TERM=dumb" env TERM=dumb "${terminal[@]}" "$WASM_BPF" runn
has "$out" "did you mean 'run'"; plain
row "a table on a terminal" env TERM=xterm "${terminal[@]}" "$WASM_BPF" features
has "$out" 'CAP_BPF'; coloured
row "a table without colours" env TERM=xterm NO_COLOR=1 "${terminal[@]}" "$WASM_BPF" features
has "$out" 'CAP_BPF'; plain
finish
