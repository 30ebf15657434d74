internal import Dispatch
internal import Pipeline

/// Runs the groups of a replay while the next records are read and decoded.
package final class ReplayWorker: ChainWorker {
  private let queue = DispatchQueue(label: "vigie.groups", qos: .userInitiated)
  private let done = DispatchSemaphore(value: 0)

  package init() {}

  package func start(_ work: @escaping @Sendable () -> Void) {
    queue.async { [done] in
      work()
      done.signal()
    }
  }

  package func wait() { done.wait() }
}
