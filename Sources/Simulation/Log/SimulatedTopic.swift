/// A topic with its partitions.
final class SimulatedTopic {
  let name: String
  /// Order of creation: its place in traces.
  let number: Int
  let isCompacted: Bool
  var partitions: [PartitionLog]
  /// Until then, in microseconds since the start, nothing can be appended.
  var fullUntil: Int64 = 0

  init(name: String, number: Int, partitions: Int32, isCompacted: Bool) {
    self.name = name
    self.number = number
    self.isCompacted = isCompacted
    self.partitions = (0..<partitions).map { _ in PartitionLog(isCompacted: isCompacted) }
  }

  func addPartition() { partitions.append(PartitionLog(isCompacted: isCompacted)) }
}
