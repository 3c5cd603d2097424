# SPDX-License-Identifier: MIT
# examples/<group>/<tool>/: <tool>.bpf.c and <tool>.c become build/examples/<tool>.wasm, and with
# libbpf itself the native twin build/examples/native/<tool>.
set(WBPF_EXAMPLES "${CMAKE_BINARY_DIR}/examples")
file(GLOB example_sources CONFIGURE_DEPENDS examples/*/*/*.bpf.c)
file(GLOB example_headers CONFIGURE_DEPENDS examples/common/*.h)
if(NOT TARGET wasm-bpf OR NOT TARGET wbpf_sdk)
	set(example_sources "")
endif()

# The sanitizer's strstr() measures the whole text each time.
set(sanitized "")
if(SANITIZE)
	set(sanitized ${CMAKE_COMMAND} -E env ASAN_OPTIONS=intercept_strstr=0)
endif()

function(wbpf_example_module name dir)
	file(GLOB headers CONFIGURE_DEPENDS "${dir}/*.h")
	add_custom_command(OUTPUT "${WBPF_EXAMPLES}/${name}.wasm"
		COMMAND ${sanitized} $<TARGET_FILE:wasm-bpf> build "${dir}/${name}.bpf.c" "${dir}/${name}.c"
			-o "${WBPF_EXAMPLES}/${name}.wasm"
			-I "${CMAKE_SOURCE_DIR}/examples/common" -I "${CMAKE_BINARY_DIR}"
		DEPENDS wasm-bpf "${dir}/${name}.bpf.c" "${dir}/${name}.c" ${headers} ${example_headers}
			"${WBPF_VMLINUX_H}" "${WBPF_SDK}/lib/libbpf.a"
		COMMENT "Building examples/${name}.wasm" VERBATIM)
	add_custom_target(example_${name} ALL DEPENDS "${WBPF_EXAMPLES}/${name}.wasm")
	add_dependencies(example_${name} wbpf_vmlinux wbpf_sdk)
endfunction()

function(wbpf_example_twin name dir)
	set(native "${WBPF_EXAMPLES}/native")
	wbpf_bpf_object("${native}/${name}.bpf.o" "${dir}/${name}.bpf.c" "${dir}"
		"${CMAKE_SOURCE_DIR}/examples/common")
	add_custom_command(OUTPUT "${native}/${name}.skel.h"
		COMMAND "${WBPF_BPFTOOL}" gen skeleton "${native}/${name}.bpf.o" name ${name}_bpf
			> "${native}/${name}.skel.h"
		DEPENDS "${native}/${name}.bpf.o" COMMENT "Generating ${name}.skel.h" VERBATIM)
	add_executable(native_${name} "${dir}/${name}.c" "${native}/${name}.skel.h")
	set_target_properties(native_${name} PROPERTIES
		OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${native}")
	target_include_directories(native_${name} PRIVATE "${native}" "${dir}"
		"${CMAKE_SOURCE_DIR}/examples/common" "${CMAKE_SOURCE_DIR}/examples/native/include")
	target_link_libraries(native_${name} PRIVATE wbpf_libbpf)
	add_dependencies(native_${name} wbpf_vmlinux)
endfunction()

# A program that embeds the library.
if(EXISTS "${CMAKE_SOURCE_DIR}/examples/embed/embed.c")
	add_executable(embed examples/embed/embed.c)
	set_target_properties(embed PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${WBPF_EXAMPLES}")
	target_include_directories(embed PRIVATE include)
	target_link_libraries(embed PRIVATE wasm_bpf Threads::Threads)
endif()

file(MAKE_DIRECTORY "${WBPF_EXAMPLES}/native")
foreach(source IN LISTS example_sources)
	get_filename_component(dir "${source}" DIRECTORY)
	get_filename_component(name "${dir}" NAME)
	if(NOT EXISTS "${dir}/${name}.c" OR NOT EXISTS "${dir}/${name}.bpf.c")
		message(WARNING "${dir}: expected ${name}.bpf.c and ${name}.c")
		continue()
	endif()
	wbpf_example_module(${name} "${dir}")
	if(WBPF_BPFTOOL AND NOT SANITIZE)
		wbpf_example_twin(${name} "${dir}")
	endif()
endforeach()
