internal import EventTime

/// Reads the host and path of a link: the host in lower case without `www.`, no user, query or
/// fragment, no `/` at the end. Links that differ in these alone are one.
struct LinkReader: ~Copyable {
  /// Bytes of host and path that are read: links are told apart by these.
  static let maximumBytes = 512
  /// A path with an `@`, or as many digits as a telephone number, is scrubbed before it is kept.
  static let scrubbedDigits = 9

  private let buffer: UnsafeMutablePointer<UInt8>
  private var count = 0
  private var scrubbed: [UInt8] = []
  /// Of host and path; 0: no link was read.
  private(set) var hash: UInt64 = 0
  /// The host is a shortener's.
  private(set) var isShort = false

  init() { buffer = .allocate(capacity: Self.maximumBytes) }

  deinit { buffer.deallocate() }

  /// Host and path as they are kept, at most `PostDetail.linkBytes`.
  var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer, count: count) }

  static func hash(_ hostAndPath: UnsafeRawBufferPointer) -> UInt64 {
    let hash = hash64(hostAndPath)
    return hash == 0 ? 1 : hash
  }

  mutating func clear() {
    hash = 0
    count = 0
    isShort = false
  }

  /// Reads the first link of a text that begins at `from` or behind it.
  mutating func find(in text: UnsafeRawBufferPointer, from: Int) {
    clear()
    var start = max(0, from)
    while start < text.count {
      let first = text[start] | 0x20
      if first == UInt8(ascii: "h") || first == UInt8(ascii: "w"),
        start == 0 || !text[start - 1].isASCIIAlphanumeric,
        Self.begins(text, start, "http://") || Self.begins(text, start, "https://")
          || Self.begins(text, start, "www.")
      {
        read(UnsafeRawBufferPointer(rebasing: text[start..<Self.end(of: text, from: start)]))
        return
      }
      start += 1
    }
  }

  private static func begins(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ lower: StaticString
  ) -> Bool {
    guard start + lower.utf8CodeUnitCount <= text.count else { return false }
    for place in 0..<lower.utf8CodeUnitCount
    where Self.lower(text[start + place]) != lower.utf8Start[place] { return false }
    return true
  }

  @inline(__always)
  private static func lower(_ byte: UInt8) -> UInt8 { byte.isASCIILetter ? byte | 0x20 : byte }

  /// Where a link in a text ends: before a space, a bracket, a quotation mark or an ellipsis, and
  /// before punctuation that closes the sentence.
  private static func end(of text: UnsafeRawBufferPointer, from start: Int) -> Int {
    var end = start
    while end < text.count {
      let byte = text[end]
      if byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
        || byte == UInt8(ascii: "\"")
      {
        break
      }
      if byte == 0xE2, end + 2 < text.count, text[end + 1] == 0x80, text[end + 2] == 0xA6 { break }
      end += 1
    }
    while end > start, isClosing(text[end - 1]) { end -= 1 }
    return end
  }

  private static func isClosing(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
      UInt8(ascii: "!"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "'"):
      true
    default: false
    }
  }

  /// Reads a link with or without its scheme; what has no host with a dot is none.
  mutating func read(_ link: UnsafeRawBufferPointer) {
    clear()
    var start = 0
    var place = 0
    while place + 2 < link.count, place < 12, link[place].isASCIILetter { place += 1 }
    if place + 2 < link.count, link[place] == UInt8(ascii: ":"),
      link[place + 1] == UInt8(ascii: "/"), link[place + 2] == UInt8(ascii: "/")
    {
      start = place + 3
    }
    var hostEnd = start
    while hostEnd < link.count, !Self.endsHost(link[hostEnd]) {
      if link[hostEnd] == UInt8(ascii: "@") { start = hostEnd + 1 }
      hostEnd += 1
    }
    if Self.begins(link, start, "www.") { start += 4 }
    var hasDot = false
    for place in start..<max(start, min(hostEnd, start + Self.maximumBytes)) {
      if link[place] == UInt8(ascii: ".") { hasDot = true }
      buffer[count] = Self.lower(link[place])
      count += 1
    }
    guard hasDot else { return clear() }
    let hostCount = count
    if hostCount <= Shorteners.longest {
      isShort = Shorteners.contains(UnsafeRawBufferPointer(start: buffer, count: hostCount))
    }
    readPath(UnsafeRawBufferPointer(rebasing: link[hostEnd...]), hostCount)
  }

  private static func endsHost(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  private mutating func readPath(_ rest: UnsafeRawBufferPointer, _ hostCount: Int) {
    var digits = 0
    var isPersonal = false
    for byte in rest {
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || count == Self.maximumBytes {
        break
      }
      if byte.isASCIIDigit { digits += 1 }
      if byte == UInt8(ascii: "@") { isPersonal = true }
      buffer[count] = byte
      count += 1
    }
    while count > hostCount, buffer[count - 1] == UInt8(ascii: "/") { count -= 1 }
    hash = Self.hash(text)
    if isPersonal || digits >= Self.scrubbedDigits { scrub() }
    guard count > PostDetail.linkBytes else { return }
    count = PostDetail.linkBytes
    while count > 0, buffer[count] & 0xC0 == 0x80 { count -= 1 }
  }

  private mutating func scrub() {
    scrubbed.removeAll(keepingCapacity: true)
    Scrubber().scrub(text, into: &scrubbed)
    count = min(scrubbed.count, Self.maximumBytes)
    for place in 0..<count { buffer[place] = scrubbed[place] }
  }
}

/// Hosts that stand in for other links.
enum Shorteners {
  private static let hosts = [
    "t.co", "bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "buff.ly", "dlvr.it", "fb.me",
    "lnkd.in", "t.ly", "cutt.ly", "rebrand.ly", "shorturl.at", "tiny.cc", "trib.al", "ift.tt",
    "amzn.to", "wp.me", "su.pr", "j.mp", "rb.gy", "v.gd", "s.id", "soo.gd", "po.st", "snip.ly",
    "adf.ly", "shar.es", "bitly.com", "u.to", "x.gd", "urlz.fr", "lc.cx", "vu.fr", "bl.ink",
    "fw.to", "tr.im", "cli.gs", "tl.gd", "ln.is", "owl.li", "ht.ly", "mf.tt",
  ]
  /// Bytes of the longest of them.
  static let longest = hosts.map(\.utf8.count).max() ?? 0
  private static let hashes = hosts.map { hash64($0) }

  static func contains(_ host: UnsafeRawBufferPointer) -> Bool {
    hashes.contains(hash64(host))
  }
}
