/// A strict reader of OpenMetrics 1.0 text, written from the specification and not from the writer:
/// what it does not know, or what stands in the wrong place, is an error.
struct OpenMetricsReader {
  struct Failure: Error, CustomStringConvertible {
    var line: Int
    var description: String
  }

  struct Sample: Equatable {
    var name: String
    var labels: [String: String]
    var value: Double
    /// As it was written.
    var number: String
  }

  struct Family {
    var name: String
    var type = "unknown"
    var unit: String?
    var help: String?
    var samples: [Sample] = []
  }

  private(set) var families: [Family] = []
  private var line = 0
  private var hasType = false

  /// Reads a whole exposition.
  static func read(_ bytes: [UInt8]) throws -> [Family] {
    var reader = OpenMetricsReader()
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(line: 0, description: "no UTF-8")
    }
    guard text.hasSuffix("# EOF\n") else {
      throw Failure(line: 0, description: "does not end in # EOF and a line feed")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    lines.removeLast(2)
    for line in lines {
      reader.line += 1
      try reader.read(line)
    }
    try reader.close()
    return reader.families
  }

  private func fail(_ reason: String) -> Failure { Failure(line: line, description: reason) }

  private mutating func read(_ text: Substring) throws {
    if text.isEmpty { throw fail("an empty line") }
    guard text.hasPrefix("#") else { return try readSample(text) }
    guard text.wholeMatch(of: /# (TYPE|UNIT|HELP) [^ ]+ .*/) != nil else {
      throw fail("no line of metadata: \(text)")
    }
    let parts = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    try begin(String(parts[2]))
    let rest = String(parts[3])
    switch parts[1] {
    case "TYPE":
      let types = [
        "counter", "gauge", "histogram", "gaugehistogram", "stateset", "info", "summary", "unknown",
      ]
      guard types.contains(rest), !hasType else { throw fail("type \(rest), or a second one") }
      families[families.count - 1].type = rest
      hasType = true
    case "UNIT":
      guard families[families.count - 1].unit == nil, parts[2].hasSuffix("_" + rest) else {
        throw fail("unit \(rest) of \(parts[2])")
      }
      families[families.count - 1].unit = rest
    default:
      guard families[families.count - 1].help == nil else { throw fail("a second HELP") }
      families[families.count - 1].help = try unescaped(rest)
    }
  }

  /// Metadata of a family comes before its samples, and a family comes once.
  private mutating func begin(_ name: String) throws {
    if let last = families.last, last.name == name {
      if !last.samples.isEmpty { throw fail("metadata after samples") }
      return
    }
    guard name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
      throw fail("\(name) is no name")
    }
    guard !families.contains(where: { $0.name == name }) else {
      throw fail("\(name) comes twice")
    }
    try close()
    families.append(Family(name: name))
    hasType = false
  }

  private mutating func readSample(_ text: Substring) throws {
    guard let last = families.last else { throw fail("a sample without a family") }
    let bytes = Array(text.utf8)
    let nameEnd = bytes.firstIndex { $0 == 0x7B || $0 == 0x20 } ?? bytes.count
    let name = String(decoding: bytes[..<nameEnd], as: UTF8.self)
    var labels: [String: String] = [:]
    var rest = bytes[nameEnd...]
    if rest.first == 0x7B { labels = try readLabels(&rest) }
    guard rest.first == 0x20 else { throw fail("no blank before the value") }
    let number = String(decoding: rest.dropFirst(), as: UTF8.self)
    guard
      number.wholeMatch(of: /[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?|[-+]Inf|NaN/) != nil,
      let value = Double(number)
    else { throw fail("'\(number)' is no number, or more than one") }
    guard name.hasPrefix(last.name) else { throw fail("\(name) is not of \(last.name)") }
    let sample = Sample(name: name, labels: labels, value: value, number: number)
    try check(sample, suffix: String(name.dropFirst(last.name.count)), type: last.type)
    guard !last.samples.contains(where: { $0.name == name && $0.labels == labels }) else {
      throw fail("\(name) \(labels) comes twice")
    }
    families[families.count - 1].samples.append(sample)
  }

  /// `{name="value",…}`, without blanks and without a comma at the end.
  private func readLabels(_ rest: inout ArraySlice<UInt8>) throws -> [String: String] {
    var labels: [String: String] = [:]
    repeat {
      rest.removeFirst()
      guard let equals = rest.firstIndex(of: 0x3D) else { throw fail("a label without =") }
      let name = String(decoding: rest[..<equals], as: UTF8.self)
      guard name.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil, labels[name] == nil else {
        throw fail("label \(name)")
      }
      rest = rest[(equals + 1)...]
      guard rest.popFirst() == 0x22 else { throw fail("a value without quotes") }
      var end = rest.startIndex
      while end < rest.endIndex, rest[end] != 0x22 { end += rest[end] == 0x5C ? 2 : 1 }
      guard end < rest.endIndex else { throw fail("a value without an end") }
      labels[name] = try unescaped(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[(end + 1)...]
    } while rest.first == 0x2C
    guard rest.popFirst() == 0x7D else { throw fail("labels without an end") }
    return labels
  }

  private func unescaped(_ text: String) throws -> String {
    var result = ""
    var rest = text.makeIterator()
    while let character = rest.next() {
      switch character {
      case "\"": throw fail("a bare quote in '\(text)'")
      case "\\":
        switch rest.next() {
        case "n": result += "\n"
        case "\"": result += "\""
        case "\\": result += "\\"
        default: throw fail("an escape that there is not in '\(text)'")
        }
      default: result.append(character)
      }
    }
    return result
  }

  // MARK: What a type demands

  private func check(_ sample: Sample, suffix: String, type: String) throws {
    switch type {
    case "counter":
      guard suffix == "_total", sample.value >= 0 else { throw fail("\(sample)") }
    case "gauge":
      guard suffix.isEmpty else { throw fail("\(sample)") }
    case "info":
      guard suffix == "_info", sample.value == 1 else { throw fail("\(sample)") }
    case "histogram":
      guard ["_bucket", "_sum", "_count"].contains(suffix) else { throw fail("\(sample)") }
      guard (suffix == "_bucket") == (sample.labels["le"] != nil) else { throw fail("\(sample)") }
      guard suffix == "_sum" || sample.number.allSatisfy(\.isNumber) else {
        throw fail("\(sample) is no integer")
      }
    default: throw fail("samples of type \(type)")
    }
  }

  /// What must hold of a family when all of it was read.
  private func close() throws {
    guard let family = families.last, family.type == "histogram" else { return }
    var groups: [[String: String]: [Sample]] = [:]
    for sample in family.samples {
      var labels = sample.labels
      labels["le"] = nil
      groups[labels, default: []].append(sample)
    }
    for group in groups.values {
      let buckets = group.filter { $0.name == family.name + "_bucket" }
      let bounds = try buckets.map { bucket in
        let text = bucket.labels["le"] ?? ""
        guard let bound = Double(text), text.contains(".") || text.contains("e") || text == "+Inf"
        else { throw fail("le=\(text)") }
        return bound
      }
      let counts = buckets.map(\.value)
      guard zip(bounds, bounds.dropFirst()).allSatisfy(<), bounds.last == .infinity,
        zip(counts, counts.dropFirst()).allSatisfy(<=)
      else { throw fail("the buckets of \(family.name) do not ascend to +Inf") }
      guard group.first(where: { $0.name == family.name + "_count" })?.value == counts.last,
        group.count == buckets.count + 2
      else { throw fail("\(family.name) has another count than its last bucket, or no sum") }
    }
  }
}
