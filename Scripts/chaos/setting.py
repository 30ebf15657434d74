"""Configurations that the runs of a test share, one for each daemon."""

import shutil

from . import machines

KEY = "a key for tests, 32 bytes long.."

SOURCES = {
    "posts": """posts:
  topic: input.posts
  kind: post
  id: /id
  time: /ts
  author: /author
  text: /text
  place: {{ code: /area }}
  idleSeconds: {idle}
""",
    "reports": """reports:
  topic: input.reports
  kind: report
  id: /id
  time: /ts
  author: /author
  place: {{ code: /area }}
  category: {{ at: /category, values: [noise, water, road, light] }}
  idleSeconds: {idle}
""",
}
SERIES = {
    "posts": "{ sources: posts, themes: every, areas: true }",
    "reports": "{ sources: reports, themes: all, areas: true, categories: true }",
}
# As long as it may be: the clock then decides nothing, and what comes out follows from the records.
NEVER_IDLE = 604_800


class Setting:
    """A directory of configuration files over one broker."""

    def __init__(
            self, directory, root, bootstrap, sources=("posts", "reports"), idle=NEVER_IDLE,
            partitions=4, shards=4):
        self.directory = directory
        self.root = root
        self.bootstrap = bootstrap
        self.partitions = partitions
        self.shards = shards
        self.sources = sources
        directory.mkdir()
        (directory / "detectors").mkdir()
        lines = [f"  - {SERIES[name]}" for name in sources]
        (directory / "detectors" / "volume.yaml").write_text(
            "\n".join(["falseAlarmsPerWeek: 1", "series:", *lines, ""]))
        (directory / "key").write_text(KEY)
        for name in sources:
            (directory / f"{name}.yaml").write_text(SOURCES[name].format(idle=idle))

    def write(self, run, instance):
        """The configuration of one daemon; internal topics and groups belong to the run.

        Returns its path, and the port on which the daemon will answer.
        """
        sources = ", ".join(f"{name}.yaml" for name in self.sources)
        path = self.directory / f"{instance}.yaml"
        port = machines.free_port()
        path.write_text(_main(
            self.root, self.bootstrap, run, instance, sources, self.partitions, self.shards, port))
        return path, port


def posts_alone(directory, root, bootstrap, partitions):
    """What `Scripts/bench` measures with, exactly once on a broker."""
    directory.mkdir()
    (directory / "key").write_text(KEY)
    (directory / "detectors").mkdir()
    shutil.copy(root / "Config/examples/bench/detectors/volume.yaml", directory / "detectors")
    path = directory / "bench.yaml"
    path.write_text(_main(
        root, bootstrap, "bench", "bench", f"{root}/Config/sources/bluesky.yaml", partitions,
        partitions, 0))
    return path


def _main(root, bootstrap, run, instance, sources, partitions, shards, port):
    config = root / "Config"
    return f"""site: chaos
instance: {instance}
delivery: exactly-once
shards: {shards}
timeZones: {config}/timezones.yaml
timeZone: Europe/Paris
broker:
  bootstrap: "{bootstrap}"
  properties:
    # A killed member is noticed in 6 s.
    session.timeout.ms: "6000"
    heartbeat.interval.ms: "200"
sources: [{sources}]
themes: {config}/themes
territory: {config}/territories/fr
detectors: detectors
http: {{ listen: "127.0.0.1:{port}" }}
privacy: {{ key: {{ file: key }} }}
alerts: {{ topic: {run}.alerts, currentTopic: {run}.alerts.current, lagMinutes: 60 }}
deadLetters: {{ topic: {run}.deadletters }}
topics:
  internalPrefix: {run}.
  inputPartitions: {partitions}
  replicationFactor: 1
"""
