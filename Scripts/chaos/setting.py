"""Configurations that the runs of a test share, one for each daemon."""

SOURCES = {
    "posts": """posts:
  topic: input.posts
  kind: post
  id: /id
  time: /ts
  author: /author
  text: /text
  place: { code: /area }
  # The clock must decide nothing: what is compared follows from the records alone.
  idleSeconds: 604800
""",
    "reports": """reports:
  topic: input.reports
  kind: report
  id: /id
  time: /ts
  author: /author
  place: { code: /area }
  category: { at: /category, values: [noise, water, road, light] }
  idleSeconds: 604800
""",
}
DETECTOR = """falseAlarmsPerWeek: 1
series:
  - { sources: posts, themes: every, areas: true }
  - { sources: reports, themes: all, areas: true, categories: true }
"""


class Setting:
    """A directory of configuration files over one broker."""

    def __init__(self, directory, root, bootstrap, partitions=4, shards=4):
        self.directory = directory
        self.root = root
        self.bootstrap = bootstrap
        self.partitions = partitions
        self.shards = shards
        directory.mkdir()
        (directory / "detectors").mkdir()
        (directory / "detectors" / "volume.yaml").write_text(DETECTOR)
        (directory / "key").write_text("a key for tests, 32 bytes long..")
        for name, text in SOURCES.items():
            (directory / f"{name}.yaml").write_text(text)

    def write(self, run, instance):
        """The configuration of one daemon; internal topics and groups belong to the run."""
        config = self.root / "Config"
        path = self.directory / f"{instance}.yaml"
        path.write_text(f"""site: chaos
instance: {instance}
delivery: exactly-once
shards: {self.shards}
timeZones: {config}/timezones.yaml
timeZone: Europe/Paris
broker:
  bootstrap: "{self.bootstrap}"
  properties:
    # A killed member is noticed in 6 s.
    session.timeout.ms: "6000"
    heartbeat.interval.ms: "1000"
sources: [posts.yaml, reports.yaml]
themes: {config}/themes
territory: {config}/territories/fr
detectors: detectors
http: {{ listen: none }}
privacy: {{ key: {{ file: key }} }}
alerts: {{ topic: {run}.alerts, currentTopic: {run}.alerts.current, lagMinutes: 60 }}
deadLetters: {{ topic: {run}.deadletters }}
topics:
  internalPrefix: {run}.
  inputPartitions: {self.partitions}
  replicationFactor: 1
""")
        return path
