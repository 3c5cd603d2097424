#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Start to attached, and peak memory: each example as Wasm and as its native twin, interleaved.

"Attached" is the moment the tool's header line arrives: every example prints it after its programs
are attached. Run as root, after `make`:

  bench/start.py [--runs N] [--json] [TOOL...]
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
TOOLS = {"execsnoop": [], "opensnoop": ["-p", "1"], "tasks": []}


def once(argv):
    """(milliseconds to the first line of output, peak resident KiB)."""
    start = time.monotonic_ns()
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    line = child.stdout.readline()
    took = (time.monotonic_ns() - start) / 1e6
    if not line:
        sys.exit(f"{' '.join(argv)}: no output, exit status {child.wait()}")
    os.kill(child.pid, signal.SIGINT)
    child.stdout.read()
    child.stdout.close()
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return took, usage.ru_maxrss


def measure(tool, args, runs):
    wasm = [os.path.join(BUILD, "wasm-bpf"), "run", os.path.join(BUILD, "examples", tool + ".wasm")] + args
    native = [os.path.join(BUILD, "examples", "native", tool)] + args
    once(wasm), once(native)  # page cache
    pairs = [(once(wasm), once(native)) for _ in range(runs)]
    pick = lambda side, i: statistics.median(p[side][i] for p in pairs)
    return {"tool": tool, "runs": runs,
            "wasm_ms": round(pick(0, 0), 2), "native_ms": round(pick(1, 0), 2),
            "wasm_peak_kib": pick(0, 1), "native_peak_kib": pick(1, 1),
            "wasm_bytes": os.path.getsize(wasm[2]), "native_bytes": os.path.getsize(native[0])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("tools", nargs="*", default=list(TOOLS))
    args = parser.parse_args()
    rows = [measure(t, TOOLS.get(t, []), args.runs) for t in args.tools]
    if args.json:
        json.dump({"kernel": os.uname().release, "rows": rows}, sys.stdout, indent=2)
        print()
        return
    print(f"kernel {os.uname().release}, medians of {args.runs} interleaved pairs")
    print(f"{'tool':<12}{'wasm ms':>9}{'native ms':>11}{'wasm KiB':>10}{'native KiB':>12}{'.wasm bytes':>13}")
    for r in rows:
        print(f"{r['tool']:<12}{r['wasm_ms']:>9}{r['native_ms']:>11}{r['wasm_peak_kib']:>10}"
              f"{r['native_peak_kib']:>12}{r['wasm_bytes']:>13}")


if __name__ == "__main__":
    main()
