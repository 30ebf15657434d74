package import Alerts
internal import EventTime
package import Foundation

/// Reads the labels of `incidents.ndjson`. Throws for a file that is not there, and at the first line
/// that is no label: a score against half of the truth is none.
package func readIncidentLabels(path: String) throws(ReplayError) -> [IncidentLabel] {
  var reader = try LineReader(path: path)
  var labels: [IncidentLabel] = []
  while let line = try reader.next() {
    do throws(IncidentLabelError) {
      labels.append(try IncidentLabel(line: Data(line.bytes)))
    } catch {
      throw ReplayError(
        path: path, reason: .noUsableRecord("line \(line.number): \(error.message)"))
    }
  }
  guard !labels.isEmpty else {
    throw ReplayError(path: path, reason: .noUsableRecord("it holds no label"))
  }
  return labels
}

extension AlertScore {
  /// A table for people: the incidents, the false alerts, the detectors, and one line of summary.
  package var table: String {
    var rows = [["incident", "area", "onset", "length", "told by", "delay", "alerts"]]
    for found in incidents {
      rows.append([
        found.label.id, Self.place(found.label.areas), Self.clock(found.label.onset),
        Self.length(found.label.end - found.label.onset),
        found.first.map { "\($0.detector), severity \($0.severity)" } ?? "missed",
        found.delay.map(Self.length) ?? "-", "\(found.alerts.count)",
      ])
    }
    var text = Self.aligned(rows)
    if !falseAlerts.isEmpty {
      var rows = [["false alert", "area", "opened", "severity", "what it said"]]
      for alert in falseAlerts {
        rows.append([
          "\(alert.detector)/\(alert.kind)", Self.place(alert.areas), Self.clock(alert.opened),
          "\(alert.severity)", alert.headline,
        ])
      }
      text += "\n" + Self.aligned(rows)
    }
    var tallies = [["detector", "alerts", "telling", "false", "incidents told", "to be told"]]
    for tally in detectors {
      tallies.append([
        tally.detector, "\(tally.alerts)", "\(tally.telling)", "\(tally.falseAlerts)",
        "\(tally.incidents)", "\(tally.expected)",
      ])
    }
    text += "\n" + Self.aligned(tallies)
    return text + "\n" + summary
  }

  /// One line.
  package var summary: String {
    "\(foundCount) of \(incidents.count) incidents told, \(falseAlerts.count) false alerts, "
      + "\(announced.count) of announced events, \(silent.count) suppressed or quiet, "
      + "\(outside.count) outside of the judged period"
  }

  /// One JSON object with sorted keys.
  package func json() -> Data {
    struct Row: Encodable {
      var id: String
      var kind: String
      var areas: [String]
      var onset: String
      var found: Bool
      var detector: String?
      var severity: Int?
      var delaySeconds: Double?
      var alerts: [String]
    }
    struct False: Encodable {
      var alertId: String
      var detector: String
      var kind: String
      var severity: Int
      var areas: [String]
      var opened: String
      var headline: String
    }
    struct Tally: Encodable {
      var detector: String
      var alerts: Int
      var telling: Int
      var falseAlerts: Int
      var incidents: Int
      var expected: Int
    }
    struct Score: Encodable {
      var incidents: [Row]
      var falseAlerts: [False]
      var detectors: [Tally]
      var found: Int
      var total: Int
      var announced: Int
      var silent: Int
      var outside: Int
    }
    let score = Score(
      incidents: incidents.map { found in
        Row(
          id: found.label.id, kind: found.label.kind, areas: found.label.areas,
          onset: found.label.onset.rfc3339, found: found.first != nil,
          detector: found.first?.detector, severity: found.first?.severity,
          delaySeconds: found.delay.map { Double($0.microseconds) / 1e6 },
          alerts: found.alerts.map(\.id))
      },
      falseAlerts: falseAlerts.map {
        False(
          alertId: $0.id, detector: $0.detector, kind: $0.kind, severity: $0.severity,
          areas: $0.areas, opened: $0.opened.rfc3339, headline: $0.headline)
      },
      detectors: detectors.map {
        Tally(
          detector: $0.detector, alerts: $0.alerts, telling: $0.telling,
          falseAlerts: $0.falseAlerts, incidents: $0.incidents, expected: $0.expected)
      },
      found: foundCount, total: incidents.count, announced: announced.count, silent: silent.count,
      outside: outside.count)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(score)
    } catch {
      preconditionFailure("a score holds a number that is not finite")
    }
  }

  private static func place(_ areas: [String]) -> String {
    areas.isEmpty ? "all" : areas.joined(separator: " ")
  }

  /// `2026-03-03 14:05`, in universal time.
  private static func clock(_ instant: Instant) -> String {
    String(instant.rfc3339.prefix(16)).replacing("T", with: " ")
  }

  /// `-2 min`, `3 h 20 min`.
  private static func length(_ interval: Interval) -> String {
    let minutes = Int64((Double(interval.microseconds) / 60e6).rounded())
    let size = abs(minutes)
    let sign = minutes < 0 ? "-" : ""
    return size < 60 ? "\(sign)\(size) min" : "\(sign)\(size / 60) h \(size % 60) min"
  }

  private static func aligned(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ")
      return line.reversed().drop { $0 == " " }.reversed().map(String.init).joined() + "\n"
    }.joined()
  }
}
