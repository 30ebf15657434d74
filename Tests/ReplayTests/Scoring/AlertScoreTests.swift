import Alerts
import EventTime
import Foundation
import Replay
import Testing

/// 2026-03-03T00:00:00Z.
private let midnight = Instant(seconds: 1_772_496_000)

/// An alert event as the replay writes it, so many minutes after midnight.
private func line(
  _ detector: String, at minutes: Int64, area: String? = nil, severity: Int = 2,
  state: AlertEvent.State = .opened, id: String? = nil, sources: [String] = ["bluesky"],
  suppressedBy: String? = nil, mode: AlertEvent.Mode = .replay
) throws -> Data {
  let time = midnight + .minutes(minutes)
  let event = AlertEvent(
    id: "event", alertID: id ?? "\(detector)-\(minutes)-\(area ?? "all")", site: "test",
    subject: "bluesky/all", time: time, state: state, detector: detector, kind: detector,
    severity: severity, confidence: 0.5, urgency: .expected,
    area: area.map { AlertEvent.Area(code: $0, name: $0, latitude: 48, longitude: 7) },
    firstSeen: time, windowStart: time, windowEnd: time, lastSeen: time, peak: 5, expires: time,
    durationSeconds: nil, headline: AlertEvent.Words(fr: "Titre", en: "Headline"),
    explanation: AlertEvent.Words(fr: "", en: ""),
    evidence: AlertEvent.Evidence(
      observed: 1, expected: 0.1, score: 5, pValue: 1e-5, falseAlarmsPerWeek: 0.1,
      distinctAuthors: nil, duplicateRatio: 0, topTerms: [], sources: sources, sampleRefs: []),
    provenance: AlertEvent.Provenance(configHash: "", version: "", inputFrontiers: [:]),
    suppressedBy: suppressedBy, mode: mode)
  return try CloudEventEncoder().encode(event)
}

private func label(
  _ kind: String, _ from: Int64, _ to: Int64, areas: [String] = [], neighbours: [String] = [],
  detectors: [String] = [], also: [String] = [], sources: [String] = ["bluesky"]
) -> IncidentLabel {
  IncidentLabel(
    id: "\(kind)-\(from)", kind: kind, detectors: detectors, alsoSeenBy: also, sources: sources,
    areas: areas, neighbours: neighbours, onset: midnight + .minutes(from),
    end: midnight + .minutes(to))
}

private let judged = label(IncidentLabel.judgedKind, 0, 1440)
private let panic = label(
  "panic", 100, 130, areas: ["67"], neighbours: ["68"], detectors: ["panic"], also: ["crowd"])

private func score(_ lines: [Data], _ labels: [IncidentLabel]) -> AlertScore {
  var log = AlertLog()
  for line in lines {
    let isTaken = log.take(line)
    #expect(isTaken)
  }
  return AlertScore(alerts: log.alerts, labels: labels)
}

