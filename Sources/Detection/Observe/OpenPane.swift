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
  private var rows: UnsafeMutablePointer<Signal>
  private var capacity: Int
  /// Row + 1 by hash of the id; 0 is free. At most half full.
  private var table: UnsafeMutablePointer<UInt32>
  private var mask: Int

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
  }

  var events: UnsafeBufferPointer<Signal> { UnsafeBufferPointer(start: rows, count: count) }

  /// Empties the pane and gives it another time; the storage stays.
  func reset(to pane: Pane) {
    self.pane = pane
    if count > 0 { table.update(repeating: 0, count: mask + 1) }
    count = 0
    firstOffset = .max
    hasRetractions = false
  }

  /// Adds an event, or keeps the smaller (time, payload) of two with one id and kind.
  ///
  /// O(1). False when the pane holds `limit` events already and this one is new.
  @inline(__always)
  func insert(_ signal: UnsafePointer<Signal>, limit: Int) -> Bool {
    firstOffset = min(firstOffset, signal.pointee.offset)
    let id = signal.pointee.id
    // A retraction has the id of the post that it withdraws, and must stand beside it.
    let isRetraction = signal.pointee.outcome == .retraction
    let key = Self.key(id: id, isRetraction: isRetraction)
    var slot = Int(truncatingIfNeeded: mix64(key)) & mask
    while table[slot] != 0 {
      let row = rows + Int(table[slot] &- 1)
      if row.pointee.id == id && (row.pointee.outcome == .retraction) == isRetraction {
        keepSmaller(signal, at: row)
        return true
      }
      slot = (slot &+ 1) & mask
    }
    guard count < limit else { return false }
    (rows + count).initialize(to: signal.pointee)
    count += 1
    if isRetraction { hasRetractions = true }
    table[slot] = UInt32(truncatingIfNeeded: count)
    if count == capacity { grow() }
    return true
  }

  @inline(never)
  private func keepSmaller(_ signal: UnsafePointer<Signal>, at row: UnsafeMutablePointer<Signal>) {
    if (signal.pointee.time, signal.pointee.payload) < (row.pointee.time, row.pointee.payload) {
      row.pointee = signal.pointee
    }
  }

  /// Whether the pane holds an event (not a retraction) of this id.
  func contains(id: UInt64, isRetraction: Bool) -> Bool {
    var slot = Int(truncatingIfNeeded: mix64(Self.key(id: id, isRetraction: isRetraction))) & mask
    while table[slot] != 0 {
      let row = Int(table[slot] &- 1)
      if rows[row].id == id && (rows[row].outcome == .retraction) == isRetraction { return true }
      slot = (slot + 1) & mask
    }
    return false
  }

  @inline(__always)
  private static func key(id: UInt64, isRetraction: Bool) -> UInt64 {
    isRetraction ? ~id : id
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
      let key = Self.key(id: rows[row].id, isRetraction: rows[row].outcome == .retraction)
      var slot = Int(truncatingIfNeeded: mix64(key)) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = UInt32(row + 1)
    }
  }
}
