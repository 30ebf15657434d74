/// The last posts of a stream, to be reposted, answered or deleted.
struct RecentPosts: Sendable {
  private let capacity: Int
  private var keys: [JetstreamWriter.Key] = []
  private var oldest = 0

  init(capacity: Int = 64) { self.capacity = capacity }

  mutating func insert(_ key: JetstreamWriter.Key) {
    if keys.count < capacity {
      keys.append(key)
    } else {
      keys[oldest] = key
      oldest = (oldest + 1) % capacity
    }
  }

  /// One of them; nil before the first.
  func draw(_ random: inout Xoshiro256) -> JetstreamWriter.Key? {
    keys.isEmpty ? nil : keys[random.below(keys.count)]
  }

  /// Removes one of them and gives it; nil without one.
  mutating func take(_ random: inout Xoshiro256) -> JetstreamWriter.Key? {
    guard !keys.isEmpty else { return nil }
    keys.swapAt(random.below(keys.count), keys.count - 1)
    oldest = 0
    return keys.removeLast()
  }
}
