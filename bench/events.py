#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What an event, a global variable and a map access cost in a guest, beside native libbpf.

One source (bench/events.c), built natively and as Wasm; the runs are interleaved so that noise hits
both. Prints medians of the runs' medians, native = 1.00. Run as root, after `make`:

  bench/events.py [--runs N] [--json] [--copy]

--copy: also with --map-memory=off, where events reach the guest by copies.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
COMMAND = os.path.join(BUILD, "wasm-bpf")
CLANG = os.environ.get("CLANG", "clang-19")
SOURCES = [os.path.join(ROOT, "bench", name) for name in ("events.bpf.c", "events.c")]
UNITS = {"ring": "ring buffer, per 48-byte event", "perf": "perf buffer, per event",
         "user_ring": "user ring buffer, per record", "global": "global variable, per access",
         "update": "hash update", "lookup": "hash lookup", "batch": "batch lookup, per element"}


def check(*argv, **more):
    subprocess.run(argv, check=True, **more)


def build(work):
    """The native program and the module, of the same sources."""
    with open(os.path.join(BUILD, "deps", "libbpf.include")) as f:
        include = f.read().strip()
    wasm, native, obj = (os.path.join(work, n) for n in ("events.wasm", "events", "events.bpf.o"))
    check(COMMAND, "build", *SOURCES, "-o", wasm, "-I", BUILD)
    check(CLANG, "-g", "-O2", "-target", "bpf", "-I", BUILD, "-isystem", include, "-c", SOURCES[0], "-o", obj)
    with open(os.path.join(work, "events.skel.h"), "w") as f:
        check("bpftool", "gen", "skeleton", obj, "name", "events_bpf", stdout=f)
    check(os.environ.get("CC", "cc"), "-std=gnu11", "-O2", "-I", work, "-isystem", include, SOURCES[1],
          os.path.join(os.path.dirname(include), "libbpf.a"), "-lelf", "-lz", "-o", native)
    return wasm, native


def once(argv):
    out = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return {name: float(ns) for name, ns in (line.split() for line in out.splitlines())}


def measure(ways, runs):
    rounds = [{way: once(argv) for way, argv in ways.items()} for _ in range(runs)]
    rows = []
    for name in UNITS:
        row = {"figure": name}
        for way in ways:
            samples = [r[way][name] for r in rounds]
            row[way + "_ns"] = round(statistics.median(samples), 2)
            row[way + "_spread_ns"] = round(max(samples) - min(samples), 2)
            # Pairs: the noise of a round is in both.
            row[way + "_ratio"] = round(statistics.median(r[way][name] / r["native"][name] for r in rounds), 2)
        rows.append(row)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--copy", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        wasm, native = build(work)
        ways = {"native": [native], "wasm": [COMMAND, "run", wasm]}
        if args.copy:
            ways["copy"] = [COMMAND, "run", "--map-memory=off", wasm]
        rows = measure(ways, args.runs)
    if args.json:
        json.dump({"kernel": os.uname().release, "runs": args.runs, "rows": rows}, sys.stdout, indent=2)
        return
    print(f"kernel {os.uname().release}, {args.runs} runs of each, medians")
    for row in rows:
        print(f"{UNITS[row['figure']]:32}" + "".join(
            f"  {way} {row[way + '_ns']:8.2f} ns ({row[way + '_ratio']:.2f})" for way in ways))


if __name__ == "__main__":
    main()
