# SPDX-License-Identifier: MIT
# How every C file of ours is compiled and linked.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# lib/ and not lib/<triplet>: the pkg-config file finds its prefix relative to itself.
if(NOT DEFINED CACHE{CMAKE_INSTALL_LIBDIR})
	set(CMAKE_INSTALL_LIBDIR lib)
endif()

add_compile_definitions(_GNU_SOURCE)
add_compile_options(-Wall -Wextra -Werror -ffunction-sections -fdata-sections
	-fno-strict-aliasing -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
add_link_options(-Wl,--gc-sections -Wl,-z,relro,-z,now -static-libgcc)
if(SANITIZE)
	add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=address,undefined)
else()
	add_compile_options(-fstack-protector-strong)
	add_compile_definitions($<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ELF REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(NETTLE REQUIRED nettle)
# Static where there is one: what is shared must be found and relocated at each start.
find_library(WBPF_NETTLE NAMES libnettle.a nettle HINTS ${NETTLE_LIBRARY_DIRS} REQUIRED)
add_library(wbpf_nettle UNKNOWN IMPORTED)
set_target_properties(wbpf_nettle PROPERTIES IMPORTED_LOCATION "${WBPF_NETTLE}"
	INTERFACE_INCLUDE_DIRECTORIES "${NETTLE_INCLUDE_DIRS}")
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(SMARTCOLS REQUIRED IMPORTED_TARGET smartcols)
