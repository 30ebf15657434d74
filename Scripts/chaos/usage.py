"""Processor time of processes and their threads, as the kernel counts it."""

import os
import pathlib

TICK = os.sysconf("SC_CLK_TCK")


def _seconds(path):
    """User and system time of a `stat` file of /proc, whose second field may hold blanks."""
    fields = path.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def processor(pid):
    """Seconds that all threads of a process have used, those that have ended included."""
    return _seconds(pathlib.Path(f"/proc/{pid}/stat"))


def threads(pid):
    """Name and seconds of each thread, the busiest first."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            found.append(((task / "comm").read_text().strip(), _seconds(task / "stat")))
        except OSError:
            continue  # It has just ended.
    return sorted(found, key=lambda thread: -thread[1])


def peak_megabytes(pid):
    """The most resident memory that the process had."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Meter:
    """What named processes use from now on."""

    def __init__(self, **pids):
        self._pids = pids
        self._before = {name: processor(pid) for name, pid in pids.items()}

    def read(self):
        return {
            name: processor(pid) - self._before[name] for name, pid in self._pids.items()
        }
