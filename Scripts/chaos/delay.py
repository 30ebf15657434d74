"""From a record to its alert, on a stream that comes as it happens."""

import datetime
import json
import subprocess
import threading
import time

from . import machines, setting, stream

# Learnt from before the present, at the rate of the present.
HISTORY_SECONDS = 600
# Between two floods of the present, about.
FLOOD_EVERY_SECONDS = 4
PANE, MAX_DELAY = 10.0, 20.0


class Figures:
    """Delays in seconds, from the first record that can be in the pane of an alert's opening."""

    def __init__(self, delays, panes, offset, rate):
        self.delays = sorted(delays)
        self.panes = panes
        self.offset = offset
        self.rate = rate

    def percentile(self, share):
        """Of the time after the pane's end."""
        return self.delays[min(len(self.delays) - 1, int(share * len(self.delays)))]

    @property
    def lines(self):
        p50, p99 = self.percentile(0.5), self.percentile(0.99)
        yield (f"delay at {self.rate:,} posts/s, {len(self.delays)} alerts opened in {self.panes} panes: "
               f"seen by a reader of committed records p50 {p50:.2f} s, p99 {p99:.2f} s after the pane")
        yield (f"  so {p50 + PANE:.2f} and {p99 + PANE:.2f} s after the pane's first record (goal "
               f"{PANE + MAX_DELAY + 1:.0f}), {p50 - MAX_DELAY:.2f} and {p99 - MAX_DELAY:.2f} s after "
               f"the last record needed; the feeder ran {self.offset:.2f} s behind, taken off")


def measure(bench, rate, minutes):
    """Feeds a history, then the present as it happens, and watches the alerts."""
    seconds = int(minutes * 60)
    made = setting.Setting(
        bench.directory / "delay", machines.ROOT, bench.broker.bootstrap, sources=("posts",), idle=60)
    configuration, _ = made.write("delay", "delay")
    bench.vigie.run("topics", "create", "--config", configuration)
    # Time to write it all, to feed the history, and to take it.
    present = int(time.time()) + 45 + HISTORY_SECONDS * rate // 25_000
    history, live = _write(bench.directory, present, rate, seconds)
    bench.vigie.run(
        "replay", "--config", configuration, f"--input=posts={history}", "--pace", "max")
    history.unlink()
    daemon = bench.daemon("delay", configuration)
    daemon.start()
    progress = machines.Progress(bench.vigie, configuration)
    try:
        machines.wait_until_done(progress, 600, [daemon])
    finally:
        progress.stop()
    if time.time() > present:
        raise machines.Trouble(f"the present came {time.time() - present:.0f} s too early")
    with _Watch(bench.vigie, configuration) as watch:
        time.sleep(max(0, present - time.time()))
        bench.vigie.run(
            "replay", "--config", configuration, f"--input=posts={live}", "--pace", "1x")
        time.sleep(MAX_DELAY + 5)
    daemon.stop()
    live.unlink()
    drained = json.loads(
        bench.vigie.run("drain", "--config", configuration, "--topic", "input.posts"))
    # A frontier follows the earlier of event time and arrival: a feeder that runs ahead gains nothing.
    offset = max(0.0, drained["lastTimestamp"] / 1000 - (present + seconds))
    # The first panes of the present hold what the change from one file to the other did.
    opened = [
        (seen, end) for seen, end in watch.opened
        if present + 3 * PANE < end <= present + seconds - MAX_DELAY
    ]
    delays = [seen - end - offset for seen, end in opened]
    if len(delays) < 5:
        raise machines.Trouble(f"only {len(delays)} alerts opened: nothing can be said of the delay")
    return Figures(delays, len({end for _, end in opened}), offset, rate)


def _write(directory, present, rate, seconds):
    made = stream.Stream(f"delay {rate}", "posts", present - HISTORY_SECONDS, HISTORY_SECONDS + seconds)
    made.base = rate
    for _ in range(seconds // FLOOD_EVERY_SECONDS):
        made.flood(
            (HISTORY_SECONDS + 20, HISTORY_SECONDS + max(21, seconds - 60)), (30, 60), rate / 2)
    paths = directory / "history.ndjson", directory / "live.ndjson"
    for path, begin, end in (
            (paths[0], 0, HISTORY_SECONDS), (paths[1], HISTORY_SECONDS, HISTORY_SECONDS + seconds)):
        with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
            made.write_seconds(file, begin, end)
    return paths


class _Watch:
    """Reads alerts as they come, and notes when."""

    def __init__(self, vigie, configuration):
        self.opened = []
        self._command = [
            vigie.binary, "tail", "--config", str(configuration), "--format", "ndjson"]

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def _follow(self):
        for line in self._process.stdout:
            now = time.time()
            event = json.loads(line)
            if event.get("type") == "vigie.alert.opened" and not event["subject"].startswith("ops/"):
                self.opened.append((now, _seconds(event["time"])))

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._thread.join()


def _seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
