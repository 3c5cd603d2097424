# SPDX-License-Identifier: MIT
# The locked crates: built while configuring, since their header paths are known only afterwards.
execute_process(COMMAND "${CMAKE_SOURCE_DIR}/tools/deps" "${WBPF_DEPS_BUILD}"
	RESULT_VARIABLE status)
if(status)
	message(FATAL_ERROR "the engine and libbpf crates could not be built; cargo's or our reason is above")
endif()
file(GLOB deps_sources CONFIGURE_DEPENDS deps/Cargo.* deps/*/Cargo.toml deps/*/build.rs
	deps/*/src/*.rs)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${deps_sources}
	"${WBPF_DEPS_BUILD}/deps/stamp")

file(READ "${WBPF_DEPS_BUILD}/deps/libbpf.include" libbpf_include)
file(READ "${WBPF_DEPS_BUILD}/deps/wasmtime.include" wasmtime_include)
set(WBPF_UAPI_DIR "${WBPF_DEPS_BUILD}/deps/uapi")
set(WBPF_ZLIB_DIR "${WBPF_DEPS_BUILD}/deps/zlib")
set(WBPF_LIBBPF_SRC "${WBPF_DEPS_BUILD}/deps/libbpf")
set(WBPF_LIBBPF_INCLUDE "${libbpf_include}")

add_library(wbpf_libbpf STATIC IMPORTED)
set_target_properties(wbpf_libbpf PROPERTIES
	IMPORTED_LOCATION "${libbpf_include}/../libbpf.a"
	INTERFACE_INCLUDE_DIRECTORIES "${libbpf_include};${WBPF_UAPI_DIR}"
	INTERFACE_LINK_LIBRARIES "PkgConfig::ELF;PkgConfig::ZLIB")

add_library(wbpf_wasmtime STATIC IMPORTED)
set_target_properties(wbpf_wasmtime PROPERTIES
	IMPORTED_LOCATION "${WBPF_DEPS_BUILD}/cargo/release/libwbpf_wasmtime.a"
	INTERFACE_INCLUDE_DIRECTORIES "${wasmtime_include}"
	INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS};m")

# A build that shares another's crates shows where they are at the usual place: tests look there.
if(NOT WBPF_DEPS_BUILD STREQUAL CMAKE_BINARY_DIR AND NOT EXISTS "${CMAKE_BINARY_DIR}/deps")
	file(CREATE_LINK "${WBPF_DEPS_BUILD}/deps" "${CMAKE_BINARY_DIR}/deps" SYMBOLIC)
endif()
