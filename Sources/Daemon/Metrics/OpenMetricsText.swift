/// Writes the text format of OpenMetrics 1.0.
struct OpenMetricsText {
  static let contentType =
    "application/openmetrics-text; version=1.0.0; charset=utf-8"

  private(set) var bytes: [UInt8] = []

  mutating func describe(_ family: MetricDescription) {
    append("# TYPE \(family.name) \(family.kind.name)\n")
    if let unit = family.unit { append("# UNIT \(family.name) \(unit)\n") }
    append("# HELP \(family.name) \(Self.escaped(family.help))\n")
  }

  /// One sample; `extra` is the label that its kind adds.
  mutating func sample(
    _ family: MetricDescription, suffix: String, values: [String],
    extra: (name: String, value: String)? = nil, _ value: String
  ) {
    append("\(family.name)\(suffix)")
    var labels = zip(family.labels, values).map { "\($0)=\"\(Self.escaped($1))\"" }
    if let extra { labels.append("\(extra.name)=\"\(Self.escaped(extra.value))\"") }
    if !labels.isEmpty { append("{\(labels.joined(separator: ","))}") }
    append(" \(value)\n")
  }

  /// The text as a whole; nothing may follow.
  consuming func finished() -> [UInt8] {
    append("# EOF\n")
    return bytes
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  /// A number as the format's list of canonical numbers writes it: `0.001`, `1.0`, `1e+06`, `+Inf`.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let size = value.magnitude
    // Swift writes the shortest digits that read back the same; from 1e+16 on with an exponent.
    guard size >= 1e6, size < 1e16 else { return "\(value)" }
    var digits = Array("\(size)".utf8)
    let point = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.count
    if point < digits.count { digits.remove(at: point) }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let head = String(decoding: digits.prefix(1), as: UTF8.self)
    let tail = String(decoding: digits.dropFirst(), as: UTF8.self)
    let exponent = point - 1
    return (value < 0 ? "-" : "") + head + (tail.isEmpty ? "" : "." + tail)
      + "e+" + (exponent < 10 ? "0" : "") + "\(exponent)"
  }
}
