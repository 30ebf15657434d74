"""What befalls the daemons while they read: kills, power cuts, members that come and go."""

import json
import math
import random
import subprocess
import threading
import time

from .machines import Trouble

# Between the first and the last of these shares of the records the trouble happens.
FROM, UNTIL = 0.03, 0.95
# At least so long from one kill to the next, in seconds.
PAUSE = 0.8


class Storm:
    """A plan of troubles by the share of the records that are read, and its execution."""

    def __init__(self, vigie, broker, daemons, configuration, groups, options):
        self.vigie = vigie
        self.broker = broker
        self.daemons = daemons
        self.configuration = configuration
        self.groups = groups
        self.random = random.Random(options.seed)
        self.kills = sorted(self.random.uniform(FROM, UNTIL) for _ in range(options.kills))
        self.cuts = [
            FROM + (UNTIL - FROM) * (number + 1) / (options.cuts + 1)
            for number in range(options.cuts)
        ]
        self.churn_seconds = options.churn
        self.churn_from = 0.1
        self.moments = []
        self.failures = []
        self.churned = []
        self._restarts = {}
        self._churns = None
        self._cutting = None
        self._more_churns_at = math.inf
        self._killed_at = 0.0
        self._look_at = 0.0

    def rage(self, progress, seconds):
        """Carries out the plan until all records have gone through."""
        deadline = time.monotonic() + seconds
        while progress.done_at is None or self._has_more():
            progress.check()
            if time.monotonic() > deadline:
                raise Trouble(
                    f"the storm was not over within {seconds} s: {progress.latest}; "
                    + " / ".join(f"{daemon.name}: {daemon.tail()}" for daemon in self.daemons))
            self._restart_the_dead()
            if time.monotonic() >= self._look_at:
                self._look_at = time.monotonic() + 0.5
                for daemon in self.daemons:
                    if daemon.is_running():
                        daemon.look("frontier_guessed")
            share = progress.share
            if self.kills and share >= self.kills[0]:
                self._kill(share)
            if self.cuts and share >= self.cuts[0] and not self._is_cutting():
                self.cuts.pop(0)
                self._cutting = threading.Thread(target=self._cut)
                self._cutting.start()
            if self._churns is None and self.churn_seconds and share >= self.churn_from:
                self._churns = [self._churn(*group) for group in self.groups]
                self._more_churns_at = time.monotonic() + 1
            if self._churns is not None and time.monotonic() >= self._more_churns_at:
                self._more_churns_at = math.inf
                self._churns += [self._churn(*group) for group in self.groups]
            self._collect_churns()
            time.sleep(0.03)
        for daemon in self.daemons:
            self.failures += daemon.crashes
            daemon.crashes = []

    def _has_more(self):
        return self._restarts or self._is_cutting() or self._churns

    def _is_cutting(self):
        return self._cutting is not None and self._cutting.is_alive()

    def _cut(self):
        try:
            self.broker.cut_power()
        except Trouble as trouble:
            self.failures.append(str(trouble))

    def _kill(self, share):
        alive = [daemon for daemon in self.daemons if daemon.is_running()]
        if not alive or time.monotonic() - self._killed_at < PAUSE:
            return
        self.kills.pop(0)
        victim = self.random.choice(alive)
        victim.kill()
        self._killed_at = time.monotonic()
        self.moments.append(share)
        self._restarts[victim] = time.monotonic() + self.random.uniform(0, 1.5)

    def _restart_the_dead(self):
        for daemon, due in list(self._restarts.items()):
            if time.monotonic() >= due:
                del self._restarts[daemon]
                daemon.start()
        for daemon in self.daemons:
            if daemon not in self._restarts and daemon.notice_crash():
                if len(daemon.crashes) > 20:
                    raise Trouble(daemon.crashes[-1])
                self._restarts[daemon] = time.monotonic() + 1

    def _churn(self, group, topic):
        """A member that comes and goes every other second. Two of them, a second apart, are a coming
        or going a second, and each stays long enough to be given partitions."""
        return subprocess.Popen(
            [self.vigie.binary, "churn", "--config", str(self.configuration), "--group", group,
             "--topic", topic, "--every", "2s", "--for", f"{self.churn_seconds}s"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def _collect_churns(self):
        for churn in list(self._churns or []):
            if churn.poll() is None:
                continue
            self._churns.remove(churn)
            said, words = churn.communicate()
            if churn.returncode != 0:
                self.failures.append(f"churn ended with {churn.returncode}: {words.strip()}")
            else:
                self.churned.append(json.loads(said))

    def end(self):
        """Leaves nothing running."""
        for churn in self._churns or []:
            churn.kill()
            churn.wait()
        if self._cutting is not None:
            self._cutting.join()

    @property
    def rebalances(self):
        """Comings and goings of the members that only disturb."""
        return sum(churn["joins"] + churn["leaves"] for churn in self.churned)
