/// The last posts of a stream, to be reposted, answered or deleted.
struct RecentPosts: Sendable {
  private static let capacity = 64
  private var keys: [JetstreamWriter.Key] = []
  private var oldest = 0

  mutating func insert(_ key: JetstreamWriter.Key) {
    if keys.count < Self.capacity {
      keys.append(key)
    } else {
      keys[oldest] = key
      oldest = (oldest + 1) % Self.capacity
    }
  }

  /// One of them; nil before the first.
  func draw(_ random: inout Xoshiro256) -> JetstreamWriter.Key? {
    keys.isEmpty ? nil : keys[random.below(keys.count)]
  }
}
