internal import Pipeline
internal import Signals

/// Reads one partition by hand.
final class SimulatedReader: LogReader {
  private let process: SimulatedProcess
  private var cursor: LogCursor?
  private let pages = RecordPages()

  init(process: SimulatedProcess) { self.process = process }

  func start(_ partition: LogPartition, at position: LogPosition) throws(LogError) {
    try process.call(.startReader, Int64(partition.partition)) { () throws(LogError) in
      guard let topic = process.cluster.topic(named: partition.topic),
        Int(partition.partition) < topic.partitions.count
      else { throw LogError(.unavailable, "\(partition) is not there") }
      cursor = LogCursor(topic, Int(partition.partition), at: position)
    }
  }

  func read(
    max: Int, milliseconds: Int32, _ body: (LogBatch, _ keys: [[UInt8]]) -> Void
  ) throws(LogError) {
    guard cursor != nil else { throw process.cluster.misuse("read before start") }
    try process.call(.read, Int64(max), isLocal: true) { () throws(LogError) in
      cursor?.fetch(from: process.cluster)
      let end = try cursor?.take(max: max, from: process.cluster, into: pages)
      pages.withViews { body(LogBatch(records: $0, endOffset: end), pages.keys) }
    }
  }

  func close() { cursor = nil }
}
