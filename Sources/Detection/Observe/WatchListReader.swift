package import EventTime
internal import Signals

/// Reads the entries of a watch list, each a JSON object of strings:
///
/// | key | holds |
/// |---|---|
/// | `entry` | its name, which stands for it for ever |
/// | `kind` | `plate` or `number` |
/// | `identifier`, or `hash` | what is watched for; or the 64 hexadecimal digits of its HMAC-SHA-256: no confusable forms |
/// | `reference` | what people are shown |
/// | `legalBasis` | the law or order by which it is watched |
/// | `expires` | when it ends (RFC 3339) |
/// | `appended` | in a file, when it was appended to the log (RFC 3339); absent: before everything |
///
/// Any other key, and any value that is no string, refuses the entry whole.
package struct WatchListReader: ~Copyable {
  /// Bytes of a name, a reference, a legal basis, at most.
  package static let textBytes = 256

  private let hash: IdentifierHash

  /// - Parameter key: of the pseudonyms.
  package init(key: [UInt8]) { hash = IdentifierHash(key: key) }

  /// Takes one record in. Nothing of a refused one is kept.
  ///
  /// - Parameter appended: when the record reached the log; nil in a file.
  package func read(
    _ record: UnsafeRawBufferPointer, appended: Instant?, into list: inout WatchList
  ) throws(WatchListRefusal) {
    guard let members = FlatJSON.members(record) else { throw .malformed }
    var texts: [Key: String] = [:]
    for member in members {
      guard let key = Key(rawValue: member.key) else { throw .unknownKey }
      guard member.value.utf8.count <= Self.textBytes else { throw .tooLong }
      texts[key] = member.value
    }
    func text(_ key: Key) -> String? { texts[key].flatMap { $0.isEmpty ? nil : $0 } }
    func time(_ key: Key) throws(WatchListRefusal) -> Instant? {
      guard var text = texts[key] else { return nil }
      let time = text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
      guard let time else { throw .badTime }
      return time
    }
    guard let name = text(.entry) else { throw .noEntry }
    guard let reference = text(.reference) else { throw .noReference }
    guard let legalBasis = text(.legalBasis) else { throw .noLegalBasis }
    guard text(.expires) != nil, let until = try time(.expires) else { throw .noExpiry }
    guard let kind = texts[.kind].flatMap(IdentifierKind.init) else { throw .badKind }
    // In the log the broker's time alone says when it came.
    var since = appended
    if since == nil { since = try time(.appended) }
    let from = since.map { $0 + WatchList.delay } ?? .distantPast
    guard from < until else { throw .expired }
    try list.insert(
      WatchEntry(
        name: name, reference: reference, legalBasis: legalBasis, kind: kind, from: from,
        until: until),
      tokens: try tokens(identifier: text(.identifier), hash: text(.hash), kind))
  }

  /// Takes in the lines of a file; those that are refused by their number, from 1, and the reason.
  package func read(
    lines bytes: [UInt8], into list: inout WatchList
  ) -> [(line: Int, refusal: WatchListRefusal)] {
    var refused: [(line: Int, refusal: WatchListRefusal)] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      do throws(WatchListRefusal) {
        try line.withUnsafeBufferPointer { (line) throws(WatchListRefusal) in
          try read(UnsafeRawBufferPointer(line), appended: nil, into: &list)
        }
      } catch {
        refused.append((number + 1, error))
      }
    }
    return refused
  }

  private enum Key: String {
    case entry, kind, identifier, hash, reference, legalBasis, expires, appended
  }

  private func tokens(
    identifier: String?, hash digits: String?, _ kind: IdentifierKind
  ) throws(WatchListRefusal) -> [(token: UInt64, isToVerify: Bool)] {
    var tokens: [(token: UInt64, isToVerify: Bool)] = []
    switch (identifier, digits) {
    case (var identifier?, nil):
      identifier.withUTF8 { bytes in
        hash.tokens(UnsafeRawBufferPointer(bytes), kind) { tokens.append(($0, $1)) }
      }
    case (nil, let digits?):
      guard digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isHexadecimal),
        let token = UInt64(digits.prefix(16), radix: 16)
      else { throw .badIdentifier }
      tokens.append((token == 0 ? 1 : token, false))
    case (nil, nil), (.some, .some): throw .badIdentifier
    }
    guard !tokens.isEmpty else { throw .badIdentifier }
    return tokens
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
  }
}
