internal import CRdKafka

/// A writer of records: idempotent, so that a record that the network made it send twice stands once.
///
/// `produce` only queues; librdkafka batches and sends on its own threads, and the reports are read
/// while polling or flushing. What was not flushed before `close` has ended is lost, and `close` says
/// how much. Everything is called from one thread.
package final class Producer {
  let handle: ClientHandle
  /// Topics that were prepared, with librdkafka's handles for them.
  private var topics: [String: OpaquePointer] = [:]
  private var isClosed = false

  /// How long `produce` waits for room in the local queue before it throws `queueFull`.
  package var queueFullTimeoutMilliseconds: Int32 = 30_000

  /// Makes a producer; no broker is contacted yet. Log lines come while polling. Throws an error of
  /// the configuration.
  package convenience init(
    _ properties: ClientProperties, onLog: @escaping (LogLine) -> Void = { _ in }
  ) throws(KafkaError) {
    try self.init(properties, role: .producer, onLog: onLog)
  }

  init(_ properties: ClientProperties, role: ClientRole, onLog: @escaping (LogLine) -> Void)
    throws(KafkaError)
  {
    handle = try ClientHandle(properties, role: role, onLog: onLog)
    rd_kafka_set_log_queue(handle.client, nil)
  }

  /// Without `close` before, records that are still queued are dropped.
  deinit {
    for topic in topics.values { rd_kafka_topic_destroy(topic) }
    rd_kafka_purge(
      handle.client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
  }

  /// Records queued or on their way, and reports not yet read.
  package var pendingCount: Int { Int(rd_kafka_outq_len(handle.client)) }

  /// Records whose delivery the broker has confirmed.
  package var deliveredCount: Int64 { handle.inbox.deliveries.delivered }

  /// Records that were given up.
  package var failedCount: Int64 { handle.inbox.deliveries.failed }

  /// The latest statistics; nil before the first, or without `statistics.interval.ms`.
  package var statisticsJSON: String? { handle.inbox.statistics }

  /// Errors since the last call that librdkafka goes on mending by itself.
  package func takeErrors() -> [KafkaError] { handle.inbox.takeErrors() }

  /// The failures since the last call; the first 64 of them in full.
  package func takeFailures() -> [DeliveryFailure] {
    defer { handle.inbox.deliveries.failures.removeAll() }
    return handle.inbox.deliveries.failures
  }

  /// Queues one record; key and payload are copied.
  ///
  /// A nil key is null, a nil payload a tombstone. Without partition the partitioner chooses, by the
  /// key if there is one. Without timestamp it is now; otherwise milliseconds since 1970, above 0.
  /// While the local queue is full it waits, and reads reports; after `queueFullTimeoutMilliseconds`
  /// it throws `queueFull`, which is retriable, and the record is not queued.
  package func produce(
    topic: String, partition: Int32? = nil, key: UnsafeRawBufferPointer? = nil,
    payload: UnsafeRawBufferPointer?, headers: [RecordHeader] = [],
    timestampMilliseconds: Int64? = nil
  ) throws(KafkaError) {
    precondition(!isClosed, "produce after close")
    precondition((timestampMilliseconds ?? 1) > 0, "a timestamp before 1970")
    var deadline: Deadline?
    while true {
      let list = headers.isEmpty ? nil : nativeHeaders(headers)
      let code = vigie_produce(
        handle.client, topic, partition ?? Int32(RD_KAFKA_PARTITION_UA),
        key.map(Self.start), key?.count ?? 0, payload.map(Self.start), payload?.count ?? 0,
        timestampMilliseconds ?? 0, list)
      if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
      if let list { rd_kafka_headers_destroy(list) }
      if code == RD_KAFKA_RESP_ERR__FATAL, let fatal = currentFatalError { throw fatal }
      let limit = deadline ?? Deadline(milliseconds: queueFullTimeoutMilliseconds)
      guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL, !limit.hasPassed else {
        throw KafkaError(code, "produce to \(topic)")
      }
      deadline = limit
      poll(timeoutMilliseconds: min(100, limit.milliseconds))
    }
  }

  /// The same with bytes in arrays, where a record more or less does not matter.
  package func produce(
    topic: String, partition: Int32? = nil, key: [UInt8]?, payload: [UInt8]?,
    headers: [RecordHeader] = [], timestampMilliseconds: Int64? = nil
  ) throws(KafkaError) {
    try withBytes(of: key) { (key) throws(KafkaError) in
      try withBytes(of: payload) { (payload) throws(KafkaError) in
        try produce(
          topic: topic, partition: partition, key: key, payload: payload, headers: headers,
          timestampMilliseconds: timestampMilliseconds)
      }
    }
  }

  /// Reads reports, errors, logs and statistics; waits for the first of them if told to.
  package func poll(timeoutMilliseconds: Int32 = 0) {
    rd_kafka_poll(handle.client, timeoutMilliseconds)
  }

  /// Returns once every record queued so far is confirmed.
  ///
  /// Throws `timedOut` when some are still pending, and otherwise the first failure since failures were
  /// last taken or flushed.
  package func flush(timeoutMilliseconds: Int32) throws(KafkaError) {
    let code = rd_kafka_flush(handle.client, timeoutMilliseconds)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      let cause = handle.inbox.latestCause.map { ": \($0.reason)" } ?? ""
      throw KafkaError(
        code: KafkaError.Code(code),
        reason: "flush: \(pendingCount) records not confirmed in \(timeoutMilliseconds) ms\(cause)")
    }
    if let failure = takeFailures().first { throw failure.error }
  }

  /// Flushes, and ends the producer. Throws as `flush` does; it is closed all the same.
  package func close(timeoutMilliseconds: Int32 = 10_000) throws(KafkaError) {
    guard !isClosed else { return }
    isClosed = true
    try flush(timeoutMilliseconds: timeoutMilliseconds)
  }

  /// Learns where the partitions of topics are, so that the first record to them does not wait: up to
  /// a second within a transaction otherwise. Throws when a topic does not exist or nobody answers.
  package func prepare(topics names: [String], timeoutMilliseconds: Int32 = 10_000)
    throws(KafkaError)
  {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    for name in names {
      guard let topic = topics[name] ?? rd_kafka_topic_new(handle.client, name, nil) else {
        throw KafkaError(rd_kafka_last_error(), "topic \(name)")
      }
      topics[name] = topic
      var metadata: UnsafePointer<rd_kafka_metadata_t>?
      let code = rd_kafka_metadata(handle.client, 0, topic, &metadata, deadline.milliseconds)
      defer { metadata.map { rd_kafka_metadata_destroy($0) } }
      try KafkaError.check(code, "metadata of \(name)")
      guard let answer = metadata?.pointee, answer.topic_cnt > 0 else { continue }
      try KafkaError.check(answer.topics[0].err, "metadata of \(name)")
    }
  }

  /// The error that has ended this producer, if one has.
  private var currentFatalError: KafkaError? {
    poll()
    return handle.inbox.fatalError ?? .ofClient(handle.client, RD_KAFKA_RESP_ERR__FATAL, "")
  }

  private func nativeHeaders(_ headers: [RecordHeader]) -> OpaquePointer? {
    let list = rd_kafka_headers_new(headers.count)
    for header in headers {
      // A null value is a null pointer; an empty one must not be.
      withBytes(of: header.value) { value in
        _ = rd_kafka_header_add(
          list, header.name, -1, value.map(Self.start), value?.count ?? 0)
      }
    }
    return list
  }

  /// An address for bytes that are there, also when there are none of them.
  private static func start(of bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
    bytes.baseAddress ?? UnsafeRawPointer(bitPattern: MemoryLayout<UInt>.alignment)!
  }
}

/// The bytes of an array that may be missing.
private func withBytes<Result, Failure: Error>(
  of bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Result
) throws(Failure) -> Result {
  guard let bytes else { return try body(nil) }
  var result: Swift.Result<Result, Failure>?
  bytes.withUnsafeBytes { raw in
    do throws(Failure) {
      result = .success(try body(raw))
    } catch {
      result = .failure(error)
    }
  }
  guard let result else { preconditionFailure("the bytes were not shown") }
  return try result.get()
}
