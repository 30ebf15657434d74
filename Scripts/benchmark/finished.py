"""A process that is run to its end and measured."""

import os
import subprocess
import sys
import tempfile
import time


class Run:
    """A finished process: what it took of the wall clock and of the processors, in seconds, its peak
    memory in bytes, and what it said. One that fails ends this one with its words."""

    def __init__(self, command, environment=None):
        start = time.monotonic()
        # Into files: however much is said, it does not wait for a reader.
        with tempfile.TemporaryFile("w+") as result, tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(
                command, stdout=result, stderr=said, env={**os.environ, **(environment or {})})
            # wait4 gives the usage of this one child.
            _, status, usage = os.wait4(process.pid, 0)
            self.wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            result.seek(0)
            said.seek(0)
            self.result = result.read()
            self.said = said.read()
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{self.said}")
        self.seconds = usage.ru_utime + usage.ru_stime
        self.bytes = usage.ru_maxrss * 1024
