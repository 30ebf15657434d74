import EventTime
import Settings
import Testing

@Suite struct LoadingTests {
  private let source = "NAME: { time: /ts }\n"

  private func folder(_ main: String, _ names: [String]) throws -> ConfigurationFolder {
    var files = ["vigie.yaml": main]
    for name in names {
      let stem = String(name.split(separator: "/").last!.split(separator: ".").first!)
      files[name] = source.replacing("NAME", with: stem)
    }
    return try ConfigurationFolder(files)
  }

  @Test func everyKeyHasItsDefault() throws {
    let loaded = try ConfigurationFolder(plainFiles).load()
    #expect(loaded.site == "vigie" && loaded.instance == "vigie-1" && loaded.language == .fr)
    #expect(loaded.delivery == .atLeastOnce && loaded.shards == 8)
    #expect(
      loaded.topics.internalTopics.all == [
        "vigie.panes", "vigie.findings", "vigie.detect.changelog", "vigie.alert.changelog",
      ])
    #expect(loaded.topics.internalRetentionHours == 72)
    #expect(loaded.timeZone == .utc && loaded.paneLength == .standard)
    #expect(loaded.broker.bootstrap == "127.0.0.1:9092" && loaded.broker.properties.isEmpty)
    #expect(loaded.limits.maxRecordBytes == 1_048_576 && loaded.limits.maxDepth == 64)
    #expect(loaded.limits.maxEventsPerPane == 100_000 && loaded.limits.maxSeries == 20_000)
    #expect(loaded.privacy.key == nil && loaded.privacy.minimumAuthors == 10)
    #expect(loaded.alerts.topic == "vigie.alerts")
    #expect(loaded.alerts.currentTopic == "vigie.alerts.current")
    #expect(loaded.alerts.announceWithinMinutes == 10)
    #expect(loaded.deadLetters.topic == "vigie.deadletters" && !loaded.deadLetters.withPayload)
    #expect(loaded.http.listen == "127.0.0.1:9470" && loaded.limits.hangSeconds == 30)
    #expect(loaded.themes.isEmpty && loaded.territory == nil)
    #expect(loaded.volume.enabled && loaded.volume.falseAlarmsPerWeek == 1)
    #expect(loaded.volume.minimumAuthors == 3 && loaded.volume.minimumCount == 3)
    #expect(loaded.volume.series == [SeriesSelection()] && loaded.volume.holidays.isEmpty)
  }

  @Test(arguments: [
    ("none", nil), ("[::1]:0", "[::1]:0"), ("0.0.0.0:9470", "0.0.0.0:9470"),
    ("vigie.example.org:80", "vigie.example.org:80"),
  ])
  func httpListensWhereItIsToldTo(_ text: String, _ listen: String?) throws {
    let files = plainFiles(
      with: "vigie.yaml", "sources: posts.yaml\nhttp: { listen: \"\(text)\" }\n")
    #expect(try ConfigurationFolder(files).load().http.listen == listen)
  }

  @Test(arguments: [
    ":9470", "9470", "a:", "a:65536", "::1:9470", "[::1]", "a b:1", "[a]:1", "a/b:1",
  ])
  func httpListensOnNothingElse(_ text: String) throws {
    let files = plainFiles(
      with: "vigie.yaml", "sources: posts.yaml\nhttp: { listen: \"\(text)\" }\n")
    #expect(try ConfigurationFolder(files).kinds() == [.wrongType])
  }

  @Test(arguments: [
    ("sources: sources", ["a", "b", "c"]),
    ("sources: sources/", ["a", "b", "c"]),
    ("sources: sources/*.yaml", ["a", "b"]),
    ("sources: \"sources/[ac].y*\"", ["a", "c"]),
    ("sources: [sources/b.yaml, ./sources/a.yaml]", ["a", "b"]),
    ("sources: [sources/*.yaml, sources]", ["a", "b", "c"]),
    ("sources: sub/../sources/b.yaml", ["b"]),
  ])
  func sourcesAreFilesDirectoriesAndPatterns(_ main: String, _ names: [String]) throws {
    let folder = try folder(
      main + "\n", ["sources/b.yaml", "sources/a.yaml", "sources/c.yml", "sub/d.yaml"])
    try folder.write("sources/README.md", Array("# no source".utf8))
    try folder.write("sources/.hidden.yaml", Array("not a source".utf8))
    #expect(try folder.load().sources.map(\.name) == names)
  }

  @Test(arguments: [
    ("sources: x.yaml", "vigie.yaml:1:10: sources: x.yaml: No such file or directory"),
    ("sources: x*.yaml", "vigie.yaml:1:10: sources: x*.yaml: no YAML file there"),
    ("sources: [x/*.yaml]", "vigie.yaml:1:11: sources: x: No such file or directory"),
    ("sources: a.yaml\nthemes: x", "vigie.yaml:2:9: themes: x: no such directory"),
    ("sources: a.yaml\nterritory: x", "vigie.yaml:2:12: territory: x: no such directory"),
    ("sources: a.yaml\ndetectors: a.yaml", "vigie.yaml:2:12: detectors: a.yaml: no such directory"),
    ("sources: a.yaml\ntimeZones: x", "vigie.yaml:2:12: timeZones: x: No such file or directory"),
  ])
  func fileThatIsNotThereIsToldWhereItIsNamed(_ main: String, _ message: String) throws {
    let folder = try folder(main + "\n", ["a.yaml"])
    #expect(folder.errors() == [message])
    #expect(throws: ConfigurationErrors.self) { try folder.load() }
    #expect(folder.kinds() == [.missingFile])
  }

  @Test func missingMainFileIsNoBadOne() throws {
    let folder = try ConfigurationFolder([:])
    let errors = #expect(throws: ConfigurationErrors.self) { try folder.load() }
    #expect(errors?.isMissingFile == true)
    #expect(folder.errors() == ["vigie.yaml: No such file or directory"])
  }

  @Test func badFileIsNoMissingOne() throws {
    let folder = try ConfigurationFolder(plainFiles(with: "vigie.yaml", "sources: [x, y]\na: b\n"))
    let errors = #expect(throws: ConfigurationErrors.self) { try folder.load() }
    #expect(errors?.isMissingFile == false)
  }

  @Test func sourceStandsInOneFile() throws {
    let folder = try ConfigurationFolder([
      "vigie.yaml": "sources: [a.yaml, b.yaml]\n", "a.yaml": "x: { time: /ts }\n",
      "b.yaml": "x: { time: /ts }\n",
    ])
    #expect(
      folder.errors() == [
        "b.yaml:1:1: source 'x' stands in two files: a.yaml has it"
      ])
  }

  @Test func delayOfASourceFitsTheOpenPanes() throws {
    let folder = try ConfigurationFolder([
      "vigie.yaml": "sources: a.yaml\nlimits: { maxPanesAhead: 6 }\n",
      "a.yaml": "a: { time: /ts, maxDelaySeconds: 61 }\n",
    ])
    #expect(
      folder.errors() == [
        "a.yaml:1:17: a.maxDelaySeconds is more than limits.maxPanesAhead panes: "
          + "at most 60 s with paneSeconds 10"
      ])
  }

  @Test func unknownDetectorIsAnError() throws {
    let folder = try ConfigurationFolder([
      "vigie.yaml": "sources: a.yaml\ndetectors: detectors\n", "a.yaml": "a: { time: /ts }\n",
      "detectors/volumes.yaml": "enabled: true\n",
    ])
    #expect(
      folder.errors()
        == ["detectors/volumes.yaml: no detector 'volumes': did you mean 'volume'?"])
  }
}
