internal import Synchronization

/// How many records a run has taken, for whoever paces it from another thread.
package final class RecordCounter: Sendable {
  private let count = Atomic<Int64>(0)

  package var value: Int64 { count.load(ordering: .relaxed) }

  func add(_ more: Int) { count.wrappingAdd(Int64(more), ordering: .relaxed) }
}
