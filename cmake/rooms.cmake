# SPDX-License-Identifier: MIT
# One object library per room of src/. What a room may include besides base is its include path:
# libbpf's headers are reachable from kern and codegen alone, the engine's from engine alone.

# wbpf_room(name [target...]): the room's files with the include directories of the targets.
function(wbpf_room name)
	file(GLOB_RECURSE sources CONFIGURE_DEPENDS src/${name}/*.c)
	if(NOT sources)
		return()
	endif()
	add_library(wbpf_${name} OBJECT ${sources})
	target_include_directories(wbpf_${name} PRIVATE
		"${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/include")
	foreach(target IN LISTS ARGN)
		target_include_directories(wbpf_${name} SYSTEM PRIVATE
			$<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>)
	endforeach()
endfunction()

# wbpf_room_objects(variable room...): their objects; rooms without files count for nothing.
function(wbpf_room_objects variable)
	set(objects "")
	foreach(room IN LISTS ARGN)
		if(TARGET wbpf_${room})
			list(APPEND objects $<TARGET_OBJECTS:wbpf_${room}>)
		endif()
	endforeach()
	set(${variable} "${objects}" PARENT_SCOPE)
endfunction()

# Room headers never include it, so only the files that say it are compiled again per commit.
add_custom_target(wbpf_build_info BYPRODUCTS "${CMAKE_BINARY_DIR}/gen/wbpf_build_info.h"
	COMMAND ${CMAKE_COMMAND} -DOUT=${CMAKE_BINARY_DIR}/gen/wbpf_build_info.h
		-DSOURCE=${CMAKE_SOURCE_DIR} -DVERSION=${PROJECT_VERSION} -DCLANG=${WBPF_CLANG}
		-DSDK=${CMAKE_INSTALL_DATADIR}/wasm-bpf/sdk/c
		-P "${CMAKE_SOURCE_DIR}/cmake/build_info.cmake"
	COMMENT "Looking at version and commit" VERBATIM)

wbpf_room(base wbpf_nettle)
wbpf_room(guest)
wbpf_room(kern wbpf_libbpf)
wbpf_room(cache)
wbpf_room(policy)
wbpf_room(pkg)
wbpf_room(codegen wbpf_libbpf)
wbpf_room(engine wbpf_wasmtime)
wbpf_room(host)
if(TARGET wbpf_host) # <linux/bpf.h> of the libbpf that we build: the machine's may be older
	target_include_directories(wbpf_host SYSTEM BEFORE PRIVATE "${WBPF_UAPI_DIR}")
endif()
wbpf_room(events)
wbpf_room(runtime)
if(TARGET wbpf_engine) # one definition per adapter; src/engine/engines.c lists them
	target_compile_definitions(wbpf_engine PRIVATE WBPF_ENGINE_WASMTIME)
endif()
if(TARGET wbpf_runtime)
	target_compile_definitions(wbpf_runtime PRIVATE WBPF_VERSION="${PROJECT_VERSION}")
endif()
wbpf_room(cli PkgConfig::JANSSON PkgConfig::SMARTCOLS)
if(TARGET wbpf_cli)
	target_include_directories(wbpf_cli PRIVATE "${CMAKE_BINARY_DIR}/gen")
	add_dependencies(wbpf_cli wbpf_build_info)
endif()

set(WBPF_LIBRARY_ROOMS base guest cache kern policy pkg codegen engine host events runtime)
