"""The measurements and the table of Scripts/bench, which see."""

import argparse
import collections
import os
import re
import shutil
import subprocess
import sys

from finished import Run

# DESIGN's goals: posts a second and core, times DuckDB on one thread, allocations a post, memory,
# and how much dearer the later half of a run may be than the earlier.
GOAL_RATE = 300_000
GOAL_RATIO = 2.0
GOAL_ALLOCATIONS = 0.001
GOAL_MEGABYTES = 200
GOAL_GROWTH = 1.15
CONFIGURATION = "Config/examples/bench/vigie.yaml"
STEPS = ["read", "decode", "observe", "detect", "group", "alert"]


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.rows = []
        self.missed = []

    def posts(self, count):
        """The first `count` posts, in a file that is made once."""
        path = os.path.join(self.arguments.cache, f"posts-{count}.ndjson")
        if not os.path.exists(path):
            Run([self.arguments.vigie, "bench-posts", "--count", str(count), "--out", path + ".new"])
            os.rename(path + ".new", path)
        return path

    def command(self, path):
        return [
            self.arguments.vigie, "replay", "--config", CONFIGURATION, "--input", f"bluesky={path}",
            "--alerts", "/dev/null", "--times",
        ]

    def vigie(self, count):
        return Run(self.command(self.posts(count)))

    def row(self, name, value, note="", goal=None, met=True):
        self.rows.append((name, value, note if goal is None else f"{goal}{'' if met else '  MISSED'}"))
        if not met:
            self.missed.append(name)

    def speed(self):
        count = self.arguments.posts
        path = self.posts(count)
        runs, others = [], []
        job = os.path.join(os.path.dirname(os.path.abspath(__file__)), "comparison.py")
        # In turn, so that a change of the machine's pace meets both.
        for _ in range(self.arguments.runs):
            runs.append(self.vigie(count))
            if self.arguments.python:
                others.append(Run([self.arguments.python, job, path]))
        best = min(runs, key=lambda run: run.seconds)
        rate = count / best.seconds
        start = min(self.vigie(1).seconds for _ in range(3))
        self.row(
            "posts/s, one core", f"{rate:,.0f}", goal=f"goal {GOAL_RATE:,}", met=rate >= GOAL_RATE)
        self.row(
            "  of all runs",
            " ".join(f"{count / run.seconds / 1000:,.0f}k" for run in runs))
        self.row("  without the start", f"{count / (best.seconds - start):,.0f}", f"start {start:.2f} s")
        for step in STEPS:
            times = re.findall(rf"^  {step}(?: \((.*)\))?: (\d+) ns", best.said, re.MULTILINE)
            for note, nanoseconds in times:
                self.row(f"  {step}, ns a post", nanoseconds, note)
        self.row("  all, ns a post", f"{best.seconds / count * 1e9:,.0f}", "start and exit included")
        if others:
            other = min(others, key=lambda run: run.seconds)
            ratio = other.seconds / best.seconds
            self.row("DuckDB, one thread, posts/s", f"{count / other.seconds:,.0f}", other.result.strip())
            self.row(
                "times as fast as DuckDB", f"{ratio:.2f}", goal=f"goal {GOAL_RATIO}",
                met=ratio >= GOAL_RATIO)
        peak = max(run.bytes for run in runs) / 1e6
        self.row(
            "peak memory, MB", f"{peak:.0f}", goal=f"goal under {GOAL_MEGABYTES}",
            met=peak < GOAL_MEGABYTES)

    def growth(self):
        """The cost of a post in the second half of the posts, over that in the second quarter."""
        count = self.arguments.posts
        parts = [count // 4, count // 2, count]
        runs = max(3, self.arguments.runs)
        seconds = [
            min(self.vigie(part).seconds for _ in range(runs)) for part in parts
        ]
        early = (seconds[1] - seconds[0]) / (parts[1] - parts[0])
        late = (seconds[2] - seconds[1]) / (parts[2] - parts[1])
        self.row(
            "seconds at a quarter, a half, all", " ".join(f"{value:.2f}" for value in seconds))
        self.row(
            "a post in the second half, over before", f"{late / early:.2f}",
            goal=f"goal under {GOAL_GROWTH}", met=late / early < GOAL_GROWTH)

    def allocations(self):
        counts = []
        record = os.path.join(self.arguments.cache, "allocations")
        for count in (100_000, 200_000):
            Run(
                self.command(self.posts(count)),
                {"LD_PRELOAD": os.path.abspath(self.arguments.counter), "VIGIE_ALLOCATIONS": record})
            with open(record, encoding="ascii") as file:
                counts.append(int(file.read()))
        each = (counts[1] - counts[0]) / 100_000
        self.row(
            "allocations a post, 100,000 to 200,000", f"{each:.5f}",
            goal=f"goal under {GOAL_ALLOCATIONS}", met=each < GOAL_ALLOCATIONS)

    def instructions(self):
        """Instructions a post by room: of the posts between the 10,000th and the 20,000th."""
        if not shutil.which("valgrind"):
            self.row("instructions a post", "no valgrind")
            return
        # valgrind cannot read the debug information of Swift 6.3; the names are enough.
        binary = os.path.join(self.arguments.cache, "vigie-stripped")
        subprocess.run(["strip", "--strip-debug", "-o", binary, self.arguments.vigie], check=True)
        profiles = []
        for count in (10_000, 20_000):
            out = os.path.join(self.arguments.cache, f"callgrind-{count}.out")
            Run(
                ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", binary]
                + self.command(self.posts(count))[1:])
            profiles.append(costs(out))
        parts = {
            part: (cost - profiles[0].get(part, 0)) / 10_000
            for part, cost in profiles[1].items()}
        ours = sum(cost for (is_ours, _), cost in parts.items() if is_ours)
        self.row("instructions a post, our own", f"{ours:,.0f}", "without the libraries'")
        for (is_ours, name), cost in sorted(parts.items(), key=lambda item: -item[1]):
            if is_ours and cost >= 1:
                self.row(f"  {name}", f"{cost:,.0f}")

    def table(self):
        widths = [max(len(row[column]) for row in self.rows) for column in (0, 1)]
        for name, value, note in self.rows:
            print(f"{name:{widths[0]}}  {value:>{widths[1]}}  {note}".rstrip())


def costs(path):
    """Own instructions by part, from callgrind's output (valgrind's manual, "Callgrind Format").

    Inlined code counts for the function that it stands in.
    """
    names, libraries = {}, {}
    totals = collections.Counter()
    function, library, is_call = "?", "?", False
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, _, value = line.rstrip("\n").partition("=")
            if key in ("fn", "cfn", "ob", "cob"):
                table = names if key.endswith("fn") else libraries
                number, _, name = value.partition(" ")
                if name:
                    table[number] = name
                if key == "fn":
                    function = table[number]
                elif key == "ob":
                    library = table[number]
            elif key == "calls":
                is_call = True
            elif line[:1].isdigit() or line[:1] in "+-*":
                # The line after a call has the cost of what was called.
                if not is_call:
                    totals[part(function, library)] += int(line.split()[1])
                is_call = False
    return totals


# What of a function's name, mangled or not, says to which part of a post's way it belongs.
PARTS = [
    ("read", r"^\$s6Replay"),
    ("decode: JSON fields", r"vigie_json|^vigie::"),
    ("decode: hash of the payload", r"XXH3_|vigie_payload_hash"),
    ("decode: text", r"^\$s7Signals.*(TextScanner|FoldedText|Lexicon|Squeeze|Arabic|WideFold)"),
    ("decode: pseudonym", r"^\$s6Crypto"),
    ("decode: all else", r"^\$s7Signals|^\$s9EventTime|vigie_xxh3"),
    ("observe", r"^\$s9Detection.*(Observe|OpenPane|PaneAccumulator)|^\$s8Pipeline.*ArrivalGuard"),
    ("detect", r"^\$s9Detection|^\$s10Statistics"),
    ("between the steps", r"^\$s8Pipeline|^\$s5vigie"),
]


def part(function, library):
    """Whether the function is ours, and what it is part of."""
    if not os.path.basename(library).startswith("vigie"):
        return False, os.path.basename(library)
    for name, pattern in PARTS:
        if re.search(pattern, function):
            return True, name
    return True, "Swift's own, specialised"


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("--vigie", help=argparse.SUPPRESS)
    parser.add_argument("--cache", help=argparse.SUPPRESS)
    parser.add_argument("--counter", help=argparse.SUPPRESS)
    parser.add_argument("--python", help=argparse.SUPPRESS)
    parser.add_argument("--posts", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--runs", type=int, default=5, help="of which the best counts (5)")
    parser.add_argument("--instructions", action="store_true", help="count them with valgrind")
    parser.add_argument("--no-duckdb", action="store_true", help="leave the comparison out")
    parser.add_argument("--check", action="store_true", help="exit 1 when a goal is missed")
    arguments = parser.parse_args()
    if arguments.no_duckdb:
        arguments.python = None
    bench = Bench(arguments)
    bench.speed()
    bench.growth()
    bench.allocations()
    if arguments.instructions:
        bench.instructions()
    bench.table()
    return 1 if arguments.check and bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
