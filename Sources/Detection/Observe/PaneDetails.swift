internal import Signals

/// The details of the events of one open pane, one behind the other, as in a `DetailArena`.
///
/// Plain bits, for they go from pane to pane whole: who holds them last calls `free`.
struct PaneDetails: BitwiseCopyable {
  private(set) var base: UnsafeMutableRawPointer?
  private var capacity = 0
  private var count = 0

  init() {}

  mutating func removeAll() { count = 0 }

  mutating func free() {
    base?.deallocate()
    self = PaneDetails()
  }

  /// Copies the detail at `place` of a batch's details; its place here, −1 where there is none, or
  /// no room: beyond `DetailArena.maximumBytes`.
  @inline(__always)
  mutating func take(_ place: Int32, of source: UnsafeRawPointer?) -> Int32 {
    guard place >= 0, let source else { return -1 }
    let detail = DetailArena.detail(place, in: source)
    let size = Int(detail.loadUnaligned(fromByteOffset: Self.sizeOffset, as: UInt32.self))
    if count &+ size > capacity { guard grow(size) else { return -1 } }
    guard let base else { return -1 }
    let target = base + count
    target.copyMemory(from: detail, byteCount: size)
    target.storeBytes(
      of: UInt32(truncatingIfNeeded: size), toByteOffset: Self.roomOffset, as: UInt32.self)
    let taken = Int32(truncatingIfNeeded: count / DetailArena.unit)
    count &+= size
    return taken
  }

  /// As `take`, in the place of a detail that nobody reads any more where that has the room.
  mutating func replace(_ old: Int32, by place: Int32, of source: UnsafeRawPointer?) -> Int32 {
    guard place >= 0, let source, old >= 0, let base else { return take(place, of: source) }
    let detail = DetailArena.detail(place, in: source)
    let target = base + Int(old) * DetailArena.unit
    let room = target.load(as: PostDetail.self).room
    let size = detail.load(as: PostDetail.self).size
    guard size <= room else { return take(place, of: source) }
    target.copyMemory(from: detail, byteCount: Int(size))
    target.storeBytes(of: room, toByteOffset: Self.roomOffset, as: UInt32.self)
    return old
  }

  private static var sizeOffset: Int { MemoryLayout<PostDetail>.offset(of: \.size) ?? 0 }
  private static var roomOffset: Int { MemoryLayout<PostDetail>.offset(of: \.room) ?? 0 }

  @inline(never)
  private mutating func grow(_ size: Int) -> Bool {
    guard count + size <= DetailArena.maximumBytes else { return false }
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
