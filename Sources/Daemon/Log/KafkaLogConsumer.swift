internal import EventTime
internal import Kafka
internal import Pipeline
internal import Signals

/// A member of a group behind the pipelines' seam.
final class KafkaLogConsumer: LogConsumer {
  let consumer: Consumer
  private var views: [RecordView] = []
  private var statistics: (at: UInt64, value: ClientStatistics?) = (0, nil)

  init(_ consumer: Consumer) { self.consumer = consumer }

  /// Tells the pipeline; where reading begins it says itself later, so that the group never waits for a
  /// restore, nor fails with it.
  private struct Owner: PartitionOwner {
    let member: any LogMember

    mutating func assigned(_ partitions: [TopicPartition], by consumer: Consumer)
      throws(KafkaError) -> [PartitionStart]
    {
      member.assigned(partitions.map(LogPartition.init))
      return partitions.map { PartitionStart($0, at: .later) }
    }

    mutating func revoked(_ partitions: [TopicPartition], lost: Bool, by consumer: Consumer)
      throws(KafkaError)
    {
      member.revoked(partitions.map(LogPartition.init), lost: lost)
    }
  }

  func poll(_ member: any LogMember) throws(LogError) {
    var owner = Owner(member: member)
    do {
      try consumer.poll(&owner)
    } catch {
      throw LogError(error)
    }
    // These mend themselves, or wait for someone: a topic that is not there, a right that is missing.
    if let error = consumer.takeErrors().last { throw LogError(error) }
  }

  func start(_ positions: [LogPartition: LogPosition]) throws(LogError) {
    let starts = positions.sorted { $0.key < $1.key }.map {
      PartitionStart(TopicPartition($0.key), at: StartPosition($0.value))
    }
    do {
      try consumer.restart(from: starts)
    } catch {
      throw LogError(error)
    }
  }

  func consume(
    _ partition: LogPartition, max: Int, _ body: (LogBatch) -> Void
  ) throws(LogError) -> Int {
    guard let index = index(of: partition) else { return 0 }
    var failure: KafkaError?
    let count = consumer.consume(index, max: max) { batch in
      views.removeAll(keepingCapacity: true)
      for position in 0..<batch.count { views.append(RecordView(batch[position])) }
      views.withUnsafeBufferPointer {
        body(LogBatch(records: $0, endOffset: batch.endOffset))
      }
      failure = batch.error
      return batch.count
    }
    if let failure {
      if failure.code == .offsetReset || failure.code == .offsetOutOfRange {
        throw LogError(.offsetOutOfRange(partition), failure.description)
      }
      throw LogError(failure)
    }
    return count
  }

  func holdBack(_ partition: LogPartition, _ isHeldBack: Bool) {
    if let index = index(of: partition) { consumer.holdBack(index, isHeldBack) }
  }

  func committed(_ partitions: [LogPartition]) throws(LogError) -> [LogOffset] {
    do {
      return try consumer.committed(
        partitions.map(TopicPartition.init), timeoutMilliseconds: 5_000
      ).map {
        LogOffset(LogPartition($0.partition), offset: $0.offset, metadata: $0.metadata)
      }
    } catch {
      throw LogError(error)
    }
  }

  func commit(_ offsets: [LogOffset]) throws(LogError) {
    do {
      try consumer.commit(offsets.map(PartitionOffset.init))
    } catch {
      throw LogError(error)
    }
  }

  func answeredMicrosecondsAgo(_ partition: LogPartition) -> Int64? {
    let now = SystemClock.monotonicNanoseconds()
    // Parsing costs some microseconds a partition: once a second for all of them.
    if now - statistics.at > 500_000_000 {
      statistics = (now, consumer.statisticsJSON.flatMap(ClientStatistics.init))
    }
    return statistics.value?.idleMicroseconds(of: TopicPartition(partition))
  }

  func lag(_ partition: LogPartition) -> Int64? {
    index(of: partition).flatMap { consumer.lag($0) }
  }

  func wait(milliseconds: Int32) { consumer.wait(timeoutMilliseconds: milliseconds) }

  func close(_ member: any LogMember) throws(LogError) {
    var owner = Owner(member: member)
    do {
      try consumer.close(&owner)
    } catch {
      throw LogError(error)
    }
  }

  private func index(of partition: LogPartition) -> Int? {
    consumer.assigned.firstIndex(of: TopicPartition(partition))
  }
}

extension RecordView {
  init(_ message: Message) {
    self.init(
      payload: message.payload ?? UnsafeRawBufferPointer(start: nil, count: 0),
      offset: message.offset,
      arrival: message.timestamp.map { Instant(microseconds: $0.milliseconds * 1000) })
  }
}

extension StartPosition {
  init(_ position: LogPosition) {
    switch position {
    case .beginning: self = .beginning
    case .end: self = .end
    case .offset(let offset): self = .offset(offset)
    }
  }
}
