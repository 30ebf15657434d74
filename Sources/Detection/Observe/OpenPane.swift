internal import EventTime
internal import Signals

/// The events of one pane of one partition, until the pane closes: rows and a table from id to row.
///
/// A class for its storage's lifetime alone: one object a pane, never one a record.
final class OpenPane {
  private(set) var pane = Pane(index: 0)
  private(set) var count = 0
  /// The smallest offset of any event that was offered to the pane; `Int64.max` when none was.
  private(set) var firstOffset = Int64.max
  private(set) var hasRetractions = false
  /// What is read of the events' texts, until the pane closes.
  private var details = PaneDetails()
  /// Whether anything is.
  private var hasDetails = false
  private var rows: UnsafeMutablePointer<Signal>
  private var capacity: Int
  /// By hash of the id: row + 1 in the bits of `mask`, more of the hash above them, so that the rows
  /// of other ids are hardly ever looked at; 0 is free. At most half full.
  private var table: UnsafeMutablePointer<UInt32>
  private var mask: Int
  /// What `warm` read, kept so that the reads are not left out.
  private var warmth: UInt32 = 0

  init(capacity: Int) {
    self.capacity = max(64, capacity)
    rows = .allocate(capacity: self.capacity)
    var slots = 128
    while slots < 2 * self.capacity { slots *= 2 }
    mask = slots - 1
    table = .allocate(capacity: slots)
    table.initialize(repeating: 0, count: slots)
  }

  deinit {
    rows.deallocate()
    table.deallocate()
    details.free()
  }

  var events: UnsafeBufferPointer<Signal> { UnsafeBufferPointer(start: rows, count: count) }

  /// Empties the pane and gives it another time; the storage stays.
  func reset(to pane: Pane) {
    self.pane = pane
    if count > 0 { table.update(repeating: 0, count: mask + 1) }
    count = 0
    firstOffset = .max
    hasRetractions = false
    details.removeAll()
    hasDetails = false
  }

  /// From now on what is read of the events' texts is kept, in storage that is handed over.
  func keepDetails(in storage: PaneDetails?) {
    if let storage {
      details.free()
      details = storage
      details.removeAll()
    }
    hasDetails = true
  }

  /// Where the details stand that the events point at.
  var detailBase: UnsafeRawPointer? { hasDetails ? UnsafeRawPointer(details.base) : nil }

  /// Gives the storage of the details away; the pane keeps none any more.
  func releaseDetails() -> PaneDetails {
    defer {
      details = PaneDetails()
      hasDetails = false
    }
    return details
  }

  /// Adds an event, or keeps the smaller (time, payload) of two with one id and kind.
  ///
  /// O(1). False when the pane holds `limit` events already and this one is new. `source` holds the
  /// details of the signal's batch.
  @inline(__always)
  func insert(
    _ signal: UnsafePointer<Signal>, details source: UnsafeRawPointer?, limit: Int
  ) -> Bool {
    firstOffset = min(firstOffset, signal.pointee.offset)
    let id = signal.pointee.id
    let isRetraction = signal.pointee.isRetraction
    let hash = Self.hash(id: id, isRetraction: isRetraction)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] != 0 {
      if let row = row(at: slot, id: id, isRetraction: isRetraction, hash: hash) {
        keepSmaller(signal, details: source, at: row)
        return true
      }
      slot = (slot &+ 1) & mask
    }
    guard count < limit else { return false }
    (rows + count).initialize(to: signal.pointee)
    if hasDetails {
      (rows + count).pointee.detail = details.take(signal.pointee.detail, of: source)
    }
    count += 1
    if isRetraction { hasRetractions = true }
    table[slot] = entry(hash, row: count &- 1)
    if count == capacity { grow() }
    return true
  }

  @inline(never)
  private func keepSmaller(
    _ signal: UnsafePointer<Signal>, details source: UnsafeRawPointer?,
    at row: UnsafeMutablePointer<Signal>
  ) {
    if (signal.pointee.time, signal.pointee.payload) < (row.pointee.time, row.pointee.payload) {
      let detail = row.pointee.detail
      row.pointee = signal.pointee
      guard hasDetails else { return }
      row.pointee.detail = details.replace(detail, by: signal.pointee.detail, of: source)
    }
  }

  /// Whether the pane holds an event (not a retraction) of this id.
  func contains(id: UInt64, isRetraction: Bool) -> Bool {
    let hash = Self.hash(id: id, isRetraction: isRetraction)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot] != 0 {
      if row(at: slot, id: id, isRetraction: isRetraction, hash: hash) != nil { return true }
      slot = (slot &+ 1) & mask
    }
    return false
  }

  /// The row of a slot that is taken, when it is of this id and kind.
  @inline(__always)
  private func row(
    at slot: Int, id: UInt64, isRetraction: Bool, hash: UInt64
  ) -> UnsafeMutablePointer<Signal>? {
    let entry = table[slot]
    let rowBits = UInt32(truncatingIfNeeded: mask)
    guard (entry ^ UInt32(truncatingIfNeeded: hash >> 32)) & ~rowBits == 0 else { return nil }
    let row = rows + (Int(entry & rowBits) &- 1)
    return row.pointee.id == id && row.pointee.isRetraction == isRetraction ? row : nil
  }

  /// A retraction has the id of the post that it withdraws, and must stand beside it.
  @inline(__always)
  private static func hash(id: UInt64, isRetraction: Bool) -> UInt64 {
    mix64(isRetraction ? ~id : id)
  }

  @inline(__always)
  private func entry(_ hash: UInt64, row: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: hash >> 32) & ~UInt32(truncatingIfNeeded: mask)
      | UInt32(truncatingIfNeeded: row &+ 1)
  }

  /// Reads where the events will be looked up. These reads wait for memory together; those of
  /// `insert`, one after the other, took three quarters of its time.
  func warm(_ signals: UnsafeBufferPointer<Signal>) {
    var seen: UInt32 = 0
    for position in signals.indices {
      let hash = Self.hash(id: signals[position].id, isRetraction: false)
      seen |= table[Int(truncatingIfNeeded: hash) & mask]
    }
    warmth = seen
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Signal>.allocate(capacity: 2 * capacity)
    larger.update(from: rows, count: count)
    rows.deallocate()
    rows = larger
    capacity *= 2
    guard 2 * capacity > mask + 1 else { return }
    let slots = 2 * (mask + 1)
    table.deallocate()
    table = .allocate(capacity: slots)
    table.initialize(repeating: 0, count: slots)
    mask = slots - 1
    for row in 0..<count {
      let hash = Self.hash(id: rows[row].id, isRetraction: rows[row].isRetraction)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while table[slot] != 0 { slot = (slot &+ 1) & mask }
      table[slot] = entry(hash, row: row)
    }
  }
}
