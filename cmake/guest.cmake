# SPDX-License-Identifier: MIT
# The compiler of the guest side: WebAssembly modules and BPF objects. The same order of releases
# as tools/lib.sh: the tested one, then newer, then older.
find_program(WBPF_CLANG NAMES clang-19 clang-20 clang-21 clang-22 clang-18 clang-17 clang-16
	clang-15 clang-14 clang REQUIRED)
get_filename_component(WBPF_CLANG_REAL "${WBPF_CLANG}" REALPATH)
get_filename_component(clang_bin "${WBPF_CLANG_REAL}" DIRECTORY)
find_program(WBPF_LLVM_AR NAMES llvm-ar HINTS "${clang_bin}" REQUIRED)
execute_process(COMMAND bash -c ". '${CMAKE_SOURCE_DIR}/tools/lib.sh' && find_bpftool"
	OUTPUT_VARIABLE WBPF_BPFTOOL OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
	set(WBPF_BPF_ARCH x86)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
	set(WBPF_BPF_ARCH arm64)
else()
	string(REGEX REPLACE "(riscv|powerpc|s390|loongarch).*" "\\1" WBPF_BPF_ARCH
		"${CMAKE_SYSTEM_PROCESSOR}")
endif()
set(WBPF_WASI_INCLUDE /usr/include/wasm32-wasi)
set(WBPF_WASM_FLAGS --target=wasm32-wasi --sysroot=/usr -O2 -g0 -Wall -Wextra -Werror)

# The running kernel's types. Written only when they changed, so that nothing is built again.
set(WBPF_VMLINUX_H "${CMAKE_BINARY_DIR}/vmlinux.h")
function(wbpf_vmlinux)
	if(TARGET wasm-bpf)
		set(generate $<TARGET_FILE:wasm-bpf> gen vmlinux -o "${WBPF_VMLINUX_H}.new")
	else()
		set(generate "${WBPF_BPFTOOL}" btf dump file /sys/kernel/btf/vmlinux format c
			> "${WBPF_VMLINUX_H}.new")
	endif()
	add_custom_command(OUTPUT "${WBPF_VMLINUX_H}.stamp" BYPRODUCTS "${WBPF_VMLINUX_H}"
		COMMAND ${generate}
		COMMAND ${CMAKE_COMMAND} -E copy_if_different "${WBPF_VMLINUX_H}.new" "${WBPF_VMLINUX_H}"
		COMMAND ${CMAKE_COMMAND} -E rm -f "${WBPF_VMLINUX_H}.new"
		COMMAND ${CMAKE_COMMAND} -E touch "${WBPF_VMLINUX_H}.stamp"
		DEPENDS $<TARGET_NAME_IF_EXISTS:wasm-bpf>
		COMMENT "Generating vmlinux.h" VERBATIM)
	add_custom_target(wbpf_vmlinux DEPENDS "${WBPF_VMLINUX_H}.stamp")
endfunction()

# wbpf_bpf_object(output source [include...]): compile one BPF object.
function(wbpf_bpf_object output source)
	list(TRANSFORM ARGN PREPEND -I OUTPUT_VARIABLE includes)
	file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}" "${source}")
	add_custom_command(OUTPUT "${output}"
		COMMAND "${WBPF_CLANG}" --target=bpf -mcpu=v3 -O2 -g -Wall -Werror
			-D__TARGET_ARCH_${WBPF_BPF_ARCH} ${includes} -I "${CMAKE_BINARY_DIR}"
			-isystem "${WBPF_LIBBPF_INCLUDE}" -isystem "${WBPF_UAPI_DIR}"
			-MMD -MF "${output}.d" -c "${source}" -o "${output}"
		DEPENDS "${source}" "${WBPF_VMLINUX_H}" DEPFILE "${output}.d"
		COMMENT "Compiling ${name} for BPF" VERBATIM)
endfunction()
