# SPDX-License-Identifier: MIT
# The C SDK as guests see it, in build/sdk/c: our headers over libbpf's own and the kernel's, and
# the library that stands for libbpf there.
set(WBPF_SDK "${CMAKE_BINARY_DIR}/sdk/c")
file(GLOB_RECURSE sdk_headers CONFIGURE_DEPENDS sdk/c/include/*.h)
file(GLOB sdk_sources CONFIGURE_DEPENDS sdk/c/src/*.c)
file(GLOB sdk_flags CONFIGURE_DEPENDS sdk/c/*.flags) # what `wasm-bpf build` gives clang and the linker

add_custom_command(OUTPUT "${WBPF_SDK}/include.stamp"
	COMMAND "${CMAKE_SOURCE_DIR}/tools/sdk-headers" "${WBPF_SDK}/include"
		"${WBPF_LIBBPF_INCLUDE}" "${WBPF_UAPI_DIR}" "${CMAKE_SOURCE_DIR}/sdk/c/include"
	COMMAND ${CMAKE_COMMAND} -E copy ${sdk_flags} "${WBPF_SDK}"
	COMMAND ${CMAKE_COMMAND} -E touch "${WBPF_SDK}/include.stamp"
	DEPENDS ${sdk_headers} ${sdk_flags} tools/sdk-headers
	COMMENT "Assembling the C SDK's headers" VERBATIM)
add_custom_target(wbpf_sdk_headers ALL DEPENDS "${WBPF_SDK}/include.stamp")
if(NOT sdk_sources)
	return()
endif()

set(sdk_objects "")
foreach(source IN LISTS sdk_sources)
	get_filename_component(name "${source}" NAME_WE)
	set(object "${WBPF_SDK}/obj/${name}.o")
	add_custom_command(OUTPUT "${object}"
		COMMAND ${CMAKE_COMMAND} -E make_directory "${WBPF_SDK}/obj"
		COMMAND "${WBPF_CLANG}" ${WBPF_WASM_FLAGS} -std=gnu11 -ffunction-sections
			-fdata-sections -nostdlibinc -isystem "${WBPF_SDK}/include"
			-isystem "${WBPF_WASI_INCLUDE}" -I "${CMAKE_SOURCE_DIR}/sdk/c/src"
			-MMD -MF "${object}.d" -c "${source}" -o "${object}"
		DEPENDS "${source}" "${WBPF_SDK}/include.stamp" DEPFILE "${object}.d"
		COMMENT "Compiling sdk/c/src/${name}.c for WebAssembly" VERBATIM)
	list(APPEND sdk_objects "${object}")
endforeach()
set(sdk_library "${WBPF_SDK}/lib/libbpf.a")
add_custom_command(OUTPUT "${sdk_library}"
	COMMAND ${CMAKE_COMMAND} -E make_directory "${WBPF_SDK}/lib"
	COMMAND ${CMAKE_COMMAND} -E rm -f "${sdk_library}"
	COMMAND "${WBPF_LLVM_AR}" rcs "${sdk_library}" ${sdk_objects}
	DEPENDS ${sdk_objects}
	COMMENT "Archiving the C SDK's libbpf.a" VERBATIM)
add_custom_target(wbpf_sdk ALL DEPENDS "${sdk_library}")
