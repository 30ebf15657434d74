import Alerts
import EventTime
import Foundation
import Testing

/// The root of the project, found from this file.
private let projectRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The interpreter that has the module jsonschema, as `Scripts/test` says; else the first in PATH.
private let python = ProcessInfo.processInfo.environment["VIGIE_PYTHON"]

private let hasPython =
  python != nil
  || ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/python3")
  }

@Suite(.serialized) struct AlertEncodingTests {
  private func event(
    state: AlertEvent.State = .opened, mode: AlertEvent.Mode = .live,
    change: (inout AlertEvent) -> Void = { _ in }
  ) -> AlertEvent {
    let pane = Pane(index: 136_907_999)
    let alert = AlertEvent.alertID(detector: "volume", key: "bluesky/flood/69", openingPane: pane)
    let time = Instant(seconds: 1_369_080_000)
    var event = AlertEvent(
      id: AlertEvent.eventID(alertID: alert, pane: pane, state: state), alertID: alert,
      site: "lyon", subject: "bluesky/flood/69", time: time, state: state, detector: "volume",
      kind: "volume", severity: 2, confidence: 0.9, urgency: .expected,
      area: AlertEvent.Area(
        code: "69", name: "Rhône", latitude: 45.75, longitude: 4.85, radiusKm: 33.5),
      firstSeen: time - .minutes(4), windowStart: time - .minutes(30), windowEnd: time,
      lastSeen: time, peak: 6.2, expires: time + .hours(2),
      durationSeconds: state == .closed ? 4800 : nil,
      headline: AlertEvent.Words(fr: "Crue", en: "Flood"),
      explanation: AlertEvent.Words(fr: "Pourquoi", en: "Why"),
      evidence: AlertEvent.Evidence(
        observed: 42, expected: 5.25, score: 4.3, pValue: 5e-5, falseAlarmsPerWeek: 0.4,
        distinctAuthors: 31, duplicateRatio: 0.1, topTerms: ["crue"], sources: ["bluesky"],
        sampleRefs: [AlertEvent.SampleRef(topic: "social.bluesky", partition: 3, offset: 7)]),
      provenance: AlertEvent.Provenance(
        configHash: "00ff", version: "0.1.0", inputFrontiers: ["bluesky": time]),
      suppressedBy: nil, mode: mode)
    change(&event)
    return event
  }

  private func json(_ event: AlertEvent) throws -> String {
    String(decoding: try CloudEventEncoder().encode(event), as: UTF8.self)
  }

