# SPDX-License-Identifier: MIT
# The C SDK as guests see it, in build/sdk/c: our headers over libbpf's own and the kernel's, and
# the library that stands for libbpf there.
set(WBPF_SDK "${CMAKE_BINARY_DIR}/sdk/c")
file(GLOB_RECURSE sdk_headers CONFIGURE_DEPENDS sdk/c/include/*.h)
file(GLOB sdk_sources CONFIGURE_DEPENDS sdk/c/src/*.c)
file(GLOB sdk_flags CONFIGURE_DEPENDS sdk/c/*.flags) # what `wasm-bpf build` gives clang and the linker

add_custom_command(OUTPUT "${WBPF_SDK}/include.stamp"
	COMMAND "${CMAKE_SOURCE_DIR}/tools/sdk-headers" "${WBPF_SDK}/include"
		"${WBPF_LIBBPF_INCLUDE}" "${WBPF_UAPI_DIR}" "${WBPF_ZLIB_DIR}/include"
		"${CMAKE_SOURCE_DIR}/sdk/c/include"
	COMMAND ${CMAKE_COMMAND} -E copy ${sdk_flags} "${WBPF_SDK}"
	COMMAND ${CMAKE_COMMAND} -E touch "${WBPF_SDK}/include.stamp"
	DEPENDS ${sdk_headers} ${sdk_flags} tools/sdk-headers
	COMMENT "Assembling the C SDK's headers" VERBATIM)
add_custom_target(wbpf_sdk_headers ALL DEPENDS "${WBPF_SDK}/include.stamp")
if(NOT sdk_sources)
	return()
endif()

# wbpf_sdk_objects(variable library "flags" source...): objects for the library of that name.
function(wbpf_sdk_objects variable library flags)
	set(objects "")
	foreach(source IN LISTS ARGN)
		get_filename_component(name "${source}" NAME_WE)
		set(object "${WBPF_SDK}/obj/${library}/${name}.o")
		add_custom_command(OUTPUT "${object}"
			COMMAND ${CMAKE_COMMAND} -E make_directory "${WBPF_SDK}/obj/${library}"
			COMMAND "${WBPF_CLANG}" ${WBPF_WASM_FLAGS} -std=gnu11 -ffunction-sections
				-fdata-sections -nostdlibinc -isystem "${WBPF_SDK}/include"
				-isystem "${WBPF_WASI_INCLUDE}" ${flags}
				-MMD -MF "${object}.d" -c "${source}" -o "${object}"
			DEPENDS "${source}" "${WBPF_SDK}/include.stamp" DEPFILE "${object}.d"
			COMMENT "Compiling ${name}.c of lib${library} for WebAssembly" VERBATIM)
		list(APPEND objects "${object}")
	endforeach()
	set(${variable} "${objects}" PARENT_SCOPE)
endfunction()

# wbpf_sdk_library(name object...): build/sdk/c/lib/lib<name>.a; `wasm-bpf build` links them all.
set(sdk_libraries "")
function(wbpf_sdk_library library)
	set(archive "${WBPF_SDK}/lib/lib${library}.a")
	add_custom_command(OUTPUT "${archive}"
		COMMAND ${CMAKE_COMMAND} -E make_directory "${WBPF_SDK}/lib"
		COMMAND ${CMAKE_COMMAND} -E rm -f "${archive}"
		COMMAND "${WBPF_LLVM_AR}" rcs "${archive}" ${ARGN}
		DEPENDS ${ARGN}
		COMMENT "Archiving the C SDK's lib${library}.a" VERBATIM)
	set(sdk_libraries ${sdk_libraries} "${archive}" PARENT_SCOPE)
endfunction()

set(elf_sources ${sdk_sources})
list(FILTER elf_sources INCLUDE REGEX "/elf_[^/]*$")
list(REMOVE_ITEM sdk_sources ${elf_sources})
# libbpf's own sources that need nothing of the machine: BTF and its dump, bpf(2) and the probes.
# They are those of the locked crate; sdk/c/libbpf makes them fit.
set(libbpf_sources "")
foreach(name bpf bpf_prog_linfo btf_dump btf_iter btf_relocate hashmap libbpf_probes strset)
	list(APPEND libbpf_sources "${WBPF_LIBBPF_SRC}/${name}.c")
endforeach()
list(APPEND libbpf_sources "${CMAKE_SOURCE_DIR}/sdk/c/libbpf/btf_lazy.c")
set(libbpf_flags -w -include "${CMAKE_SOURCE_DIR}/sdk/c/libbpf/guest.h"
	-isystem "${CMAKE_SOURCE_DIR}/sdk/c/libbpf/include" -I "${WBPF_LIBBPF_SRC}"
	-idirafter "${WBPF_LIBBPF_SRC}/include")
wbpf_sdk_objects(libbpf_objects bpf "${libbpf_flags}" ${libbpf_sources})
wbpf_sdk_objects(bpf_objects bpf "" ${sdk_sources})
wbpf_sdk_library(bpf ${bpf_objects} ${libbpf_objects})
wbpf_sdk_objects(elf_objects elf "" ${elf_sources})
wbpf_sdk_library(elf ${elf_objects})
# Decompression only, of the libbpf crate's own zlib.
file(GLOB zlib_sources "${WBPF_ZLIB_DIR}/*.c")
wbpf_sdk_objects(zlib_objects z -w ${zlib_sources})
wbpf_sdk_library(z ${zlib_objects})
add_custom_target(wbpf_sdk ALL DEPENDS ${sdk_libraries})
