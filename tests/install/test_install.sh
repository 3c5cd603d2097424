#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `make install` lays is complete: a program is compiled against it, shared and static, in C
# and C++, and the installed command runs and builds a module with the installed SDK.
set -euo pipefail
: "${BUILD:?}" "${ROOT:?}"
[ -e "$BUILD/libwasm_bpf.a" ] || { echo "SKIP: a build without the delivered libraries"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAIL: $*"; exit 1; }

DESTDIR=$work/stage cmake --install "$BUILD" --prefix /opt/wbpf --strip >"$work/log" ||
	fail "installation: $(tail -n 5 "$work/log")"
prefix=$work/stage/opt/wbpf
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
for file in bin/wasm-bpf lib/libwasm_bpf.so lib/libwasm_bpf.a include/wasm_bpf/runtime.h \
	share/wasm-bpf/sdk/c/include/bpf/libbpf.h share/wasm-bpf/sdk/c/lib/libbpf.a; do
	[ -e "$prefix/$file" ] || fail "$file is not installed"
done
readelf -SW "$prefix/bin/wasm-bpf" | grep -q '\.debug_info' && fail "the command is not stripped"
version=$("$prefix/bin/wasm-bpf" version | sed -n 's/^wasm-bpf \([0-9.]*\).*/\1/p')
[ "$version" = "$(pkg-config --modversion wasm-bpf)" ] || fail "pkg-config and the command disagree"

cat >"$work/embed.c" <<'C'
#include <stdio.h>
#include <string.h>
#include <wasm_bpf/runtime.h>

int main(void)
{
	const char *wat = "(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $e (param i32)))"
			  "(memory (export \"memory\") 1)"
			  "(func (export \"_start\") (call $e (i32.const 7))))";
	struct wbpf_instance_opts opts;
	struct wbpf_error err = WBPF_ERROR_INIT;
	struct wbpf_runtime *rt = 0;
	struct wbpf_module *mod = 0;
	struct wbpf_instance *inst = 0;
	int status = -1;

	memset(&opts, 0, sizeof(opts));
	opts.sz = sizeof(opts);
	if (wbpf_runtime_new(0, &rt, &err) || wbpf_module_new(rt, "seven", wat, strlen(wat), &mod, &err) ||
	    wbpf_instance_new(mod, &opts, &inst, &err) || wbpf_instance_run(inst, &status, &err))
		fprintf(stderr, "%s\n", err.message);
	wbpf_instance_free(inst);
	wbpf_module_free(mod);
	wbpf_runtime_free(rt);
	wbpf_error_clear(&err);
	printf("%s %d\n", wbpf_version(), status);
	return status != 7;
}
C
cp "$work/embed.c" "$work/embed.cc"
cc=${CC:-cc}
# shellcheck disable=SC2046 # words on purpose
"$cc" -Wall -Werror "$work/embed.c" -o "$work/shared" $(pkg-config --cflags --libs wasm-bpf) ||
	fail "no shared link"
[ "$(LD_LIBRARY_PATH=$prefix/lib "$work/shared")" = "$version 7" ] || fail "the shared program"
# shellcheck disable=SC2046
c++ -Wall -Werror "$work/embed.cc" -o "$work/cxx" $(pkg-config --cflags --libs wasm-bpf) ||
	fail "no C++ link"
# shellcheck disable=SC2046
c++ -x c++ -fsyntax-only -Wall -Werror "$ROOT/examples/embed/embed.c" $(pkg-config --cflags wasm-bpf) ||
	fail "the example does not compile as C++"
[ "$(LD_LIBRARY_PATH=$prefix/lib "$work/cxx")" = "$version 7" ] || fail "the C++ program"
rm "$prefix"/lib/libwasm_bpf.so*
# shellcheck disable=SC2046
"$cc" -Wall -Werror "$work/embed.c" -o "$work/static" \
	$(pkg-config --cflags --libs --static wasm-bpf) || fail "no static link"
[ "$("$work/static")" = "$version 7" ] || fail "the static program"
echo "installed, compiled against in three ways, run"
