# SPDX-License-Identifier: MIT
# bash completion of wasm-bpf; tests/cli/test_man.sh holds it to --help.

_wasm_bpf_commands='run gen build new compile cache features version binfmt help'
declare -gA _wasm_bpf_options=(
	[main]='--help --usage --version'
	[run]='--env --dir --memory-max --grace --map-memory --engine --no-cache --cache-dir --timings --verbose
		--quiet --log --callback-module --callback-export --help --usage'
	[gen]='--btf --name --output --help --usage'
	[build]='--output --cflags --bpf-cflags --vmlinux --arch --depfile --kernel-layout --no-wasm-opt --stack-size --sysroot --strip-all
		--keep-temps --no-layout-check --skeleton-only --verbose --help --usage'
	[new]='--lang --help --usage'
	[compile]='--cache-dir --engine --help --usage'
	[cache]='--json --cache-dir --help --usage'
	[features]='--json --missing --help --usage'
	[version]='--json --help --usage'
	[binfmt]='--fix-binary --help --usage'
)

# The words of run: options, until the module; what follows is the module's business.
_wasm_bpf_run() {
	local i
	for ((i = 2; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--env | --dir | --memory-max | --grace | --map-memory | --engine | --cache-dir | --log | --callback-*)
			[ "${COMP_WORDS[i + 1]}" = = ] && ((i++))
			((i++))
			;;
		-*) ;;
		*)
			COMPREPLY=($(compgen -f -- "$cur"))
			return
			;;
		esac
	done
	_wasm_bpf_value && return
	case $cur in
	-*) COMPREPLY=($(compgen -W "${_wasm_bpf_options[run]}" -- "$cur")) ;;
	*) COMPREPLY=($(compgen -f -X '!*.wasm' -- "$cur"
		compgen -f -X '!*.wat' -- "$cur"
		compgen -d -- "$cur")) ;;
	esac
}

# The value of the option before the cursor.
_wasm_bpf_value() {
	local option=${COMP_WORDS[COMP_CWORD - 1]} value=$cur
	if [ "$option" = = ]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	elif [ "$cur" = = ]; then
		value=
	fi
	case $option in
	--env) COMPREPLY=($(compgen -e -- "$value")) ;;
	--dir | --cache-dir) COMPREPLY=($(compgen -d -- "$value")) ;;
	--log) COMPREPLY=($(compgen -f -- "$value")) ;;
	--engine) COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" version 2>/dev/null |
		sed -n 's/^engine *\([^ ]*\).*/\1/p')" -- "$value")) ;;
	--map-memory) COMPREPLY=($(compgen -W "auto off unordered" -- "$value")) ;;
	--memory-max | --grace | --callback-module | --callback-export) COMPREPLY=() ;;
	*) return 1 ;;
	esac
}

_wasm_bpf() {
	local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		case $cur in
		-*) COMPREPLY=($(compgen -W "${_wasm_bpf_options[main]}" -- "$cur")) ;;
		*) COMPREPLY=($(compgen -W "$_wasm_bpf_commands" -- "$cur"
			compgen -f -X '!*.wasm' -- "$cur")) ;;
		esac
		return
	fi
	case $command in
	run)
		_wasm_bpf_run
		return
		;;
	help)
		COMPREPLY=($(compgen -W "$_wasm_bpf_commands" -- "$cur"))
		return
		;;
	esac
	case $cur in
	-*) COMPREPLY=($(compgen -W "${_wasm_bpf_options[$command]-}" -- "$cur")) ;;
	*) case $command in
		gen) COMPREPLY=($(compgen -W 'skeleton subskeleton struct object vmlinux min-btf' -- "$cur"
			compgen -f -X '!*.o' -- "$cur")) ;;
		cache) COMPREPLY=($(compgen -W 'ls clear path' -- "$cur")) ;;
		compile) COMPREPLY=($(compgen -f -X '!*.wasm' -- "$cur")) ;;
		binfmt) COMPREPLY=($(compgen -W 'register unregister status conf' -- "$cur")) ;;
		esac ;;
	esac
}
complete -o default -o filenames -F _wasm_bpf wasm-bpf
