/// A value that stands apart in memory of its own, owned by whoever owns this.
///
/// The detectors are trees of thousands of stored properties. The compiler follows each of them
/// through every function of a type without copies that holds one; it follows this as a single one.
package struct Held<Value: ~Copyable>: ~Copyable {
  private let pointer: UnsafeMutablePointer<Value>

  package init(_ value: consuming Value) {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: value)
  }

  deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }

  package var value: Value {
    _read { yield pointer.pointee }
    _modify { yield &pointer.pointee }
  }
}
