/// Character references of HTML: all that are numbers, and the names that exporters of French and
/// English texts use.
enum HTMLEntity {
  /// `#233` or `#xE9`; what is no character of a text becomes U+FFFD. Nil when it is no number.
  static func numeric(_ body: UnsafeRawBufferPointer) -> Unicode.Scalar? {
    let hexadecimal = body.count > 1 && body[1] | 0x20 == 0x78
    let start = hexadecimal ? 2 : 1
    guard body.count > start, body.count <= start + 8 else { return nil }
    var value: UInt32 = 0
    for byte in body[start...] {
      guard let digit = digit(byte), hexadecimal || digit < 10 else { return nil }
      // At most eight digits: this cannot exceed 32 bits.
      value = value &* (hexadecimal ? 16 : 10) &+ digit
    }
    guard value > 0, let scalar = Unicode.Scalar(value) else { return "\u{FFFD}" }
    return scalar
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }

  /// The character that `body`, the name between `&` and `;`, stands for. O(names).
  static func named(_ body: UnsafeRawBufferPointer) -> Unicode.Scalar? {
    guard body.count <= 8 else { return nil }
    var key: UInt64 = 0
    for byte in body { key = key << 8 | UInt64(byte) }
    return names.first { $0.key == key }?.scalar
  }

  private static let names: [(key: UInt64, scalar: Unicode.Scalar)] = [
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", "\u{A0}"),
    ("eacute", "é"), ("egrave", "è"), ("ecirc", "ê"), ("euml", "ë"), ("agrave", "à"),
    ("acirc", "â"), ("ccedil", "ç"), ("icirc", "î"), ("iuml", "ï"), ("ocirc", "ô"),
    ("ugrave", "ù"), ("ucirc", "û"), ("uuml", "ü"), ("ouml", "ö"), ("auml", "ä"),
    ("oelig", "œ"), ("aelig", "æ"), ("Eacute", "É"), ("Egrave", "È"), ("Ecirc", "Ê"),
    ("Agrave", "À"), ("Acirc", "Â"), ("Ccedil", "Ç"), ("Ocirc", "Ô"), ("Icirc", "Î"),
    ("OElig", "Œ"), ("lsquo", "‘"), ("rsquo", "’"), ("ldquo", "“"), ("rdquo", "”"),
    ("laquo", "«"), ("raquo", "»"), ("hellip", "…"), ("ndash", "–"), ("mdash", "—"),
    ("euro", "€"), ("deg", "°"), ("shy", "\u{AD}"), ("middot", "·"),
  ].map { (key: key($0.0), scalar: $0.1) }

  private static func key(_ name: String) -> UInt64 {
    name.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
