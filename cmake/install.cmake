# SPDX-License-Identifier: MIT
# cmake --install: the command, the libraries, headers, pkg-config file, SDK, manual, completions.
if(SANITIZE)
	return()
endif()
configure_file(cmake/wasm-bpf.pc.in wasm-bpf.pc @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/wasm-bpf.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
install(DIRECTORY include/wasm_bpf DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(TARGETS wasm_bpf LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES "${CMAKE_BINARY_DIR}/libwasm_bpf.a" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET wasm-bpf)
	install(TARGETS wasm-bpf RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
if(TARGET wbpf_sdk)
	install(DIRECTORY "${WBPF_SDK}/include" "${WBPF_SDK}/lib"
		DESTINATION "${CMAKE_INSTALL_DATADIR}/wasm-bpf/sdk/c")
	install(FILES ${sdk_flags} DESTINATION "${CMAKE_INSTALL_DATADIR}/wasm-bpf/sdk/c")
endif()

file(GLOB pages_1 CONFIGURE_DEPENDS docs/man/*.1)
file(GLOB pages_3 CONFIGURE_DEPENDS docs/man/*.3)
install(FILES ${pages_1} DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES ${pages_3} DESTINATION "${CMAKE_INSTALL_MANDIR}/man3")

# share/completions/wasm-bpf.bash and _wasm-bpf, as bash-completion and zsh look for them.
file(GLOB bash_completion CONFIGURE_DEPENDS share/completions/*.bash)
file(GLOB zsh_completion CONFIGURE_DEPENDS share/completions/_*)
if(bash_completion)
	install(FILES ${bash_completion} RENAME wasm-bpf
		DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
endif()
install(FILES ${zsh_completion} DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
