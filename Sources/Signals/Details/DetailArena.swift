/// Details of posts, one behind the other, in one block of memory that is kept from batch to batch.
///
/// A place counts units of 8 bytes. Appending is O(bytes), amortised.
package struct DetailArena: ~Copyable {
  package static let unit = 8
  /// At this size a detail that is appended is left out: its post is read without words.
  package static let maximumBytes = 1 << 30

  private var base: UnsafeMutableRawPointer?
  package private(set) var capacity = 0
  package private(set) var count = 0

  /// Empty, without memory until something is appended.
  package init() {}

  deinit { base?.deallocate() }

  /// All of it, valid until the next change; nil before the first detail.
  package var bytes: UnsafeRawBufferPointer? {
    base.map { UnsafeRawBufferPointer(start: $0, count: count) }
  }

  package mutating func removeAll() { count = 0 }

  /// The detail at a place, valid until the next change.
  @inline(__always)
  package static func detail(_ place: Int32, in base: UnsafeRawPointer) -> UnsafeRawPointer {
    base + Int(place) * unit
  }

  /// Room for `size` bytes behind what is there; nil beyond `maximumBytes`.
  @inline(__always)
  mutating func reserve(_ size: Int) -> UnsafeMutableRawPointer? {
    if count + size > capacity { guard grow(size) else { return nil } }
    return base.map { $0 + count }
  }

  /// Takes what was written behind the end, a multiple of the unit; its place.
  @inline(__always)
  mutating func commit(_ size: Int) -> Int32 {
    let place = Int32(truncatingIfNeeded: count / Self.unit)
    count += size
    return place
  }

  @inline(never)
  private mutating func grow(_ size: Int) -> Bool {
    guard count + size <= Self.maximumBytes else { return false }
    capacity = max(count + size, 2 * capacity, 1 << 16)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    if let base {
      moved.copyMemory(from: base, byteCount: count)
      base.deallocate()
    }
    base = moved
    return true
  }
}
