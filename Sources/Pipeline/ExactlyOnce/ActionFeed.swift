internal import Detection
internal import EventTime
internal import Signals

/// Reads operators' actions by hand. Its position stands in the state of ALERT, so that what an action
/// caused and the position behind it become visible together; no group has to agree about it.
///
/// The topic may be missing: then there are no actions, and it is looked for again.
final class ActionFeed {
  private static let cell = "operations/actions"
  private static let maxRecords = 100

  private let partition: LogPartition
  private let cluster: any LogCluster
  private var reader: (any LogReader)?
  private var cadence = Cadence()
  /// The next offset to be read; 0 before the first.
  private(set) var position: Int64 = 0
  private(set) var problem: String?

  init(topic: String, cluster: any LogCluster) {
    partition = LogPartition(topic, 0)
    self.cluster = cluster
  }

  /// Hands over what has arrived, at most once in `every`. A failure of the log is kept in `problem`
  /// and tried again.
  func read(
    every: Interval, _ environment: PipelineEnvironment, _ body: (RecordView) -> Void
  ) throws(PipelineError) {
    guard cadence.isDue(every: every, environment) else { return }
    do throws(LogError) {
      guard let reader = try started() else {
        cadence.postpone(by: .seconds(30), environment)
        return
      }
      try reader.read(max: Self.maxRecords, milliseconds: 0) { batch, _ in
        for record in batch.records where record.offset >= position {
          body(record)
          position = record.offset + 1
        }
      }
      problem = nil
    } catch {
      close()
      if let final = PipelineError(error) { throw final }
      if case .offsetOutOfRange = error.kind { position = 0 }
      problem = error.reason
      cadence.postpone(by: .seconds(5), environment)
    }
  }

  private func started() throws(LogError) -> (any LogReader)? {
    if let reader { return reader }
    guard try cluster.partitionCount(topic: partition.topic) != nil else { return nil }
    let made = try cluster.reader()
    try made.start(partition, at: position == 0 ? .beginning : .offset(position))
    reader = made
    return made
  }

  func close() {
    reader?.close()
    reader = nil
  }

  func save(into cells: inout StateCells) {
    cells.write(Self.cell) { $0.signed(position) }
  }

  /// State of before there were actions has no cell: they are read from the first on.
  func load(_ cells: StateCells) throws(StateError) {
    guard cells[Self.cell] != nil else { return }
    position = try cells.read(Self.cell) { (reader) throws(StateError) in
      try reader.integer(in: 0...Int64.max, "the position of the actions")
    }
  }
}
