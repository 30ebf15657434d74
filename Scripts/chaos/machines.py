"""A broker and daemons that can be started, killed and looked at."""

import json
import os
import pathlib
import random
import socket
import subprocess
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
KAFKA = ROOT.parent / "shared" / "kafka" / "kafka"


class Trouble(Exception):
    """Something that ends the test at once, with what to say about it."""


class Broker:
    """A real Kafka of one node, on a port and in a directory of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.restarts = 0

    @property
    def bootstrap(self):
        return f"127.0.0.1:{self.port}"

    def _call(self, *arguments):
        ended = subprocess.run(
            [KAFKA, *arguments, "--port", str(self.port), "--dir", str(self.directory)],
            capture_output=True, text=True)
        if ended.returncode != 0:
            raise Trouble(f"kafka {arguments[0]}: {ended.stderr.strip()}")

    def start(self):
        self._call("start")

    def stop(self):
        self._call("stop")

    def cut_power(self):
        """Kills the broker and starts it again."""
        self._call("stop", "--kill")
        self._call("start")
        self.restarts += 1

    def pid(self):
        return int((self.directory / "pid").read_text())


def free_port():
    """A port that is free together with the next one, which the controller takes."""
    while True:
        port = random.randrange(20_000, 32_000)
        try:
            for number in (port, port + 1):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
            return port
        except OSError:
            continue


class Vigie:
    """The program, called with a configuration."""

    def __init__(self, binary):
        self.binary = str(binary)

    def run(self, *arguments, what=None):
        ended = subprocess.run([self.binary, *map(str, arguments)], capture_output=True, text=True)
        if ended.returncode != 0:
            raise Trouble(
                f"vigie {what or arguments[0]}: exit {ended.returncode}\n{ended.stderr.strip()}")
        return ended.stdout

    def records(self, configuration, topic, directory):
        """Every committed record of a topic: partition, offset, timestamp, key and value."""
        path = directory / f"{topic}.records"
        self.run("drain", "--config", configuration, "--topic", topic, "--records", path)
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]


class Daemon:
    """A `vigie run` that may be killed and started again; its log goes on."""

    def __init__(self, vigie, name, configuration, log, port=None, stages=None):
        self.name = name
        self.log = log
        self.port = port
        # Of every life of it, the most that a counter has shown.
        self.seen = {}
        self.kills = 0
        self.starts = 0
        self.crashes = []
        self._command = [vigie.binary, "run", "--config", str(configuration)]
        if stages:
            self._command += ["--stages", stages]
        self._process = None

    def start(self):
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=subprocess.DEVNULL, stderr=log, stdin=subprocess.DEVNULL)
        self.starts += 1

    @property
    def pid(self):
        return self._process.pid

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def kill(self):
        """SIGKILL: nothing is said and nothing is closed."""
        self._process.kill()
        self._process.wait()
        self.kills += 1

    def notice_crash(self):
        """Whether it has ended by itself, which it never should."""
        if self._process is None or self._process.poll() in (None, -9):
            return False
        self.crashes.append(f"{self.name} ended with {self._process.returncode}: {self.tail()}")
        return True

    def stop(self, seconds=60):
        """SIGTERM, and its end in order."""
        if not self.is_running():
            return
        self._process.terminate()
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            self.crashes.append(f"{self.name} did not end within {seconds} s: {self.tail()}")
            return
        if code != 0:
            self.crashes.append(f"{self.name} ended with {code}: {self.tail()}")

    def tail(self, lines=3):
        text = self.log.read_text(errors="replace").strip().splitlines()
        return " | ".join(text[-lines:])

    def look(self, name):
        """Notes a counter of /metrics, for a life that may end without a word."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=0.5) as page:
                text = page.read().decode()
        except OSError:
            return
        for line in text.splitlines():
            if line.startswith(f"vigie_observe_{name}_total{{"):
                labels, value = line.rsplit(" ", 1)
                place = self.starts, labels
                self.seen[place] = max(self.seen.get(place, 0), int(float(value)))

    def counted(self, name):
        """A counter over all its lives, as seen in /metrics and on the lines at an end in order; and
        how many times it was seen at all."""
        said = [
            int(word.split("=", 1)[1])
            for line in self.log.read_text(errors="replace").splitlines()
            if " event=stopped " in line
            for word in line.split() if word.startswith(f"{name}=")
        ]
        return max(sum(self.seen.values()), sum(said)), len(self.seen) + len(said)


class Progress:
    """How far the stages are, from the broker, as a thread follows it."""

    def __init__(self, vigie, configuration, every="0.2s"):
        self.latest = {"read": 0, "of": 0, "done": False, "observed": False}
        self.done_at = None
        self.observed_at = None
        self._process = subprocess.Popen(
            [vigie.binary, "progress", "--config", str(configuration), "--every", every,
             "--until-done"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self):
        for line in self._process.stdout:
            state = json.loads(line)
            if state.get("problem"):
                continue
            self.latest = state
            if state["observed"] and self.observed_at is None:
                self.observed_at = time.monotonic()
            if state["done"]:
                self.done_at = time.monotonic()

    @property
    def share(self):
        return self.latest["read"] / max(1, self.latest["of"])

    def check(self):
        if self.done_at is None and self._process.poll() is not None:
            raise Trouble("vigie progress ended before all was done")

    def stop(self):
        self._process.kill()
        self._process.wait()


def wait_until_done(progress, seconds, daemons):
    """Waits for all records to have gone through all stages."""
    deadline = time.monotonic() + seconds
    while progress.done_at is None:
        progress.check()
        for daemon in daemons:
            if daemon.notice_crash():
                raise Trouble(daemon.crashes[-1])
        if time.monotonic() > deadline:
            raise Trouble(f"not done within {seconds} s: {progress.latest}")
        time.sleep(0.05)


def environment_note():
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
