import Pipeline
import Simulation

/// The smallest pipeline that loses nothing and does nothing twice: it copies records from one topic
/// to another, with its position in the same transaction.
final class CopyPipeline: LogMember {
  private enum Step { case building, reading, filling, committing, aborting }

  let process: SimulatedProcess
  private let id: String
  private let source: String
  private let sink: String
  private var consumer: (any LogConsumer)?
  private var producer: (any LogProducer)?
  private var step = Step.building
  private var owned: Set<LogPartition> = []
  /// Owned, and to be positioned where the group is.
  private var unplaced: Set<LogPartition> = []
  /// Next offsets of what was read since.
  private var next: [LogPartition: Int64] = [:]

  init(process: SimulatedProcess, id: String, from source: String, to sink: String) {
    self.process = process
    self.id = id
    self.source = source
    self.sink = sink
  }

  func assigned(_ partitions: [LogPartition]) {
    owned.formUnion(partitions)
    unplaced.formUnion(partitions)
  }

  func revoked(_ partitions: [LogPartition], lost: Bool) {
    owned.subtract(partitions)
    unplaced.subtract(partitions)
  }

  /// Does one thing. A failure decides what the next turn does.
  func turn(max: Int) {
    do throws(LogError) {
      try attempt(max: max)
    } catch {
      switch error.kind {
      case .unresolved: break
      case .producerLost: step = .building
      case .abort: step = .aborting
      case .fatal: process.crash()
      case .unavailable, .memberLost, .offsetOutOfRange, .refused, .configuration:
        switch step {
        case .filling: step = .aborting
        case .reading: rewind()
        case .building, .committing, .aborting: break
        }
      }
    }
  }

  private func attempt(max: Int) throws(LogError) {
    switch step {
    case .building:
      let built = try process.producer(transactionalID: id)
      try built.initialise()
      producer = built
      rewind()
    case .reading:
      if consumer == nil { consumer = try process.consumer(group: "copy.\(source)", topic: source) }
      guard let consumer else { return }
      try consumer.poll(self)
      try place(consumer)
      let records = try read(max: max, from: consumer)
      guard !records.isEmpty, let producer else { return }
      try producer.begin()
      step = .filling
      for record in records { try producer.produce(record) }
      let offsets = next.sorted { $0.key < $1.key }.map { LogOffset($0.key, offset: $0.value) }
      try producer.sendOffsets(offsets, of: consumer)
      step = .committing
      try finish()
    case .filling: preconditionFailure("a turn ends within filling")
    case .committing: try finish()
    case .aborting:
      try producer?.abort()
      rewind()
    }
  }

  private func finish() throws(LogError) {
    try producer?.commit()
    next = [:]
    step = .reading
  }

  private func rewind() {
    unplaced = owned
    next = [:]
    step = .reading
  }

  private func place(_ consumer: any LogConsumer) throws(LogError) {
    guard !unplaced.isEmpty else { return }
    var positions: [LogPartition: LogPosition] = [:]
    for partition in unplaced { positions[partition] = .beginning }
    for offset in try consumer.committed(unplaced.sorted()) {
      positions[offset.partition] = .offset(offset.offset)
    }
    try consumer.start(positions)
    unplaced = []
  }

  private func read(max: Int, from consumer: any LogConsumer) throws(LogError) -> [OutRecord] {
    var records: [OutRecord] = []
    for place in owned.sorted() {
      _ = try consumer.consume(place, max: max) { batch in
        for record in batch.records {
          records.append(
            OutRecord(
              topic: sink, partition: place.partition, key: [], payload: Array(record.payload)))
        }
        if let last = batch.records.last { self.next[place] = last.offset + 1 }
      }
    }
    return records
  }
}
