import Alerts
import EventTime
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The rules of CAP 1.2 that a message must keep, beside the order of its elements.
@Suite("CAP 1.2")
struct CAPEncoderTests {
  static let encoder = CAPEncoder(sender: "vigie@lyon example", restriction: "état-major")

  static func event(_ change: (inout AlertEvent) -> Void = { _ in }) -> AlertEvent {
    let time = Instant(seconds: 1_369_080_000)
    var event = AlertEvent(
      id: String(repeating: "a", count: 32), alertID: String(repeating: "b", count: 32),
      site: "lyon", subject: "bluesky/flood/69", time: time, state: .opened, detector: "volume",
      kind: "volume", severity: 2, confidence: 0.9, urgency: .expected,
      area: AlertEvent.Area(
        code: "69", name: "Rhône & <Saône>", latitude: 45.75, longitude: 4.85, radiusKm: 33.5),
      firstSeen: time - .minutes(4), windowStart: time - .minutes(30), windowEnd: time,
      lastSeen: time, peak: 6.2, expires: time + .hours(2), durationSeconds: nil,
      headline: AlertEvent.Words(fr: "Crue \u{1}", en: "Flood"),
      explanation: AlertEvent.Words(fr: "Pourquoi", en: "Why"),
      evidence: AlertEvent.Evidence(
        observed: 42, expected: 5.25, score: 4.3, pValue: 5e-5, falseAlarmsPerWeek: 0.4,
        distinctAuthors: 31, duplicateRatio: 0.1, topTerms: ["crue"], sources: ["bluesky"],
        sampleRefs: []),
      provenance: AlertEvent.Provenance(configHash: "00", version: "0", inputFrontiers: [:]),
      suppressedBy: nil, mode: .live)
    change(&event)
    return event
  }

  /// Elements with their text, in order: `alert.info.area.areaDesc=Rhône`.
  final class Reader: NSObject, XMLParserDelegate {
    private var path: [String] = []
    private var text = ""
    private(set) var lines: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      path.append(name)
      text = ""
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      let line = path.joined(separator: ".") + "=" + text
      if !text.allSatisfy(\.isWhitespace) { lines.append(line) }
      path.removeLast()
      text = ""
    }
  }

  static func lines(_ xml: String) throws -> [String] {
    let parser = XMLParser(data: Data(xml.utf8))
    let reader = Reader()
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader.lines
  }

  @Test func messageIsRestrictedAndNeverPublic() throws {
    for mode in AlertEvent.Mode.allCases {
      for state in AlertEvent.State.allCases {
        let lines = try Self.lines(
          Self.encoder.encode(
            Self.event {
              $0.mode = mode
              $0.state = state
            }))
        #expect(lines.contains("alert.scope=Restricted"))
        #expect(lines.contains("alert.restriction=état-major"))
      }
    }
  }

  @Test func timesEndInAnOffsetAndNeverInZ() throws {
    let xml = Self.encoder.encode(Self.event())
    let lines = try Self.lines(xml)
    let times = lines.filter { line in
      ["sent=", "onset=", "expires="].contains { line.contains(".\($0)") }
    }
    #expect(times.count == 5)
    for line in times {
      let time = try #require(line.split(separator: "=").last)
      let match = try /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-00:00/.wholeMatch(in: time)
      #expect(match != nil, "\(line)")
    }
    #expect(xml.contains(#"xmlns="urn:oasis:names:tc:emergency:cap:1.2""#))
  }

  @Test func elementsStandInTheOrderOfTheSchema() throws {
    let lines = try Self.lines(
      Self.encoder.encode(
        Self.event {
          $0.state = .updated
          $0.suppressedBy = "flood-guard"
          $0.evidence.members = ["c", "d"].map { String(repeating: $0, count: 32) }
        }, references: ["vigie,old,2013-05-20T19:00:00-00:00"]))
    let head = lines.prefix { !$0.hasPrefix("alert.info") }.map {
      String($0.dropFirst(6).prefix { $0 != "=" })
    }
    #expect(
      head == [
        "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction",
        "note", "references", "incidents",
      ])
    let info = lines.filter { $0.hasPrefix("alert.info.") }.map {
      String($0.dropFirst(11).prefix { $0 != "=" })
    }
    #expect(
      Array(info.prefix(info.count / 2)) == [
        "language", "category", "event", "urgency", "severity", "certainty", "onset", "expires",
        "senderName", "headline", "description", "parameter.valueName", "parameter.value",
        "parameter.valueName", "parameter.value", "area.areaDesc", "area.circle",
        "area.geocode.valueName", "area.geocode.value",
      ])
    #expect(Array(info.suffix(info.count / 2)) == Array(info.prefix(info.count / 2)))
  }

  @Test func identifiersHoldNoSpaceAndTextsAreEscaped() throws {
    let lines = try Self.lines(Self.encoder.encode(Self.event()))
    #expect(lines.contains("alert.sender=vigie@lyon-example"))
    #expect(lines.contains("alert.info.area.areaDesc=Rhône & <Saône>"))
    #expect(lines.contains("alert.info.headline=Crue "))
    #expect(
      Self.encoder.reference(to: Self.event())
        == "vigie@lyon-example,\(String(repeating: "a", count: 32)),2013-05-20T20:00:00-00:00")
  }

  @Test(arguments: [
    (
      1, AlertEvent.Urgency.expected, AlertEvent.Certainty.possible, "Minor", "Expected", "Possible"
    ),
    (2, .future, .likely, "Moderate", "Future", "Likely"),
    (3, .immediate, .observed, "Severe", "Immediate", "Observed"),
    (4, .past, .likely, "Extreme", "Past", "Likely"),
  ])
  func wordsAreThoseOfTheStandard(
    severity: Int, urgency: AlertEvent.Urgency, certainty: AlertEvent.Certainty,
    severityWord: String, urgencyWord: String, certaintyWord: String
  ) throws {
    let lines = try Self.lines(
      Self.encoder.encode(
        Self.event {
          $0.severity = severity
          $0.urgency = urgency
          $0.certainty = certainty
        }))
    #expect(lines.contains("alert.info.severity=\(severityWord)"))
    #expect(lines.contains("alert.info.urgency=\(urgencyWord)"))
    #expect(lines.contains("alert.info.certainty=\(certaintyWord)"))
  }

  @Test(arguments: [
    (AlertEvent.Mode.live, "Actual"), (.catchUp, "Actual"), (.exercise, "Exercise"),
    (.shadow, "Test"), (.replay, "Test"),
  ])
  func exerciseIsNeverActual(mode: AlertEvent.Mode, status: String) throws {
    let lines = try Self.lines(Self.encoder.encode(Self.event { $0.mode = mode }))
    #expect(lines.contains("alert.status=\(status)"))
  }

  @Test func closeCancelsWhatItRefersTo() throws {
    let close = Self.event { $0.state = .closed }
    let lines = try Self.lines(Self.encoder.encode(close, references: ["a,b,c"]))
    #expect(lines.contains("alert.msgType=Cancel"))
    #expect(try Self.lines(Self.encoder.encode(Self.event())).contains("alert.msgType=Alert"))
  }
}