  /// Runs the validator over lines; its exit code and what it says.
  private func validate(
    _ lines: [String], schema: String = "alert"
  ) throws -> (status: Int32, text: String) {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "vigie-alerts-\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      python ?? "python3",
      projectRoot.appending(path: "Scripts/validate-alerts").path, "--schema", schema, file.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func everyKindOfEventIsValid() throws {
    var events: [AlertEvent] = []
    for state in AlertEvent.State.allCases {
      for mode in AlertEvent.Mode.allCases { events.append(event(state: state, mode: mode)) }
    }
    events.append(event { $0.area = nil })
    events.append(event { $0.area?.radiusKm = nil })
    events.append(event { $0.evidence.distinctAuthors = nil })
    events.append(event { $0.evidence.sampleRefs = [] })
    events.append(event { $0.suppressedBy = "flood-guard" })
    events.append(event { $0.suppressedBy = $0.alertID })
    events.append(event { $0.evidence.pValue = 1e-300 })
    events.append(event { $0.suppressedBy = "silence:act-1" })
    events.append(
      event {
        $0.detector = "situation"
        $0.certainty = .likely
        $0.urgency = .future
        $0.evidence.measures = ["members": 3, "areaShare": 0.5]
        $0.evidence.members = [$0.alertID]
        $0.handling.acknowledgedBy = "a.martin"
        var action = AlertAction(id: "a", time: $0.time, author: "a.martin", kind: .transfer)
        action.to = "prefecture"
        $0.action = action
      })
    events.append(event { $0.headline.fr = "\u{1}\"\\\u{2028}«é»/" })
    let (status, text) = try validate(events.map(json))
    #expect(status == 0, "\(text)")
    #expect(text.contains("\(events.count) lines, 0 invalid"))
  }

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func whatIsWrongIsRefused() throws {
    let good = try json(event())
    let wrong = [
      try json(event { $0.severity = 5 }),
      try json(event { $0.evidence.pValue = 0 }),
      try json(event { $0.alertID = "none" }),
      try json(event { $0.durationSeconds = 60 }),
      try json(event(state: .closed) { $0.durationSeconds = nil }),
      good.replacingOccurrences(of: "\"suppressedBy\"", with: "\"suppressed\""),
      good.replacingOccurrences(of: "vigie.alert.opened", with: "vigie.alert.closed"),
      good.replacingOccurrences(of: ".000Z", with: "Z"),
      String(good.dropLast()),
    ]
    let (status, text) = try validate(wrong)
    #expect(status == 1)
    #expect(text.contains("\(wrong.count) lines, \(wrong.count) invalid"), "\(text)")
  }

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func aDeadLetterHasItsSchema() throws {
    let good =
      #"{"arrival":"2013-05-20T20:00:00.000Z","offset":5,"partition":0,"reason":"too_large","#
      + #""source":"generic","topic":"social.posts"}"#
    #expect(try validate([good], schema: "deadletter").status == 0)
    let unknown = good.replacingOccurrences(of: "too_large", with: "bored")
    #expect(try validate([unknown], schema: "deadletter").status == 1)
  }

  @Test func excerptStandsInThePresentStateAlone() throws {
    let shown = event { $0.evidence.excerpt = "on me dit que … le pont" }
    #expect(try !json(shown).contains("excerpt"))
    let state = String(
      decoding: try CloudEventEncoder().encode(shown, withExcerpt: true), as: UTF8.self)
    #expect(state.contains(#""excerpt":"on me dit que … le pont""#))
    if hasPython { #expect(try validate([state]).status == 0) }
  }

  @Test(.enabled(if: hasPython, "python3 is not installed"))
  func anActionHasItsSchema() throws {
    let alert = String(repeating: "0f", count: 16)
    let head = #"{"id":"a","time":"2026-03-01T10:00:00.000Z","author":"m","kind":"#
    let good = [
      head + #""acknowledge","alert":"\#(alert)"}"#,
      head + #""transfer","alert":"\#(alert)","to":"prefecture","reason":"r"}"#,
      head + #""silence","reason":"r","expires":"2026-03-02T10:00:00Z","matcher":{"area":"69"}}"#,
      head + #""unsilence","silence":"a-1"}"#,
    ]
    let (status, text) = try validate(good, schema: "action")
    #expect(status == 0, "\(text)")
    let wrong = [
      head + #""acknowledge"}"#,
      head + #""transfer","alert":"\#(alert)"}"#,
      head + #""silence","reason":"r","expires":"2026-03-02T10:00:00Z","matcher":{}}"#,
      head + #""note","alert":"\#(alert)","reason":"r","to":"x"}"#,
      head + #""forget","alert":"\#(alert)"}"#,
    ]
    #expect(try validate(wrong, schema: "action").text.contains("5 invalid"))
    // What the schema takes, the stage reads; what it refuses, so does the stage.
    for (lines, isGood) in [(good, true), (wrong, false)] {
      for line in lines {
        let read = Array(line.utf8).withUnsafeBytes { try? AlertAction(json: $0) }
        #expect((read != nil) == isGood, "\(line)")
      }
    }
  }

  @Test func theSameEventIsTheSameBytes() throws {
    let text = try json(event())
    #expect(try json(event()) == text)
    #expect(text.hasPrefix(#"{"data":{"alertId":""#))
    #expect(text.contains(#""source":"/vigie/lyon","specversion":"1.0","subject":"bluesky/"#))
    #expect(!text.contains("\n"))
  }

  @Test func unknownAuthorsAreNull() throws {
    let text = try json(event { $0.evidence.distinctAuthors = nil })
    #expect(text.contains(#""distinctAuthors":null"#))
  }

  @Test func theLeastChanceIsStillANumberAboveNothing() throws {
    let data = try CloudEventEncoder().encode(event { $0.evidence.pValue = 1e-300 })
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let evidence = (object["data"] as? [String: Any])?["evidence"] as? [String: Any]
    #expect(evidence?["pValue"] as? Double == 1e-300)
  }

  /// Computed with hashlib from the rule: lengths in four bytes, big-endian, before each field.
  @Test func idsAreTheHashOfTheirFields() {
    let pane = Pane(index: 136_907_999)
    let alert = AlertEvent.alertID(detector: "volume", key: "bluesky/flood/69", openingPane: pane)
    #expect(alert == "aeae54b6e561d3adf15d23269eb6281b")
    #expect(
      AlertEvent.eventID(alertID: alert, pane: pane, state: .opened)
        == "96a71ad7cfd733b335e8eb61687f892c")
    #expect(AlertEvent.eventID(alertID: alert, action: "a-1") == "ceffe11df858f8500fd13363c983f721")
  }

  @Test func comparisonLeavesOutTheCircumstances() {
    let live = event(mode: .live)
    let replayed = event(mode: .replay) {
      $0.evidence.sampleRefs = []
      $0.provenance.inputFrontiers = ["bluesky": .distantPast]
    }
    #expect(live != replayed)
    #expect(live.withoutCircumstances == replayed.withoutCircumstances)
    #expect(live.withoutCircumstances != event { $0.peak = 6.3 }.withoutCircumstances)
  }
}
