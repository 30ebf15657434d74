/// What a text in the configuration must look like.
enum TextRule {
  case any
  /// A name of ours: it stands in ids, groups, metrics.
  case name
  /// A name that Kafka takes for a topic.
  case topic
  /// A name of the time-zone data.
  case zone
  /// `host:port`, several separated by commas.
  case addresses
  /// `host:port` to listen on, an IPv6 address in brackets, or `none`.
  case listenAddress

  /// The most that Kafka takes.
  static let topicByteLimit = 249

  var type: String {
    switch self {
    case .any: "text"
    case .name: "name"
    case .topic: "topic"
    case .zone: "time zone"
    case .addresses: "host:port, …"
    case .listenAddress: "host:port or none"
    }
  }

  var explanation: String {
    switch self {
    case .any: "text"
    case .name: "1…64 of a-z, 0-9, '-', '_', '.', beginning with a letter or digit"
    case .topic: "1…249 of A-Z, a-z, 0-9, '-', '_', '.'"
    case .zone: "a name as 'Europe/Paris' or 'UTC'"
    case .addresses: "host:port, several separated by commas"
    case .listenAddress: "host:port as 127.0.0.1:9470 or [::1]:9470, port 0 for any, or none"
    }
  }

  func holds(for text: String) -> Bool {
    switch self {
    case .any:
      return !text.isEmpty
    case .name:
      return (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isNameByte)
        && !"-_.".utf8.contains(text.utf8.first!)
    case .topic:
      return (1...Self.topicByteLimit).contains(text.utf8.count) && text != "." && text != ".."
        && text.utf8.allSatisfy { Self.isNameByte($0) || (0x41...0x5A).contains($0) }
    case .zone:
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      return parts.allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy { Self.isLetterOrDigit($0) || "_+-".utf8.contains($0) }
      }
    case .addresses:
      return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isAddress)
    case .listenAddress:
      return text == "none" || Self.isListenAddress(text)
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-_.".utf8.contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
  }

  private static func isAddress(_ text: Substring) -> Bool {
    let text = text.drop { $0 == " " }
    guard let colon = text.lastIndex(of: ":"), colon > text.startIndex else { return false }
    guard let port = Int(text[text.index(after: colon)...]) else { return false }
    return (1...65_535).contains(port) && !text.contains(" ")
  }

  private static func isListenAddress(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":") else { return false }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      UInt16(digits) != nil
    else { return false }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      return host.contains(":") && host.utf8.allSatisfy { isAddressByte($0) || $0 == 0x3A }
    }
    return !host.isEmpty && host.utf8.allSatisfy(isAddressByte)
  }

  /// Of a name of a machine, or an address with its zone.
  private static func isAddressByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "-_.%".utf8.contains(byte)
  }
}
