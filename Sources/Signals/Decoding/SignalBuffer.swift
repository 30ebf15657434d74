/// Signals in one block of memory that is kept from batch to batch.
package struct SignalBuffer: ~Copyable {
  @usableFromInline
  package private(set) var base: UnsafeMutablePointer<Signal>
  package private(set) var capacity: Int
  package private(set) var count = 0
  /// What is read of the texts of these signals, by `Signal.detail`.
  package internal(set) var details = DetailArena()

  /// Room for `capacity` signals; it grows when more come.
  package init(capacity: Int = 1024) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// All signals, in order; valid until the next change of the buffer.
  package var signals: UnsafeMutableBufferPointer<Signal> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  package subscript(index: Int) -> Signal {
    get {
      precondition(index >= 0 && index < count, "no signal \(index) of \(count)")
      return base[index]
    }
    set {
      precondition(index >= 0 && index < count, "no signal \(index) of \(count)")
      base[index] = newValue
    }
  }

  /// Makes room for `more` signals after the present ones. Amortised O(1) a signal.
  package mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let larger = max(count + more, 2 * capacity)
    let moved = UnsafeMutablePointer<Signal>.allocate(capacity: larger)
    moved.update(from: base, count: count)
    base.deallocate()
    base = moved
    capacity = larger
  }

  package mutating func append(_ signal: Signal) {
    reserve(1)
    base[count] = signal
    count += 1
  }

  /// Appends a blank signal and gives its place, valid until the next change of the buffer.
  mutating func appendBlank() -> UnsafeMutablePointer<Signal> {
    append(Signal())
    return base + (count - 1)
  }

  /// Empties the buffer; its memory stays unless `keepingCapacity` is false.
  package mutating func removeAll(keepingCapacity: Bool = true) {
    count = 0
    details.removeAll()
    guard !keepingCapacity else { return }
    base.deallocate()
    details = DetailArena()
    capacity = 16
    base = .allocate(capacity: capacity)
  }
}
