"""The measurement of Scripts/bench-scenario, which see."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys

from finished import Run

# The goals: of the incidents of a country's day, false alerts in it, seconds of the wall clock on two
# cores.
GOAL_TOLD = 10 / 12
GOAL_FALSE = 2
GOAL_SECONDS = 30
SCENARIOS = "Config/examples/scenarios"
# Steps of 15 minutes would hold up the places of posts.
LEFT_OUT = {"presence"}


def streams(arguments):
    """The folder of the scenario's streams; they are made once."""
    name = f"{arguments.scenario}-{arguments.seed}-{arguments.rate:g}"
    folder = os.path.join(arguments.cache, name)
    if not os.path.exists(folder):
        print(f"simulating {name}", file=sys.stderr)
        shutil.rmtree(folder + ".new", ignore_errors=True)
        Run([
            arguments.vigie, "simulate", "--scenario", f"{SCENARIOS}/{arguments.scenario}.yaml",
            "--seed", str(arguments.seed), "--rate", f"{arguments.rate:g}", "--out",
            folder + ".new"])
        os.rename(folder + ".new", folder)
    return folder


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench-scenario")
    parser.add_argument("--vigie", help=argparse.SUPPRESS)
    parser.add_argument("--cache", help=argparse.SUPPRESS)
    parser.add_argument("--scenario", default="country", help="a scenario (country)")
    parser.add_argument("--seed", type=int, default=1, help="its seed (1)")
    parser.add_argument("--rate", type=float, default=1, help="everyday records, times this (1)")
    parser.add_argument("--check", action="store_true", help="exit 1 when a goal is missed")
    arguments = parser.parse_args()
    os.makedirs(arguments.cache, exist_ok=True)
    folder = streams(arguments)
    labels = os.path.join(folder, "incidents.ndjson")
    with open(labels, encoding="utf-8") as file:
        judged = next(label for label in map(json.loads, file) if label["kind"] == "judged")
    alerts = os.path.join(folder, "alerts.ndjson")
    command = [
        arguments.vigie, "replay", "--config", f"{SCENARIOS}/vigie.yaml", "--alerts", alerts,
        "--times", "--timed-from", judged["onset"]]
    for name in sorted(os.listdir(folder)):
        source, extension = os.path.splitext(name)
        if extension == ".ndjson" and source not in LEFT_OUT | {"incidents", "watchlist", "alerts"}:
            command += ["--input", f"{source}={os.path.join(folder, name)}"]
    watch_list = os.path.join(folder, "watchlist.ndjson")
    if os.path.exists(watch_list):
        command += ["--watchlist", watch_list]
    replay = Run(command)
    print(replay.said, end="")
    print(
        f"all: {replay.wall:.1f} s, {replay.seconds:.1f} s of processor time, "
        f"{replay.bytes / 1e6:.0f} MB")
    scoring = [arguments.vigie, "score-alerts", "--alerts", alerts, "--incidents", labels]
    sys.stdout.flush()
    subprocess.run(scoring, check=True)
    score = json.loads(subprocess.run(
        [*scoring, "--json"], check=True, stdout=subprocess.PIPE, text=True).stdout)
    timed = re.search(r"records? in ([0-9.]+) s", replay.said)
    missed = []
    if score["found"] < GOAL_TOLD * score["total"]:
        missed.append(f"{score['found']} of {score['total']} incidents told")
    if len(score["falseAlerts"]) > GOAL_FALSE:
        missed.append(f"{len(score['falseAlerts'])} false alerts")
    if timed is None or float(timed[1]) >= GOAL_SECONDS:
        missed.append(f"the judged period took {timed[1] if timed else '?'} s")
    for words in missed:
        print(f"MISSED: {words}")
    return 1 if arguments.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
