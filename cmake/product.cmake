# SPDX-License-Identifier: MIT
# What is delivered: libwasm_bpf.so, libwasm_bpf.a and the command wasm-bpf.
wbpf_room_objects(library_objects ${WBPF_LIBRARY_ROOMS})
set(library_needs wbpf_wasmtime wbpf_libbpf wbpf_nettle)

# Everything of ours but the command, with its internal names: for the command and the tests.
add_library(wbpf_core STATIC ${library_objects})
set_target_properties(wbpf_core PROPERTIES ARCHIVE_OUTPUT_DIRECTORY lib)
target_include_directories(wbpf_core INTERFACE
	"${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/include")
target_link_libraries(wbpf_core INTERFACE ${library_needs})

add_library(wasm_bpf SHARED ${library_objects})
set_target_properties(wasm_bpf PROPERTIES
	VERSION ${PROJECT_VERSION}
	SOVERSION ${PROJECT_VERSION_MAJOR}
	LINK_DEPENDS "${CMAKE_SOURCE_DIR}/cmake/wasm_bpf.map")
target_link_libraries(wasm_bpf PRIVATE ${library_needs})
target_link_options(wasm_bpf PRIVATE
	"-Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/wasm_bpf.map" -Wl,--exclude-libs,ALL)
if(NOT SANITIZE)
	target_link_options(wasm_bpf PRIVATE -Wl,-z,defs)
endif()

# The static library is one relocatable object with the engine and libbpf inside and only the
# public names visible: an embedding program may have a libbpf or Rust of its own beside it.
if(NOT SANITIZE)
	set(merged "${CMAKE_BINARY_DIR}/libwasm_bpf.a")
	set(merged_nettle "${WBPF_NETTLE}")
	set(WBPF_PC_NETTLE "")
	if(NOT WBPF_NETTLE MATCHES "\\.a$")
		set(merged_nettle "")
		set(WBPF_PC_NETTLE nettle)
	endif()
	add_custom_command(OUTPUT "${merged}"
		COMMAND "${CMAKE_SOURCE_DIR}/tools/merge-archive" "${merged}" $<TARGET_FILE:wbpf_core>
			$<TARGET_FILE:wbpf_wasmtime> $<TARGET_FILE:wbpf_libbpf> ${merged_nettle}
		DEPENDS wbpf_core tools/merge-archive "$<TARGET_FILE:wbpf_wasmtime>"
		COMMENT "Merging libwasm_bpf.a" VERBATIM)
	add_custom_target(wasm_bpf_static ALL DEPENDS "${merged}")
endif()

wbpf_room_objects(command_objects cli)
if(command_objects)
	add_executable(wasm-bpf ${command_objects})
	target_link_libraries(wasm-bpf PRIVATE wbpf_core PkgConfig::JANSSON PkgConfig::SMARTCOLS)
endif()