@Suite struct AlertScoreTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var detector = "panic"
    var minutes: Int64 = 110
    var area: String? = "67"
    var tells = true
    var testDescription: String { "\(detector) at \(minutes) in \(area ?? "all")" }
  }

  @Test(arguments: [
    Case(), Case(minutes: 95), Case(minutes: 160), Case(area: "68"), Case(area: nil),
    Case(detector: "crowd"), Case(minutes: 94, tells: false), Case(minutes: 161, tells: false),
    Case(area: "13", tells: false), Case(detector: "scam", tells: false),
  ])
  func anAlertTellsWhatIsNearInTimePlaceAndKind(_ one: Case) throws {
    let result = score([try line(one.detector, at: one.minutes, area: one.area)], [judged, panic])
    #expect(result.foundCount == (one.tells ? 1 : 0))
    #expect(result.falseAlerts.count == (one.tells ? 0 : 1))
    #expect(result.incidents[0].delay == (one.tells ? .minutes(one.minutes - 100) : nil))
  }

  @Test func theFirstThatShouldSeeItCountsForTheDelay() throws {
    let result = score(
      [try line("crowd", at: 104, area: "67"), try line("panic", at: 109, area: "67")],
      [judged, panic])
    #expect(result.incidents[0].alerts.count == 2)
    #expect(result.incidents[0].first?.detector == "panic")
    #expect(result.incidents[0].delay == .minutes(9))
    #expect(result.detectors.map(\.detector) == ["crowd", "panic"])
    #expect(result.detectors.map(\.telling) == [1, 1])
    #expect(result.detectors.map(\.expected) == [0, 1])
  }

  @Test func ofTwoIncidentsTheOneThatItShouldSeeIsTold() throws {
    let surge = label("surge", 108, 140, areas: ["67"], detectors: ["volume"], also: ["panic"])
    let result = score([try line("panic", at: 110, area: "67")], [judged, panic, surge])
    #expect(result.incidents.map(\.alerts.count) == [1, 0])
    #expect(result.foundCount == 1)
  }

  @Test func whatCallsNobodyIsNotFalse() throws {
    let fair = label(IncidentLabel.announcedKind, 600, 700, areas: ["67"])
    let result = score(
      [
        try line("volume", at: 500, suppressedBy: "flood-guard"),
        try line("volume", at: 501, mode: .catchUp), try line("volume", at: 502, mode: .shadow),
        try line("crowd", at: 650, area: "67"), try line("volume", at: -30),
        try line("volume", at: 503, area: "13", severity: 1),
      ], [judged, panic, fair])
    #expect(result.silent.count == 3 && result.announced.count == 1 && result.outside.count == 1)
    #expect(result.falseAlerts.map(\.opened) == [midnight + .minutes(503)])
  }

  @Test func anAlertIsCountedOnceWithItsHighestSeverity() throws {
    let result = score(
      [
        try line("panic", at: 103, area: "67", severity: 2, id: "a"),
        try line("panic", at: 110, area: "67", severity: 3, state: .updated, id: "a"),
        try line("panic", at: 150, area: "67", severity: 1, state: .closed, id: "a"),
      ], [judged, panic])
    #expect(result.incidents[0].alerts.map(\.severity) == [3])
    #expect(result.incidents[0].delay == .minutes(3))
  }

  @Test func whatIsJudgedByTheDayHasADayMore() throws {
    let scam = label("scam", 100, 400, detectors: ["scam"], sources: ["17cyber"])
    let late = [try line("scam", at: 400 + 25 * 60, sources: ["17cyber"])]
    #expect(score(late, [scam]).foundCount == 1)
    #expect(score(late, [label("panic", 100, 400, detectors: ["panic"])]).foundCount == 0)
  }

  @Test func silenceIsOfASource() throws {
    let outage = label("outage", 100, 200, detectors: ["silence"], sources: ["text-alert"])
    #expect(score([try line("silence", at: 120)], [judged, outage]).foundCount == 0)
    #expect(
      score([try line("silence", at: 120, sources: ["text-alert"])], [judged, outage]).foundCount
        == 1)
  }

  @Test func filesAreReadAndTheTableSaysItAll() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vigie-score-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let alerts = folder.appending(path: "alerts.ndjson")
    let truth = folder.appending(path: "incidents.ndjson")
    var bytes = Data()
    for line in [
      try line("panic", at: 104, area: "67"), Data("{}".utf8),
      try line("scam", at: 300, severity: 3),
    ] { bytes += line + Data("\n".utf8) }
    try bytes.write(to: alerts)
    let missed = label("outage", 900, 960, detectors: ["silence"])
    try [judged, panic, missed].map { $0.encoded() + Data("\n".utf8) }.reduce(Data(), +)
      .write(to: truth)

    let log = try AlertLog(path: alerts.path(percentEncoded: false))
    #expect(log.badLines == [2])
    let labels = try readIncidentLabels(path: truth.path(percentEncoded: false))
    #expect(labels == [judged, panic, missed])
    let score = AlertScore(alerts: log.alerts, labels: labels)
    #expect(
      score.table.hasPrefix(
        """
        incident    area  onset             length     told by            delay  alerts
        panic-100   67    2026-03-03 01:40  30 min     panic, severity 2  4 min  1
        outage-900  all   2026-03-03 15:00  1 h 0 min  missed             -      0

        """))
    #expect(score.summary.hasPrefix("1 of 2 incidents told, 1 false alerts, 0 of announced events"))
    #expect(score.table.contains("scam/scam"))
    let json = try #require(
      try JSONSerialization.jsonObject(with: score.json()) as? [String: Any])
    #expect(json["found"] as? Int == 1 && json["total"] as? Int == 2)
    let rows = try #require(json["incidents"] as? [[String: Any]])
    #expect(rows.map { $0["found"] as? Bool } == [true, false])
    #expect(rows[0]["delaySeconds"] as? Double == 240)
  }

  @Test(arguments: [
    "{\"id\":\"a\"}", "no json", "{\"id\":\"a\",\"kind\":\"b\",\"onset\":\"x\",\"end\":\"y\"}",
  ])
  func aLineThatIsNoLabelIsRefused(text: String) throws {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "vigie-labels-\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    #expect(throws: ReplayError.self) {
      try readIncidentLabels(path: file.path(percentEncoded: false))
    }
  }
}
