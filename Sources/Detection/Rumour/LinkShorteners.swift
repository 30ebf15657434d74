internal import EventTime

/// Hosts whose links hide where they lead: each copy of a text has its own, so any of them counts as
/// the cluster's.
struct LinkShorteners: Sendable {
  private static let hosts = [
    "amzn.to", "bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "goo.gl", "ift.tt", "is.gd",
    "lnkd.in", "ow.ly", "rb.gy", "t.co", "tiny.cc", "tinyurl.com", "trib.al", "youtu.be",
  ]
  private let hashes = LinkShorteners.hosts.map { hash64($0) }

  /// Whether a link, as host and path, is of one of them.
  func contains(_ link: UnsafeRawBufferPointer) -> Bool {
    let end = link.firstIndex(of: UInt8(ascii: "/")) ?? link.count
    guard end > 0 else { return false }
    return hashes.contains(hash64(UnsafeRawBufferPointer(rebasing: link[..<end])))
  }
}
