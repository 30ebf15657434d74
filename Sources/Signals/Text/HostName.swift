/// Finds the host in what a report gives as a domain: a host, a URL, an address.
enum HostName {
  /// Longest host (RFC 1035, 2.3.4); a longer one is none.
  static let capacity = 253

  /// Writes the host in lower case, without a last dot, into `out`, which has room for `capacity`
  /// bytes, and returns how many that are; 0 where there is none: no dot, a space, an IPv6 address.
  static func read(
    _ text: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
  ) -> Int {
    var start = 0
    var end = text.count
    while start < end, text[start] <= 0x20 { start += 1 }
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
    var place = start
    while place + 2 < end {
      if text[place] == 0x3A, text[place + 1] == 0x2F, text[place + 2] == 0x2F {
        start = place + 3
        break
      }
      guard isName(text[place]) else { break }
      place += 1
    }
    // The host ends before a path, a query, a fragment or a port; a user may stand before it.
    place = start
    while place < end, !"/?#\\".utf8.contains(text[place]) {
      if text[place] == UInt8(ascii: "@") { start = place + 1 }
      place += 1
    }
    end = place
    place = start
    while place < end, text[place] != UInt8(ascii: ":") { place += 1 }
    end = place
    while end > start, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard end - start <= capacity else { return 0 }
    var dots = 0
    var before = UInt8(ascii: ".")
    for index in start..<end {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard before != byte else { return 0 }
        dots += 1
      } else if !isName(byte) {
        return 0
      }
      out[index - start] = byte &- 0x41 < 26 ? byte | 0x20 : byte
      before = byte
    }
    return dots > 0 ? end - start : 0
  }

  /// Whether a host is an IPv4 address, which has no registrable part.
  static func isAddress(_ host: UnsafeRawBufferPointer) -> Bool {
    for byte in host where byte != UInt8(ascii: ".") && byte &- 0x30 >= 10 { return false }
    return true
  }

  /// Letters of any script, digits, hyphen, underscore, and what may stand in a scheme's name.
  private static func isName(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+")
  }
}
