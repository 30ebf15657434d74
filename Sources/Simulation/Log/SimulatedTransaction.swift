internal import Pipeline

/// What the coordinator knows of a transactional id.
final class SimulatedTransaction {
  enum Phase: Equatable {
    case idle
    case ongoing
    /// Decided; markers are being written.
    case ending(isCommit: Bool)
  }

  /// Where an end must be marked.
  enum Target: Equatable {
    case partition(SimulatedTopic, Int)
    case group(SimulatedGroup)

    static func == (a: Target, b: Target) -> Bool {
      switch (a, b) {
      case (.partition(let left, let first), .partition(let right, let second)):
        left === right && first == second
      case (.group(let left), .group(let right)): left === right
      case (.partition, .group), (.group, .partition): false
      }
    }
  }

  let id: String
  let producerID: Int64
  /// A producer with a smaller one is fenced.
  var epoch: Int32 = 0
  var phase = Phase.idle
  /// Of the transaction that is open, or was last: unique in the cluster.
  var serial: Int32 = -1
  var since: Int64 = 0
  /// Partitions and groups that the transaction has touched and that have no marker yet.
  var targets: [Target] = []
  /// The last transaction that was ended at its producer's word, and how.
  var ended: (serial: Int32, isCommit: Bool)?
  /// The epoch whose transaction the coordinator aborted because it took too long.
  var timedOutEpoch: Int32?

  init(id: String, producerID: Int64) {
    self.id = id
    self.producerID = producerID
  }
}
