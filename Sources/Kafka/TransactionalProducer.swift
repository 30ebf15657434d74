internal import CRdKafka

/// A producer whose records, and whose reader's offsets, appear together or not at all.
///
/// One per pipeline, under an id that is stable over restarts and unique among the living: a second
/// one with the same id fences the first. The order is `initialise` once, then again and again `begin`,
/// `produce`, `sendOffsets`, `commit`.
///
/// On an error, look in this order: `isFatal`, build another producer; `requiresAbort`, `abort`, go
/// back and begin again; `isRetriable`, the same call again with the same arguments (within their
/// timeout the calls have done so already). With none of them, treat it as fatal.
package final class TransactionalProducer {
  /// How long to wait before the same call again, in milliseconds.
  private static let retryPauseMilliseconds: Int32 = 50

  /// The producer beneath; produce through it within a transaction only, and never flush for a commit.
  package let producer: Producer
  package let id: String

  /// Makes a producer under a transactional id; no broker is contacted yet.
  package init(
    _ properties: ClientProperties, id: String, onLog: @escaping (LogLine) -> Void = { _ in }
  ) throws(KafkaError) {
    producer = try Producer(properties, role: .transactionalProducer(id: id), onLog: onLog)
    self.id = id
  }

  private var client: OpaquePointer { producer.handle.client }

  /// Takes the id over: aborts what a predecessor left open, waits for what it was committing, and
  /// fences it. After `timedOut` the call may be made again and resumes.
  package func initialise(timeoutMilliseconds: Int32 = 30_000) throws(KafkaError) {
    try retry("init of transactions of \(id)", timeoutMilliseconds) { remaining in
      rd_kafka_init_transactions(client, remaining)
    }
  }

  /// Opens a transaction. It holds up every reader of committed data: open it when all is ready.
  package func begin() throws(KafkaError) {
    _ = producer.takeFailures()
    producer.handle.inbox.refusedPartition = nil
    try KafkaError.check(rd_kafka_begin_transaction(client), "begin of a transaction of \(id)")
  }

  /// Adds one record to the transaction. See `Producer.produce`.
  package func produce(
    topic: String, partition: Int32? = nil, key: UnsafeRawBufferPointer? = nil,
    payload: UnsafeRawBufferPointer?, headers: [RecordHeader] = [],
    timestampMilliseconds: Int64? = nil
  ) throws(KafkaError) {
    try producer.produce(
      topic: topic, partition: partition, key: key, payload: payload, headers: headers,
      timestampMilliseconds: timestampMilliseconds)
  }

  /// Adds the next offsets to be read by `consumer`'s group, with their metadata.
  ///
  /// The group's present generation goes along, so that a member that was thrown out cannot commit.
  package func sendOffsets(
    _ offsets: [PartitionOffset], of consumer: Consumer, timeoutMilliseconds: Int32 = 10_000
  ) throws(KafkaError) {
    guard !offsets.isEmpty else { return }
    let list = PartitionList(offsets)
    let subject = "offsets of group \(consumer.group ?? "") in a transaction of \(id)"
    try consumer.withGroupMetadata { (metadata) throws(KafkaError) in
      func send() throws(KafkaError) {
        try retry(subject, timeoutMilliseconds) { remaining in
          list.lend { rd_kafka_send_offsets_to_transaction(client, $0, metadata, remaining) }
        }
      }
      do throws(KafkaError) {
        try send()
      } catch {
        // When the transaction fails under this call, for example because a topic may not be written,
        // it only says that the state is wrong; asked again, it says why, and what to do.
        guard error.code == .invalidState, !error.isFatal else { throw error }
        try send()
      }
    }
  }

  /// Commits: returns when records and offsets are there for all to see.
  ///
  /// Each try takes what is left of `transaction.timeout.ms`, as librdkafka advises; retriable errors
  /// are tried again until `timeoutMilliseconds` have passed. After an error that is still retriable the
  /// outcome is unknown: call it again, and it resumes.
  package func commit(timeoutMilliseconds: Int32 = 30_000) throws(KafkaError) {
    try retry("commit of a transaction of \(id)", timeoutMilliseconds) { _ in
      rd_kafka_commit_transaction(client, -1)
    }
  }

  /// Aborts: records and offsets of the transaction will never be read as committed. As with `commit`,
  /// an error that is still retriable is resumed by the same call.
  package func abort(timeoutMilliseconds: Int32 = 30_000) throws(KafkaError) {
    try retry("abort of a transaction of \(id)", timeoutMilliseconds) { _ in
      rd_kafka_abort_transaction(client, -1)
    }
    _ = producer.takeFailures()
  }

  /// Makes a call until it succeeds, fails for good, or the time is up; `body` gets what is left of it
  /// in milliseconds.
  private func retry(
    _ subject: String, _ timeoutMilliseconds: Int32, _ body: (Int32) -> OpaquePointer?
  ) throws(KafkaError) {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    while true {
      guard let error = body(max(1, deadline.milliseconds)) else { return }
      let failure = KafkaError(consuming: error, subject)
      guard failure.isRetriable, !deadline.hasPassed else { throw withCause(failure) }
      producer.poll(timeoutMilliseconds: min(Self.retryPauseMilliseconds, deadline.milliseconds))
    }
  }

  /// A failure with what the producer heard of its brokers, or of the records that failed.
  private func withCause(_ failure: KafkaError) -> KafkaError {
    producer.poll()
    var failure = failure
    if let refused = producer.handle.inbox.refusedPartition {
      failure.reason += "; \(refused)"
    } else if let delivery = producer.takeFailures().first {
      failure.reason += "; first failure: \(delivery.error.reason)"
    } else if failure.isRetriable, let cause = producer.handle.inbox.latestCause {
      failure.reason += "; \(cause.reason)"
    }
    return failure
  }
}
