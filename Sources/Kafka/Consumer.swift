internal import CRdKafka

/// A reader of partitions: one queue for each, taken in batches with borrowed payloads.
///
/// Everything is called from one thread. As a member of a group it must `poll` at least every
/// `max.poll.interval.ms`; polling serves the group, errors, logs and statistics, and never hands
/// over a record. Records come from `consume`, partition by partition, in the order of their offsets;
/// a partition that is not asked is held back, which is all there is to pausing.
///
/// ```swift
/// let consumer = try Consumer(properties, group: "vigie.observe.bluesky")
/// try consumer.subscribe(["social.bluesky"])
/// while running {
///   try consumer.poll(&owner)
///   for index in consumer.assigned.indices {
///     consumer.consume(index, max: 4_096) { batch in owner.observe(batch) }
///   }
///   try owner.commitWhatIsReady(with: consumer)
///   consumer.wait(timeoutMilliseconds: 100)
/// }
/// try consumer.close(&owner)
/// ```
package final class Consumer {
  let handle: ClientHandle
  /// The queue that carries rebalances, errors, logs and statistics.
  let groupQueue: OpaquePointer
  var partitions: [AssignedPartition] = []
  /// The group's gift, and not read yet.
  var deferred: Set<TopicPartition> = []
  /// Remembered from the assignment: when the member has left, the library knows it no longer.
  var isCooperative = false
  var isClosing = false
  var isClosed = false
  /// Room for the messages of one batch, kept between batches.
  var messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  var isConsuming = false

  /// The group this is a member of.
  package let group: String?

  /// The partitions that are read now. The indices stay until the next `poll`, `assign` or `restart`.
  package private(set) var assigned: [TopicPartition] = []

  /// Makes a consumer; no broker is contacted before `subscribe` or `assign`.
  ///
  /// Without a group it reads what `assign` names. Log lines come while polling. Throws an error of
  /// the configuration.
  package init(
    _ properties: ClientProperties, group: String?, wakeUp: WakeUp = WakeUp(),
    onLog: @escaping (LogLine) -> Void = { _ in }
  ) throws(KafkaError) {
    handle = try ClientHandle(
      properties, role: .consumer(group: group), wakeUp: wakeUp, onLog: onLog)
    self.group = group
    rd_kafka_poll_set_consumer(handle.client)
    guard let queue = rd_kafka_queue_get_consumer(handle.client) else {
      preconditionFailure("a consumer has a queue")
    }
    groupQueue = queue
    messages = .allocate(capacity: 0)
    rd_kafka_set_log_queue(handle.client, queue)
    notify(from: queue)
  }

  /// Without `close` before, the group learns of the departure from the session's timeout only.
  deinit {
    for partition in partitions { release(partition) }
    rd_kafka_queue_io_event_enable(groupQueue, -1, nil, 0)
    rd_kafka_queue_destroy(groupQueue)
    messages.deallocate()
  }

  /// Ends a `wait` of this consumer from any thread.
  package var wakeUp: WakeUp { handle.wakeUp }

  /// Errors since the last call that librdkafka goes on mending by itself: brokers that do not answer,
  /// topics that do not exist or are forbidden. The latest 32 are kept.
  package func takeErrors() -> [KafkaError] { handle.inbox.takeErrors() }

  /// The latest statistics; nil before the first, or without `statistics.interval.ms`.
  package var statisticsJSON: String? { handle.inbox.statistics }

  /// Joins the group for these topics; a name that begins with `^` is a regular expression.
  package func subscribe(_ topics: [String]) throws(KafkaError) {
    precondition(group != nil, "only a member of a group subscribes")
    let list = PartitionList(
      topics.map { TopicPartition($0, Int32(RD_KAFKA_PARTITION_UA)) })
    try KafkaError.check(list.lend { rd_kafka_subscribe(handle.client, $0) }, "subscribe")
  }

  /// Serves the group, errors, logs and statistics without waiting; asks `owner` when partitions come
  /// or go.
  ///
  /// Throws what the owner threw, and fatal errors. All else mends itself: see `takeErrors`.
  package func poll<Owner: PartitionOwner & ~Copyable>(_ owner: inout Owner) throws(KafkaError) {
    precondition(!isClosed && !isConsuming, "poll on a consumer that is closed or consuming")
    while try serve(groupQueue, timeoutMilliseconds: 0, &owner) {}
    if let fatal = handle.inbox.fatalError { throw fatal }
  }

  /// The same for a reader without a group.
  package func poll() throws(KafkaError) {
    precondition(group == nil, "a member of a group polls with an owner")
    var nobody = NoOwner()
    try poll(&nobody)
  }

  /// Waits until there may be something to poll or consume; returns at once if there is already.
  ///
  /// Records of partitions that are held back do not count. Returns whether something may be there.
  @discardableResult
  package func wait(timeoutMilliseconds: Int32) -> Bool {
    if rd_kafka_queue_length(groupQueue) > 0 { return true }
    for partition in partitions where !partition.isHeldBack {
      if rd_kafka_queue_length(partition.queue) > 0 { return true }
    }
    return handle.wakeUp.wait(timeoutMilliseconds: timeoutMilliseconds)
  }

  /// Leaves the group, asking `owner` as on any revocation, and stops reading.
  ///
  /// A member that leaves while it is still joining waits up to 5 s for the others to join as well.
  /// Returns after `timeoutMilliseconds` at the latest, plus what the owner takes. Throws what the
  /// owner threw, or `timedOut` when the group may notice only by the session's timeout; the consumer
  /// is closed all the same.
  package func close<Owner: PartitionOwner & ~Copyable>(
    _ owner: inout Owner, timeoutMilliseconds: Int32 = 10_000
  ) throws(KafkaError) {
    precondition(!isConsuming, "close inside a batch")
    guard !isClosed else { return }
    defer { finishClosing() }
    try leave(&owner, timeoutMilliseconds: timeoutMilliseconds)
  }

  /// The same for a reader without a group.
  package func close() {
    precondition(group == nil, "a member of a group closes with an owner")
    finishClosing()
  }

  private func finishClosing() {
    isClosed = true
    deferred.removeAll()
    releaseAll()
  }

  func assignmentChanged() { assigned = partitions.map(\.partition) }
}
