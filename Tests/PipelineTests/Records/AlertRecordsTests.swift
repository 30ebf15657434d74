import Alerts
import Detection
import EventTime
import Pipeline
import Testing

@Suite("Alerts as records")
struct AlertRecordsTests {
  typealias Samples = RecordSamples

  static let records = AlertRecords(topic: "history", currentTopic: "current")

  static func event(_ change: (inout AlertEvent) -> Void = { _ in }) -> AlertEvent {
    let time = Instant(seconds: 1_369_080_000)
    var event = AlertEvent(
      id: "e", alertID: "a", site: "lyon", subject: "posts/rumour/organic/7/69", time: time,
      state: .opened, detector: "rumour", kind: "organic", severity: 2, confidence: 0.9,
      urgency: .expected, area: nil, firstSeen: time, windowStart: time, windowEnd: time,
      lastSeen: time, peak: 6, expires: time, durationSeconds: nil,
      headline: AlertEvent.Words(fr: "f", en: "e"),
      explanation: AlertEvent.Words(fr: "f", en: "e"),
      evidence: AlertEvent.Evidence(
        observed: 1, expected: 1, score: 1, pValue: 1, falseAlarmsPerWeek: 1,
        distinctAuthors: 31, duplicateRatio: 0, topTerms: [], sources: ["posts"], sampleRefs: []),
      provenance: AlertEvent.Provenance(configHash: "0", version: "0", inputFrontiers: [:]),
      suppressedBy: nil, mode: .live)
    event.evidence.excerpt = "le pont"
    change(&event)
    return event
  }

  static func text(_ record: OutRecord) -> String? {
    record.payload.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func excerptIsInThePresentStateAlone() {
    let records = Self.records.records(of: Self.event())
    #expect(records.map(\.topic) == ["history", "current"])
    #expect(records.map(\.key) == [Array("a".utf8), Array("a".utf8)])
    #expect(Self.text(records[0])?.contains("le pont") == false)
    #expect(Self.text(records[1])?.contains("le pont") == true)
  }

  @Test func closeIsHistoryAndThenATombstone() {
    let records = Self.records.records(of: Self.event { $0.state = .closed })
    #expect(records.map(\.topic) == ["history", "current"])
    #expect(records[0].payload != nil)
    #expect(records[1].payload == nil)
  }

  @Test func erasureIsNoHistory() {
    let records = Self.records.records(
      of: Self.event {
        $0.isErasure = true
        $0.evidence.excerpt = nil
      })
    #expect(records.map(\.topic) == ["current"])
    #expect(Self.text(records[0])?.contains("excerpt") == false)
  }

  @Test func falseAlarmReachesEveryReaderByName() throws {
    let group = SourceNames(source: "people", dimensions: ["all"], areas: Samples.areas, terms: [])
    let note = FeedbackNote(
      detector: .rumour, kind: .organic, series: SeriesKey(source: 2, dimension: 0, area: 3),
      item: 7, peak: 5.5)
    var writer = PanesCodec(
      names: Samples.names, layouts: Samples.layouts, streams: Samples.names + [group])
    var records: [[UInt8]] = []
    writer.encode(.feedback(note)) { records.append(Array($0)) }
    var reader = PanesCodec(
      names: [Samples.names[0]], layouts: [Samples.layouts[0]], streams: [Samples.names[0], group])
    guard case .feedback(let read)? = try reader.decode(records[0]) else {
      Issue.record("another message")
      return
    }
    #expect(read.series == SeriesKey(source: 1, dimension: 0, area: 3))
    #expect(read.item == 7 && read.peak == 5.5 && read.kind == .organic)
    var stranger = PanesCodec(names: Samples.names, layouts: Samples.layouts)
    #expect(try stranger.decode(records[0]) == nil)
    #expect(stranger.unknownNamesTotal == 1)
  }
}
