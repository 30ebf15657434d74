internal import EventTime

/// Which part of a host somebody registered, by the rules of the public suffix list
/// (publicsuffix.org/list, "Format" and "Algorithm").
///
/// Rules are data: the bytes of `public_suffix_list.dat`, both of its parts; without them a small
/// built-in list of the commonest suffixes. Rules and hosts are compared as lower-case ASCII or UTF-8
/// as they stand: a host in punycode matches the rules that are written so, else its last label, which
/// is the algorithm's rule `*`. A look-up allocates nothing: O(labels of the host).
package struct PublicSuffixes: Sendable {
  /// Rules at most; further ones are left aside, and counted.
  package static let maximumRules = 100_000
  /// Longest host that is looked at (RFC 1035, 2.3.4).
  package static let maximumHostBytes = 253

  private static let plain: UInt8 = 1
  private static let wildcard: UInt8 = 2
  private static let exception: UInt8 = 4

  /// An open table by the hash of a rule's labels.
  private var hashes: [UInt64]
  private var kinds: [UInt8]
  package private(set) var ruleCount = 0
  package private(set) var droppedRules = 0

  /// The rules in `list`, or the built-in ones where it holds none.
  package init(list: [UInt8] = []) {
    hashes = [UInt64](repeating: 0, count: 512)
    kinds = [UInt8](repeating: 0, count: 512)
    read(list)
    if ruleCount == 0 { read(Array(Self.common.utf8)) }
  }

  /// The registrable domain in `host`: the public suffix and one label more. Nil for a host that is
  /// itself a suffix, an address, or no host at all.
  ///
  /// - Parameters:
  ///   - host: without port; upper case, and one dot at the end, are taken as they are meant.
  ///   - body: gets the place of the registrable domain within `host`.
  package func registrable(_ host: UnsafeRawBufferPointer) -> Range<Int>? {
    var end = host.count
    if end > 0, host[end - 1] == Self.dot { end -= 1 }
    guard end > 0, end <= Self.maximumHostBytes, !Self.isAddress(host, end) else { return nil }
    // From the last label on: where the suffix begins, and where the label before it does.
    var labelEnd = end
    var suffix = -1
    var place = end
    var matchesAbove = false
    while place > 0 {
      var start = labelEnd
      while start > 0, host[start - 1] != Self.dot { start -= 1 }
      guard start < labelEnd else { return nil }
      let kind = kind(of: host, start, end)
      if kind & Self.exception != 0 {
        // An exception takes its first label away from the suffix.
        return start..<end
      }
      if suffix < 0 || matchesAbove || kind & Self.plain != 0 { suffix = start }
      matchesAbove = kind & Self.wildcard != 0
      place = start
      if start == 0 { break }
      labelEnd = start - 1
      guard labelEnd > 0 else { return nil }
    }
    guard suffix > 0 else { return nil }
    var start = suffix - 1
    while start > 0, host[start - 1] != Self.dot { start -= 1 }
    return start..<end
  }

  /// The same for bytes at hand.
  package func registrable(_ host: [UInt8]) -> Range<Int>? {
    host.withUnsafeBytes { registrable($0) }
  }

  private static let dot = UInt8(ascii: ".")

  /// Digits and dots alone, or a colon: an address.
  private static func isAddress(_ host: UnsafeRawBufferPointer, _ end: Int) -> Bool {
    var isNumeric = true
    for index in 0..<end {
      let byte = host[index]
      if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") { return true }
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if !isDigit, byte != dot { isNumeric = false }
    }
    return isNumeric
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  /// FNV-1a from the end on, then mixed; never 0.
  private static func hash(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var index = end
    while index > start {
      index -= 1
      hash = (hash ^ UInt64(lower(bytes[index]))) &* 0x0000_0100_0000_01B3
    }
    return mix64(hash) | 1
  }

  private func kind(of bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt8 {
    let hash = Self.hash(bytes, start, end)
    let place = find(hash)
    return hashes[place] == hash ? kinds[place] : 0
  }

  private func find(_ hash: UInt64) -> Int {
    let mask = hashes.count - 1
    var place = Int(truncatingIfNeeded: hash >> 20) & mask
    while hashes[place] != 0, hashes[place] != hash { place = (place + 1) & mask }
    return place
  }

  /// One rule a line, up to the first white space; `//` begins a comment.
  private mutating func read(_ list: [UInt8]) {
    list.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        var stop = start
        while stop < end, bytes[stop] > UInt8(ascii: " ") { stop += 1 }
        addRule(bytes, start, stop)
        start = end + 1
      }
    }
  }

  private mutating func addRule(_ bytes: UnsafeRawBufferPointer, _ first: Int, _ end: Int) {
    var start = first
    guard start < end else { return }
    if end - start >= 2, bytes[start] == UInt8(ascii: "/"), bytes[start + 1] == UInt8(ascii: "/") {
      return
    }
    var kind = Self.plain
    if bytes[start] == UInt8(ascii: "!") {
      kind = Self.exception
      start += 1
    } else if end - start > 2, bytes[start] == UInt8(ascii: "*"), bytes[start + 1] == Self.dot {
      kind = Self.wildcard
      start += 2
    }
    guard start < end, bytes[start] != UInt8(ascii: "*") else { return }
    guard ruleCount < Self.maximumRules else {
      droppedRules += 1
      return
    }
    if (ruleCount + 1) * 2 > hashes.count { grow() }
    let hash = Self.hash(bytes, start, end)
    let place = find(hash)
    hashes[place] = hash
    kinds[place] |= kind
    ruleCount += 1
  }

  private mutating func grow() {
    let (oldHashes, oldKinds) = (hashes, kinds)
    hashes = [UInt64](repeating: 0, count: oldHashes.count * 2)
    kinds = [UInt8](repeating: 0, count: oldHashes.count * 2)
    for index in oldHashes.indices where oldHashes[index] != 0 {
      let place = find(oldHashes[index])
      hashes[place] = oldHashes[index]
      kinds[place] = oldKinds[index]
    }
  }

  /// Suffixes of two labels that are common in mail and on the web; one label is the rule without a
  /// list.
  private static let common = """
    com.fr
    gouv.fr
    asso.fr
    nom.fr
    co.uk
    org.uk
    gov.uk
    ac.uk
    me.uk
    co.ma
    gov.ma
    org.ma
    net.ma
    ac.ma
    press.ma
    com.tn
    gov.tn
    com.dz
    gov.dz
    com.be
    com.br
    com.au
    net.au
    org.au
    com.tr
    com.cn
    com.hk
    com.mx
    com.ar
    com.ru
    com.ua
    com.pl
    com.es
    com.pt
    co.jp
    co.kr
    co.in
    co.za
    co.nz
    co.il
    com.sg
    com.my
    com.sn
    com.ci
    *.ck
    !www.ck
    github.io
    gitlab.io
    blogspot.com
    wordpress.com
    herokuapp.com
    netlify.app
    vercel.app
    web.app
    firebaseapp.com
    pages.dev
    workers.dev
    azurewebsites.net
    cloudfront.net
    s3.amazonaws.com
    weebly.com
    wixsite.com
    """
}
