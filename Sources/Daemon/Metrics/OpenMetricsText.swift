/// Writes the text format of OpenMetrics 1.0.
struct OpenMetricsText {
  static let contentType =
    "application/openmetrics-text; version=1.0.0; charset=utf-8"

  private(set) var bytes: [UInt8] = []

  mutating func describe(_ family: MetricDescription) {
    append("# TYPE ", family.name, " ", family.kind.name, "\n")
    if let unit = family.unit { append("# UNIT ", family.name, " ", unit, "\n") }
    append("# HELP ", family.name, " ")
    appendEscaped(family.help)
    append("\n")
  }

  /// One sample; `extra` is the label that its kind adds.
  mutating func sample(
    _ family: MetricDescription, suffix: String, values: [String],
    extra: (name: String, value: String)? = nil, _ value: String
  ) {
    append(family.name, suffix)
    var separator = "{"
    for (name, value) in zip(family.labels, values) {
      label(name, value, after: &separator)
    }
    if let extra { label(extra.name, extra.value, after: &separator) }
    append(separator == "{" ? " " : "} ", value, "\n")
  }

  private mutating func label(_ name: String, _ value: String, after separator: inout String) {
    append(separator, name, "=\"")
    appendEscaped(value)
    append("\"")
    separator = ","
  }

  /// The text as a whole; nothing may follow.
  consuming func finished() -> [UInt8] {
    append("# EOF\n")
    return bytes
  }

  private mutating func append(_ texts: String...) {
    for text in texts { bytes.append(contentsOf: text.utf8) }
  }

  /// With what ends a line or a value escaped; the rest of UTF-8 stands as it is.
  private mutating func appendEscaped(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "n"))
      default: bytes.append(byte)
      }
    }
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
