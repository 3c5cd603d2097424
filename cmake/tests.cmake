# SPDX-License-Identifier: MIT
# Every test is found by its place and name and run by ctest:
#   tests/unit/test_*.c, tests/codegen/test_*.c   no root; tests/fake/*.c stands for src/kern
#   tests/kern/test_*.c                           the kernel side alone, on the live kernel
#   tests/runtime/test_*.c                        the whole library
#   tests/{cli,examples,v1,sdk,install}/test_*.sh the command and the modules; 77 = skipped
#   tests/vm/test_*.sh                            the same under other kernels
# Those that touch the kernel run one after the other: they count what is loaded there.
enable_testing()
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
set(test_build "${CMAKE_BINARY_DIR}/tests")
set(test_timeout_s 120)
if(SANITIZE)
	set(test_timeout_s 300)
endif()

# ---- libraries of tests
wbpf_room_objects(unit_objects base guest cache policy pkg codegen host events)
wbpf_room_objects(kern_objects base cache kern)
add_library(wbpf_test_unit STATIC EXCLUDE_FROM_ALL ${unit_objects})
add_library(wbpf_test_kern STATIC EXCLUDE_FROM_ALL ${kern_objects})
target_link_libraries(wbpf_test_unit INTERFACE wbpf_nettle)
target_link_libraries(wbpf_test_kern INTERFACE wbpf_nettle)
set(unit_libraries wbpf_test_unit)
file(GLOB fake_sources CONFIGURE_DEPENDS tests/fake/*.c)
if(fake_sources)
	add_library(wbpf_test_fake STATIC EXCLUDE_FROM_ALL ${fake_sources})
	target_include_directories(wbpf_test_fake PRIVATE src include tests)
	list(APPEND unit_libraries wbpf_test_fake)
endif()

# ---- BPF objects of tests: tests/<dir>/bpf/*.bpf.c
function(wbpf_test_objects dir)
	file(GLOB sources CONFIGURE_DEPENDS tests/${dir}/bpf/*.bpf.c)
	set(objects "")
	file(MAKE_DIRECTORY "${test_build}/${dir}/bpf")
	foreach(source IN LISTS sources)
		get_filename_component(name "${source}" NAME)
		string(REGEX REPLACE "c$" "o" name "${name}")
		wbpf_bpf_object("${test_build}/${dir}/bpf/${name}" "${source}"
			"${CMAKE_SOURCE_DIR}/tests/${dir}/bpf" "${CMAKE_SOURCE_DIR}/examples/common")
		list(APPEND objects "${test_build}/${dir}/bpf/${name}")
	endforeach()
	add_custom_target(wbpf_test_objects_${dir} ALL DEPENDS ${objects})
	add_dependencies(wbpf_test_objects_${dir} wbpf_vmlinux)
endfunction()

# ---- C tests
set(test_environment "WASM_BPF=${CMAKE_BINARY_DIR}/wasm-bpf" "BUILD=${CMAKE_BINARY_DIR}"
	"EXAMPLES=${CMAKE_BINARY_DIR}/examples" "ROOT=${CMAKE_SOURCE_DIR}" "CC=${CMAKE_C_COMPILER}"
	"WASM_BPF_CACHE_DIR=${test_build}/cache")

if(SANITIZE)
	# Its strstr() measures the whole text each time.
	list(APPEND test_environment ASAN_OPTIONS=intercept_strstr=0)
endif()

function(wbpf_test_properties test label)
	set_tests_properties(${test} PROPERTIES LABELS ${label} TIMEOUT ${test_timeout_s}
		SKIP_RETURN_CODE 77 ENVIRONMENT "${test_environment}")
	if(NOT label STREQUAL unit)
		set_tests_properties(${test} PROPERTIES RESOURCE_LOCK kernel FIXTURES_REQUIRED mounts)
	endif()
endfunction()

# wbpf_c_tests(dir label library...)
function(wbpf_c_tests dir label)
	file(GLOB sources CONFIGURE_DEPENDS tests/${dir}/test_*.c)
	# What tests share is a pair of NAME.c and NAME.h.
	file(GLOB helpers CONFIGURE_DEPENDS tests/${dir}/*.h)
	list(TRANSFORM helpers REPLACE "h$" "c")
	list(FILTER helpers EXCLUDE REGEX "/test_")
	foreach(helper IN LISTS helpers)
		if(NOT EXISTS "${helper}")
			list(REMOVE_ITEM helpers "${helper}")
		endif()
	endforeach()
	foreach(source IN LISTS sources)
		get_filename_component(name "${source}" NAME_WE)
		set(target ${dir}_${name})
		add_executable(${target} "${source}" ${helpers})
		set_target_properties(${target} PROPERTIES
			OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${test_build}/${dir}")
		target_include_directories(${target} PRIVATE src include tests tests/${dir}
			tests/${dir}/bpf)
		target_compile_definitions(${target} PRIVATE
			WBPF_TEST_BPF_DIR="${test_build}/${dir}/bpf"
			WBPF_TEST_DIR="${CMAKE_SOURCE_DIR}/tests/${dir}"
			WBPF_TEST_BUILD_DIR="${CMAKE_BINARY_DIR}")
		target_link_libraries(${target} PRIVATE PkgConfig::CMOCKA
			-Wl,--start-group ${ARGN} -Wl,--end-group Threads::Threads)
		add_dependencies(${target} wbpf_test_objects_${dir})
		string(REPLACE "test_" "" short ${name})
		add_test(NAME ${dir}.${short} COMMAND ${target})
		wbpf_test_properties(${dir}.${short} ${label})
	endforeach()
endfunction()

foreach(dir unit codegen kern runtime)
	wbpf_test_objects(${dir})
endforeach()
wbpf_c_tests(unit unit ${unit_libraries} wbpf_libbpf)
wbpf_c_tests(codegen unit ${unit_libraries} wbpf_libbpf)
wbpf_c_tests(kern kernel wbpf_test_kern wbpf_libbpf)
wbpf_c_tests(runtime kernel wbpf_core)

# ---- guests in C that import the published v1 ABI by hand: tests/v1/guests/*.c
if(WBPF_GUESTS)
	file(GLOB guests CONFIGURE_DEPENDS tests/v1/guests/*.c)
	set(guest_modules "")
	file(MAKE_DIRECTORY "${test_build}/v1")
	foreach(source IN LISTS guests)
		get_filename_component(name "${source}" NAME_WE)
		set(module "${test_build}/v1/${name}.wasm")
		add_custom_command(OUTPUT "${module}"
			COMMAND "${WBPF_CLANG}" ${WBPF_WASM_FLAGS} -std=gnu11 -nostdlibinc
				-isystem "${WBPF_WASI_INCLUDE}" -Wl,--export-table -Wl,--allow-undefined
				"${source}" -o "${module}"
			DEPENDS "${source}"
			COMMENT "Building v1 guest ${name}.wasm" VERBATIM)
		list(APPEND guest_modules "${module}")
	endforeach()
	add_custom_target(wbpf_v1_guests ALL DEPENDS ${guest_modules})
	wbpf_test_objects(v1)
endif()

# ---- tests of the command and the modules
foreach(dir cli examples v1 sdk install)
	file(GLOB scripts CONFIGURE_DEPENDS tests/${dir}/test_*.sh)
	foreach(script IN LISTS scripts)
		get_filename_component(name "${script}" NAME_WE)
		string(REPLACE "test_" "" short ${name})
		add_test(NAME ${dir}.${short} COMMAND bash "${script}")
		if(dir STREQUAL examples)
			wbpf_test_properties(${dir}.${short} example)
		else()
			wbpf_test_properties(${dir}.${short} cli)
		endif()
	endforeach()
endforeach()

# ---- VMs with other kernels, emulated: minutes, beside all others. A sanitizer on top is too slow.
file(GLOB scripts CONFIGURE_DEPENDS tests/vm/test_*.sh)
if(SANITIZE)
	set(scripts "")
endif()
foreach(script IN LISTS scripts)
	get_filename_component(name "${script}" NAME_WE)
	string(REPLACE "test_" "" short ${name})
	add_test(NAME vm.${short} COMMAND bash "${script}")
	wbpf_test_properties(vm.${short} vm)
	set_tests_properties(vm.${short} PROPERTIES RESOURCE_LOCK vm TIMEOUT 1500 COST 1000)
endforeach()

# ---- what the tests of the live kernel need mounted
add_test(NAME setup.mounts COMMAND "${CMAKE_SOURCE_DIR}/tools/mounts")
set_tests_properties(setup.mounts PROPERTIES FIXTURES_SETUP mounts LABELS kernel
	SKIP_RETURN_CODE 77)

# ---- structure
foreach(check layers headers generated symbols coverage)
	add_test(NAME structure.${check}
		COMMAND "${CMAKE_SOURCE_DIR}/tools/check-${check}" "${CMAKE_BINARY_DIR}")
	wbpf_test_properties(structure.${check} unit)
endforeach()
