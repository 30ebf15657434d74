internal import Alerts
package import EventTime
package import Foundation

/// What scoring needs of an alert: its opening, and the highest severity that it reached.
package struct AlertOpening: Sendable, Equatable {
  package var id: String
  package var detector: String
  package var kind: String
  package var severity: Int
  package var opened: Instant
  package var firstSeen: Instant
  /// Codes; empty is the whole territory.
  package var areas: [String]
  package var sources: [String]
  package var headline: String
  /// Beside another alert, by the flood guard or a silence: nobody was called.
  package var isSuppressed: Bool
  /// A shadow, or something that was caught up on.
  package var isQuiet: Bool
}

/// The alerts of a file of CloudEvents, as `vigie replay --alerts` writes it.
package struct AlertLog: Sendable {
  package private(set) var alerts: [AlertOpening] = []
  /// Lines that are no alert events, with their number.
  package private(set) var badLines: [Int64] = []
  private var positions: [String: Int] = [:]

  package init() {}

  /// Reads a file, plain, `.gz`, `.zst` or `-`.
  package init(path: String) throws(ReplayError) {
    var reader = try LineReader(path: path)
    while let line = try reader.next() {
      if line.isTooLarge || !take(Data(line.bytes)) { badLines.append(line.number) }
    }
  }

  /// Takes one event; false where it is none. An alert whose opening is not there begins with the
  /// first event of it that is.
  package mutating func take(_ line: Data) -> Bool {
    guard let event = try? JSONDecoder().decode(Envelope.self, from: line),
      let opened = instant(event.time)
    else { return false }
    let data = event.data
    if let position = positions[data.alertId] {
      alerts[position].severity = max(alerts[position].severity, data.severity)
      return true
    }
    positions[data.alertId] = alerts.count
    alerts.append(
      AlertOpening(
        id: data.alertId, detector: data.detector, kind: data.kind, severity: data.severity,
        opened: opened, firstSeen: data.firstSeen.flatMap(instant) ?? opened,
        areas: data.area.map { [$0.code] } ?? [], sources: data.evidence?.sources ?? [],
        headline: data.headline?.en ?? "", isSuppressed: data.suppressedBy != nil,
        isQuiet: data.mode == AlertEvent.Mode.shadow.rawValue
          || data.mode == AlertEvent.Mode.catchUp.rawValue))
    return true
  }

  private struct Envelope: Decodable {
    struct Body: Decodable {
      struct Area: Decodable { var code: String }
      struct Words: Decodable { var en: String }
      struct Evidence: Decodable { var sources: [String]? }
      var alertId: String
      var detector: String
      var kind: String
      var severity: Int
      var firstSeen: String?
      var area: Area?
      var headline: Words?
      var evidence: Evidence?
      var suppressedBy: String?
      var mode: String?
    }
    var time: String
    var data: Body
  }
}

private func instant(_ text: String) -> Instant? {
  var text = text
  return text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
}
