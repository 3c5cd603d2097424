#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Start to attached, and peak memory: each example as Wasm with an empty cache, with a filled one,
without any, and as its native twin, interleaved.

"Attached" is the moment the tool's header line arrives: every example prints it after its programs
are attached. Run as root, after `make`:

  bench/start.py [--runs N] [--json] [TOOL...]
"""
import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
TOOLS = {"execsnoop": [], "opensnoop": ["-p", "1"], "tasks": []}
SIDES = ("native", "warm", "cold", "uncached")


def once(argv):
    """(milliseconds to the first line of output, milliseconds of CPU until its end, peak resident KiB)."""
    start = time.monotonic_ns()
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    line = child.stdout.readline()
    took = (time.monotonic_ns() - start) / 1e6
    if not line:
        sys.exit(f"{' '.join(argv)}: no output, exit status {child.wait()}")
    peak = peak_kib(child.pid)
    os.kill(child.pid, signal.SIGINT)
    child.stdout.read()
    child.stdout.close()
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return took, (usage.ru_utime + usage.ru_stime) * 1e3, peak


def peak_kib(pid):
    """Of the kernel's own account: ru_maxrss begins with the size of the Python that forked."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return next((int(line.split()[1]) for line in file if line.startswith("VmHWM:")), 0)  # 0: it has ended


def commands(tool, args, folder):
    module = os.path.join(BUILD, "examples", tool + ".wasm")
    run = [os.path.join(BUILD, "wasm-bpf"), "run"]
    return {"native": [os.path.join(BUILD, "examples", "native", tool)] + args,
            "warm": run + ["--cache-dir", os.path.join(folder, "warm"), module] + args,
            "cold": run + ["--cache-dir", os.path.join(folder, "cold"), module] + args,
            "uncached": run + ["--no-cache", module] + args}


def measure(tool, args, runs, folder):
    sides = commands(tool, args, folder)
    for side in SIDES:  # page cache, and the warm folder
        once(sides[side])
    samples = {side: [] for side in SIDES}
    for _ in range(runs):
        shutil.rmtree(os.path.join(folder, "cold"), ignore_errors=True)
        for side in SIDES:
            samples[side].append(once(sides[side]))
    row = {"tool": tool, "runs": runs, "wasm_bytes": os.path.getsize(sides["warm"][-1 - len(args)])}
    for side in SIDES:
        times, cpu, peak = zip(*samples[side])
        quarter = statistics.quantiles(times, n=4) if runs > 1 else [times[0]] * 3
        row[side] = {"ms": round(statistics.median(times), 2), "ms_quartiles": [round(quarter[0], 2), round(quarter[2], 2)],
                     "ms_least": round(min(times), 2), "cpu_ms": round(statistics.median(cpu), 2), "peak_kib": statistics.median(peak)}
    for side in SIDES:
        row[side]["ratio"] = round(row[side]["ms"] / row["native"]["ms"], 2)
    return row


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "?")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("tools", nargs="*", default=list(TOOLS))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(t, TOOLS.get(t, []), args.runs, folder) for t in args.tools]
    where = {"kernel": os.uname().release, "cpu": cpu_model(), "cpus": os.cpu_count(), "load": os.getloadavg()[0]}
    if args.json:
        json.dump({**where, "rows": rows}, sys.stdout, indent=2)
        print()
        return
    print(f"kernel {where['kernel']}, {where['cpu']}, {where['cpus']} CPUs, load {where['load']:.1f}, medians of {args.runs} interleaved runs")
    print(f"{'tool':<12}{'side':<10}{'ms':>8}{'quartiles':>16}{'least':>8}{'ratio':>7}{'CPU ms':>8}{'peak KiB':>10}")
    for row in rows:
        for side in SIDES:
            s = row[side]
            spread = "{}-{}".format(*s["ms_quartiles"])
            print(f"{row['tool']:<12}{side:<10}{s['ms']:>8}{spread:>16}{s['ms_least']:>8}{s['ratio']:>7}{s['cpu_ms']:>8.1f}{s['peak_kib']:>10.0f}")


if __name__ == "__main__":
    main()
