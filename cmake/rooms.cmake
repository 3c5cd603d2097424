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
		"${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/include" "${CMAKE_BINARY_DIR}/gen")
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

configure_file(cmake/build_info.h.in gen/wbpf_build_info.h @ONLY)

wbpf_room(base)
wbpf_room(guest)
wbpf_room(kern wbpf_libbpf)
wbpf_room(policy)
wbpf_room(pkg)
wbpf_room(codegen wbpf_libbpf)
wbpf_room(engine wbpf_wasmtime)
wbpf_room(host)
wbpf_room(events)
wbpf_room(runtime)
wbpf_room(cli PkgConfig::JANSSON PkgConfig::SMARTCOLS)

set(WBPF_LIBRARY_ROOMS base guest kern policy pkg codegen engine host events runtime)
