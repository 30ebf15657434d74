import EventTime
import Foundation

/// The zones of `Config/timezones.yaml`, read by its generated layout, line by line.
///
/// The test reads the shipped file rather than strings of its own, so that the file is what is
/// compared with the tz database.
enum ConfiguredZones {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func load() throws -> [String: TimeZoneRule] {
    let text = try String(
      contentsOf: root.appending(path: "Config/timezones.yaml"), encoding: .utf8)
    var zones: [String: TimeZoneRule] = [:]
    var name = ""
    var rule = ""
    var exceptions: [TimeZoneRule.Exception] = []
    func flush() throws {
      guard !name.isEmpty else { return }
      zones[name] = try TimeZoneRule(name: name, posix: rule, exceptions: exceptions)
    }
    for line in text.split(separator: "\n") {
      let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
      if line.hasPrefix("    rule:") {
        rule = String(quoted[1])
      } else if line.hasPrefix("      - ") {
        let digits = quoted[4].filter { $0.isNumber || $0 == "-" }
        exceptions.append(
          TimeZoneRule.Exception(
            from: try instant(quoted[1]), until: try instant(quoted[3]),
            offsetSeconds: Int64(digits) ?? .max))
      } else if line.hasPrefix("  ") && !line.hasPrefix("   ") {
        try flush()
        name = String(line.dropFirst(2).dropLast())
        exceptions = []
      }
    }
    try flush()
    return zones
  }

  /// The database's own step functions: zone → (instant, offset from then on).
  static func expected() throws -> [String: [(from: Int64, offset: Int64)]] {
    let text = try String(
      contentsOf: root.appending(path: "Tests/Tables/timezones.csv"), encoding: .utf8)
    var table: [String: [(from: Int64, offset: Int64)]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: ",")
      table[String(fields[0])] = try fields.dropFirst().map { step in
        let parts = step.split(separator: ":")
        guard let from = Int64(parts[0]), let offset = Int64(parts[1]) else {
          throw UnreadableTable(text: String(step))
        }
        return (from, offset)
      }
    }
    return table
  }

  private static func instant(_ text: Substring) throws -> Instant {
    let date = try Date(String(text), strategy: .iso8601)
    return Instant(seconds: Int64(date.timeIntervalSince1970))
  }

  struct UnreadableTable: Error { var text: String }
}
