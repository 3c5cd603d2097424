#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs the tests of the examples one after the other. usage: run_all.sh [TEST...]
here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0 skipped=0
[ $# -gt 0 ] || set -- "$here"/test_*.sh
for test in "$@"; do
	bash "$test"
	case $? in
	0) passed=$((passed + 1)) ;;
	77) skipped=$((skipped + 1)) ;;
	*) failed=$((failed + 1)) ;;
	esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
