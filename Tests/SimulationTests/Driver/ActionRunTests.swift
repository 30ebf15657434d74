import Alerts
import Detection
import EventTime
import Foundation
import Pipeline
import Simulation
import Testing

/// ALERT over the simulated log, with findings and actions that the test writes.
private final class ActionRun {
  let assembly: Assembly
  let cluster: SimulatedCluster
  private var pipeline: AlertPipeline?
  private(set) var told: [AlertEvent] = []
  private let start = Instant(seconds: 1_700_000_040)

  init(hasActions: Bool = true) throws {
    assembly = try FaultAssemblies.all.get()[1]
    cluster = SimulatedCluster(seed: 1, start: start)
    cluster.faultsAreOn = false
    let names = assembly.topics
    cluster.createTopic(names.panes, partitions: 2)
    cluster.createTopic(names.findings, partitions: 1)
    cluster.createTopic(names.alertChangelog, partitions: 1, isCompacted: true)
    cluster.createTopic(names.alerts, partitions: 1)
    cluster.createTopic(names.current, partitions: 1, isCompacted: true)
    cluster.createTopic(names.deadLetters, partitions: 1)
    if hasActions { cluster.createTopic(names.actions, partitions: 1) }
  }

  var pane: Pane { assembly.configuration.paneLength.pane(of: start) }

  /// Another process in place of the last one.
  func restart() throws {
    pipeline = nil
    let machine = cluster.process(named: "vigie")
    pipeline = try AlertPipeline(
      blueprint: assembly.alertBlueprint(version: "test"),
      environment: PipelineEnvironment(
        cluster: machine, clock: machine.clock, log: PipelineLog { _, _, _ in },
        instance: "vigie"),
      onEvent: { [weak self] in self?.told.append($0) })
  }

  func run(turns: Int = 300) throws {
    for _ in 0..<turns {
      _ = try pipeline?.turn()
      cluster.advance(microseconds: 100_000)
    }
    cluster.checkInvariants()
  }

  func write(_ phase: Finding.Phase, excerpt: String? = nil) {
    var finding = Finding(
      detector: .volume, series: SeriesKey(source: 0, dimension: 0, area: -1), pane: pane,
      phase: phase, score: 8, peak: 8, threshold: 4, windowMinutes: 3, observed: 40, expected: 2,
      distinctAuthors: 12, episodeCount: 30, episodeTexts: 20, falseAlarmsPerWeek: 0.01,
      since: pane, openedAt: pane)
    if let excerpt {
      var details = FindingDetails()
      details.excerpt = excerpt
      finding.details = details
    }
    var codec = FindingsCodec(names: assembly.names)
    for shard in 0..<Int32(2) {
      let panes =
        shard == 0
        ? [
          PaneFindings(
            source: 0, pane: pane, missing: false,
            findings: [EvidencedFinding(finding: finding, evidence: SeriesEvidence())],
            retractions: [])
        ] : []
      codec.encode(
        .findings(source: 0, shard: shard, panes: panes, frontier: pane.next)
      ) { cluster.append(topic: assembly.topics.findings, partition: 0, payload: Array($0)) }
    }
  }

  func write(_ action: [UInt8]?) {
    cluster.append(topic: assembly.topics.actions, partition: 0, payload: action)
  }

  func action(_ kind: AlertAction.Kind, _ id: String, alert: String) -> [UInt8] {
    var action = AlertAction(id: id, time: start, author: "a.martin", kind: kind)
    action.alert = alert
    return action.json
  }

  func records(_ topic: String, _ partition: Int32 = 0) -> [CommittedRecord] {
    cluster.committedRecords(topic: topic, partition: partition)
  }

  var history: [String] {
    records(assembly.topics.alerts).compactMap { record in
      let object = record.payload.flatMap {
        try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
      }
      let data = object?["data"] as? [String: Any]
      return data?["state"] as? String
    }
  }

  var reasons: [String] {
    records(assembly.topics.deadLetters).compactMap { record in
      let object = record.payload.flatMap {
        try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
      }
      return object?["reason"] as? String
    }
  }
}

@Suite("Operators' actions through the log")
struct ActionRunTests {
  @Test func actionIsTakenOnceAcrossRestartsAndTeachesEveryShard() throws {
    let run = try ActionRun()
    try run.restart()
    run.write(.opened, excerpt: "le pont")
    try run.run()
    let alert = try #require(run.told.first?.alertID)
    let current = run.records(run.assembly.topics.current)
    #expect(current.count == 1)
    #expect(String(decoding: current[0].payload ?? [], as: UTF8.self).contains("le pont"))

    run.write(run.action(.acknowledge, "a", alert: alert))
    try run.run()
    try run.restart()
    run.write(run.action(.acknowledge, "a", alert: alert))
    run.write(run.action(.closeAsFalse, "b", alert: alert))
    try run.run()
    try run.restart()
    try run.run()
    #expect(run.history == ["opened", "acknowledged", "closed"])
    #expect(run.reasons.isEmpty)
    // The present state ends with the alert.
    #expect(run.records(run.assembly.topics.current).last?.payload == nil)
    var codec = PanesCodec(
      names: run.assembly.sourceNames, layouts: run.assembly.layouts,
      streams: run.assembly.names)
    for shard in 0..<Int32(2) {
      let notes = run.records(run.assembly.topics.panes, shard)
      try #require(notes.count == 1)
      let message = try (notes[0].payload ?? []).withUnsafeBytes { (bytes) throws(StateError) in
        try codec.decode(bytes)
      }
      guard case .feedback(let note)? = message else {
        Issue.record("another message")
        return
      }
      #expect(note.detector == .volume && note.peak == 8)
    }
  }

  @Test func badActionGoesToTheDeadLettersWithItsReasonAndWithoutItsPayload() throws {
    let run = try ActionRun()
    try run.restart()
    try run.run()
    run.write(Array("{".utf8))
    run.write(nil)
    run.write(run.action(.acknowledge, "a", alert: String(repeating: "0", count: 32)))
    try run.run()
    #expect(run.reasons == ["malformed_action", "unknown_alert"])
    for letter in run.records(run.assembly.topics.deadLetters) {
      let text = String(decoding: letter.payload ?? [], as: UTF8.self)
      #expect(!text.contains("payload") && !text.contains("a.martin"))
    }
    // They are not read again.
    try run.restart()
    try run.run()
    #expect(run.reasons.count == 2)
  }

  @Test func alertsComeWithoutATopicOfActions() throws {
    let run = try ActionRun(hasActions: false)
    try run.restart()
    run.write(.opened)
    try run.run()
    #expect(run.history == ["opened"])
  }
}
