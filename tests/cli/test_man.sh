#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --help, the manual and both completions name the same commands and options.
. "$(dirname "$0")/lib.sh"
bash_completion=$ROOT/share/completions/wasm-bpf.bash
zsh_completion=$ROOT/share/completions/_wasm-bpf
# shellcheck source=/dev/null
. "$bash_completion"

# Options at the begin of a line of the help: "  -v, --verbose", "      --dir=HOST", "  -g".
in_help() { sed -nE 's/^ {2,6}(-[^ ,=]+(, --[a-z-]+)?).*/\1/p' "$out" | grep -oE -- '--?[A-Za-z?][a-z-]*' | sort -u; }
# Tagged paragraphs of the section OPTIONS: ".BR \-v ", " \-\-verbose", ".BI \-\-dir= HOST".
in_man() {
	sed -n '/^\.SH OPTIONS/,/^\.SH [^O]/p' "$1" | grep -A1 '^\.TP' | grep '^\.B' | sed 's/\\-/-/g' |
		grep -oE '(^|[ "])--?[A-Za-z?][a-z-]*' | sed 's/^[ "]*//' | sort -u
}
long() { grep '^--' | sort -u; }
zsh_function() { sed -n "/^$1() {/,/^}/p" "$zsh_completion"; sed -n '/^_wasm_bpf_help=/,/^)/p' "$zsh_completion"; }
in_zsh() { zsh_function "$1" | grep -oE -- "[ 'a-z{,)*]--?[A-Za-z?][a-z-]*" | sed 's/^[^-]//; s/\\//' | sort -u; }

same() { # WHAT WHERE-A LIST-A WHERE-B LIST-B
	checks=$((checks + 1))
	[ -n "$3" ] && [ "$3" = "$5" ] ||
		bad "$1 differ: $2 (<) and $4 (>): $(diff <(echo "$3") <(echo "$5") | grep '^[<>]' | tr '\n' ' ')"
}

compare() { # COMMAND PAGE KEY ZSH-FUNCTION
	local help
	help=$(in_help)
	same "options of $1" --help "$help" "$2" "$(in_man "$ROOT/docs/man/$2")"
	same "long options of $1" --help "$(echo "$help" | long)" "$(basename "$bash_completion")" \
		"$(printf '%s\n' ${_wasm_bpf_options[$3]-} | long)"
	same "long options of $1" --help "$(echo "$help" | long)" "$(basename "$zsh_completion")" \
		"$(in_zsh "$4" | long)"
}

row "wasm-bpf" "$WASM_BPF" --help
status 0
commands=$(sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p' "$out")
same commands --help "$commands" "the completion" "$(printf '%s\n' $_wasm_bpf_commands)"
same commands --help "$commands" wasm-bpf.1 "$(sed -nE \
	'/^\.SH COMMANDS/,/^\.SH O/s/^\.B[RI] ([a-z]+)[ ,].*/\1/p' "$ROOT/docs/man/wasm-bpf.1")"
same commands --help "$commands" _wasm-bpf "$(sed -nE \
	"/^_wasm_bpf_commands/,/^}/s/^\t\t'([a-z]+):.*/\1/p" "$zsh_completion")"
compare wasm-bpf wasm-bpf.1 main _wasm-bpf
for command in $commands; do
	[ "$command" != help ] || continue
	row "$command --help" "$WASM_BPF" "$command" --help
	status 0; silent "$err"; has "$out" '^Usage: wasm-bpf '"$command"; has "$out" '^Examples:'
	compare "$command" "wasm-bpf-$command.1" "$command" "_wasm-bpf_$command"
	cp "$out" "$work/help"
	row "help $command" "$WASM_BPF" help "$command"
	status 0
	checks=$((checks + 1)); cmp -s "$out" "$work/help" || bad "it differs from $command --help"
done

# ---- the examples of the help stand in the manual
for command in $commands; do
	[ "$command" != help ] || continue
	row "examples of $command" "$WASM_BPF" "$command" --help
	while read -r line; do
		checks=$((checks + 1))
		sed 's/\\-/-/g' "$ROOT/docs/man/wasm-bpf-$command.1" | grep -qxF -e "$line" ||
			bad "the manual has no line '$line'"
	done < <(sed -n '/^Examples:/,/^$/s/^  //p' "$out")
done

# ---- every page is good
if command -v groff >/dev/null; then
	for page in "$ROOT"/docs/man/*.1; do
		row "$(basename "$page")" groff -man -Tutf8 -wall -rLL=100n -z "$page"
		status 0; silent "$err"
	done
fi

# ---- exit statuses: one list
checks=$((checks + 1))
for code in 125 126 127 134; do
	grep -q "= $code," "$ROOT/src/cli/cli.h" && grep -qx "\.B $code" "$ROOT/docs/man/wasm-bpf.1" ||
		bad "exit status $code is not in cli.h and wasm-bpf.1"
done

# ---- completion
complete_words() { # WORDS...: what is offered for the last word
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_wasm_bpf
	printf '%s\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"} >"$out"
	row="completion of '$*'" got=0
	: >"$err"
}
cd "$work" && touch a.wasm b.wat c.txt
complete_words wasm-bpf ru; is run
complete_words wasm-bpf run --mem; is --memory-max
complete_words wasm-bpf run ''; has "$out" '^a.wasm$'; has "$out" '^b.wat$'
checks=$((checks + 1)); ! grep -q c.txt "$out" || bad "c.txt is no module"
complete_words wasm-bpf run --env HOM; has "$out" '^HOME$'
complete_words wasm-bpf run --dir=/ a.wasm --mem; is ''
complete_words wasm-bpf run --dir / a.wasm c.; is c.txt
complete_words "$WASM_BPF" run --engine wasm; is wasmtime
complete_words wasm-bpf binfmt st; is status
complete_words wasm-bpf features --m; is --missing
finish
