# SPDX-License-Identifier: MIT
# The everyday commands; CMake does the work (CMakeLists.txt).
#   make            build the command, the library, the C SDK, the example modules and the tests
#   make demo       install what is missing, build, and watch live events for some seconds
#   make check      install what is missing, build, and run all tests (kernel tests as root)
#   make asan       the tests with AddressSanitizer and UBSan, in build-asan
#   make install    PREFIX=/usr/local DESTDIR=
# CC=clang-19 BUILD=build-clang builds with another compiler beside the first.
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

cmake_flags = $(if $(filter command line environment,$(origin CC)),-DCMAKE_C_COMPILER=$(CC))
generator = $(if $(shell command -v ninja),-G Ninja)

all: $(BUILD)/CMakeCache.txt
	@tools/setup --check
	cmake --build $(BUILD) --parallel $(JOBS)

# A configuration that failed leaves a cache without build files: configure again.
$(BUILD)/CMakeCache.txt: | missing
	cmake -S . -B $(BUILD) $(generator) $(cmake_flags) || { rm -f $@; false; }

missing:
	@tools/setup --check

setup:
	@tools/setup

setup-tests:
	@tools/setup --tests

check: setup-tests all
	@tools/check $(BUILD)

check-unit: all
	@tools/check $(BUILD) -L unit

demo: setup all
	@tools/demo.sh $(BUILD)

asan: missing
	cmake -S . -B build-asan $(generator) $(cmake_flags) -DSANITIZE=ON \
		-DCMAKE_BUILD_TYPE=Debug -DWBPF_DEPS_BUILD=$(abspath $(BUILD))
	cmake --build build-asan --parallel $(JOBS)
	@tools/check build-asan

# Never builds: `sudo make install` leaves no file of root's in the build directory.
install:
	@test -e $(BUILD)/wasm-bpf || { echo "error: run 'make' first" >&2; exit 1; }
	DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(abspath $(PREFIX)) --strip
	@if [ -z "$(DESTDIR)" ] && [ "$$(id -u)" = 0 ]; then ldconfig; fi

uninstall:
	@test -e $(BUILD)/install_manifest.txt || { echo "error: nothing was installed from here" >&2; exit 1; }
	sed 's,^,$(DESTDIR),' $(BUILD)/install_manifest.txt | xargs -d '\n' rm -f

# Keeps the engine and libbpf crates, which take minutes; `make distclean` does not.
clean:
	rm -rf build-asan
	find $(BUILD) -mindepth 1 -maxdepth 1 ! -name cargo ! -name deps -exec rm -rf {} +

distclean:
	rm -rf $(BUILD) build-asan

.NOTPARALLEL:
.PHONY: all missing setup setup-tests check check-unit demo asan install uninstall clean distclean
