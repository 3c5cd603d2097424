# SPDX-License-Identifier: MIT
# Shared by the scripts of tools/: what they say, how they become root, where cargo is.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '==> %s\n' "$*" >&2; }
die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Run a command as root: directly, or by sudo. $AS_ROOT_WHY completes the sentence when neither goes.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif have sudo; then
		sudo -E "$@"
	else
		die "${AS_ROOT_WHY:-this step} needs root: run it as root or install sudo"
	fi
}

# version_ge A B: A is at least B, both dotted numbers.
version_ge() {
	[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# The Rust that the engine asks for, written once in its crate.
rust_min() {
	sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/deps/wasmtime/Cargo.toml"
}

# Print the first cargo that is new enough; 1: none.
find_cargo() {
	local min c v
	min=$(rust_min)
	for c in "${CARGO:-}" cargo "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" "$HOME/.cargo/bin/cargo" \
		/usr/bin/cargo /usr/bin/cargo-[0-9]*; do
		[ -n "$c" ] && have "$c" || continue
		v=$("$c" --version 2>/dev/null | sed -n 's/^cargo \([0-9.]*\).*/\1/p')
		if [ -n "$v" ] && version_ge "$v" "$min"; then
			command -v "$c"
			return 0
		fi
	done
	return 1
}

# The clang releases that we take, best first: the tested one, then newer, then older.
clang_versions='19 20 21 22 18 17 16 15 14'

# Can this clang compile and link for wasm32-wasi?
clang_is_complete() {
	local c=clang-$1 rt
	have "$c" && { have "wasm-ld-$1" || have wasm-ld; } || return 1
	rt=$("$c" --print-resource-dir)/lib/wasi/libclang_rt.builtins-wasm32.a
	[ -e "$rt" ]
}

# Print the release number of the first complete clang; 1: none.
find_clang() {
	local v
	for v in $clang_versions; do
		clang_is_complete "$v" && echo "$v" && return 0
	done
	return 1
}

# Print a bpftool that runs. Ubuntu's is a wrapper that refuses a kernel of another build; the
# tool that it would call runs all the same. 1: none.
find_bpftool() {
	local c
	for c in bpftool /usr/sbin/bpftool /usr/lib/linux-tools*/bpftool /usr/lib/linux-tools/*/bpftool; do
		if "$c" version >/dev/null 2>&1; then
			command -v "$c"
			return 0
		fi
	done
	return 1
}
