package import Signals

/// One partition of a topic.
package struct LogPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var topic: String
  package var partition: Int32

  package init(_ topic: String, _ partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  package static func < (a: LogPartition, b: LogPartition) -> Bool {
    (a.topic, a.partition) < (b.topic, b.partition)
  }

  package var description: String { "\(topic)[\(partition)]" }
}

/// A group's position in one partition: the next offset to be read, and what stands beside it.
package struct LogOffset: Hashable, Sendable {
  package var partition: LogPartition
  package var offset: Int64
  package var metadata: String

  package init(_ partition: LogPartition, offset: Int64, metadata: String = "") {
    self.partition = partition
    self.offset = offset
    self.metadata = metadata
  }
}

/// Where reading begins.
package enum LogPosition: Hashable, Sendable {
  case beginning
  case end
  case offset(Int64)
}

/// The first offset that is there, and the one after the last, aborted and open records included.
package struct LogWatermarks: Hashable, Sendable {
  package var low: Int64
  package var high: Int64

  package init(low: Int64, high: Int64) {
    self.low = low
    self.high = high
  }
}

/// What went wrong with the log, by what there is to do about it.
package struct LogError: Error, Sendable, CustomStringConvertible {
  package enum Kind: Sendable, Equatable {
    /// Nobody answers, or not yet: the same call again, later.
    case unavailable
    /// The outcome of the call is unknown, or it is not over: the same call again resumes it.
    case unresolved
    /// The transaction must be aborted; what it held can be sent again.
    case abort
    /// This producer is finished, fenced by another of its id or broken: another must be built.
    case producerLost
    /// The group has gone on without this member.
    case memberLost
    /// The position asked for is not there: deleted, or of another topic of the name.
    case offsetOutOfRange(LogPartition)
    /// A record that no trying again will bring in: too large, or not allowed.
    case refused
    /// The settings are wrong, and waiting is of no use.
    case configuration
    /// The client is finished: the process must begin anew.
    case fatal
  }
  package var kind: Kind
  package var reason: String

  package init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  package var description: String { reason }
}

/// A record to be written.
package struct OutRecord: Sendable, Equatable {
  package var topic: String
  /// Nil: by the key's hash.
  package var partition: Int32?
  package var key: [UInt8]
  /// Nil is a tombstone.
  package var payload: [UInt8]?
  package var headers: [(name: String, value: String)]

  package init(
    topic: String, partition: Int32? = nil, key: [UInt8], payload: [UInt8]?,
    headers: [(name: String, value: String)] = []
  ) {
    self.topic = topic
    self.partition = partition
    self.key = key
    self.payload = payload
    self.headers = headers
  }

  package static func == (a: OutRecord, b: OutRecord) -> Bool {
    a.topic == b.topic && a.partition == b.partition && a.key == b.key && a.payload == b.payload
      && a.headers.elementsEqual(b.headers) { $0.name == $1.name && $0.value == $1.value }
  }

  /// Bytes that it takes, about.
  package var byteCount: Int { key.count + (payload?.count ?? 0) + 64 }
}

/// What has arrived from one partition.
package struct LogBatch {
  /// In order of offset; the payloads are the client's and die with the batch.
  package var records: UnsafeBufferPointer<RecordView>
  /// The position after everything that is there, when the batch reached it.
  package var endOffset: Int64?

  package init(records: UnsafeBufferPointer<RecordView>, endOffset: Int64?) {
    self.records = records
    self.endOffset = endOffset
  }
}

/// Who is told that partitions come and go. Both are called within `LogConsumer.poll` and `close`, on
/// the caller's thread.
package protocol LogMember: AnyObject {
  /// The partitions are this member's. Nothing of them is read before `start` says from where.
  func assigned(_ partitions: [LogPartition])
  /// The partitions go. Unless they are `lost`, the last commit for them can still be made now.
  func revoked(_ partitions: [LogPartition], lost: Bool)
}

/// A member of a group that reads committed records. One thread owns it.
package protocol LogConsumer: AnyObject {
  /// Serves the group and the connection, without waiting.
  func poll(_ member: any LogMember) throws(LogError)
  /// Begins, or goes on, at these positions; the others go on where they are.
  func start(_ positions: [LogPartition: LogPosition]) throws(LogError)
  /// Hands over up to `max` records that have arrived, without waiting; also when there are none.
  /// Returns how many that were.
  func consume(
    _ partition: LogPartition, max: Int, _ body: (LogBatch) -> Void
  ) throws(LogError) -> Int
  /// Nothing of the partition is wanted now: `wait` does not return for it.
  func holdBack(_ partition: LogPartition, _ isHeldBack: Bool)
  /// The group's committed positions; a partition without one is left out. It waits for transactions
  /// that are about to change them.
  func committed(_ partitions: [LogPartition]) throws(LogError) -> [LogOffset]
  /// Commits positions outside a transaction, for delivery at least once.
  func commit(_ offsets: [LogOffset]) throws(LogError)
  /// How many microseconds ago the broker of a partition last answered; nil when unknown.
  func answeredMicrosecondsAgo(_ partition: LogPartition) -> Int64?
  /// Records between the position and the end, as far as the last answer knows.
  func lag(_ partition: LogPartition) -> Int64?
  /// Waits until something arrives, for at most so long.
  func wait(milliseconds: Int32)
  /// Settles with the member and leaves the group.
  func close(_ member: any LogMember) throws(LogError)
}

/// A writer whose records and offsets become visible together, or not at all. One thread owns it.
package protocol LogProducer: AnyObject {
  /// Takes the transactional id over: fences a predecessor and settles what it left open.
  func initialise() throws(LogError)
  func begin() throws(LogError)
  func produce(_ record: OutRecord) throws(LogError)
  /// Adds the group's next positions, in the name of the consumer's present generation.
  func sendOffsets(_ offsets: [LogOffset], of consumer: any LogConsumer) throws(LogError)
  /// After `unresolved` the same call again resumes it.
  func commit() throws(LogError)
  func abort() throws(LogError)
  /// Serves the connection, without waiting.
  func poll()
  func close()
}

/// Reads one partition by hand, committed records only. One thread owns it.
package protocol LogReader: AnyObject {
  func start(_ partition: LogPartition, at position: LogPosition) throws(LogError)
  /// What has arrived; waits for at most `milliseconds` for the first record. `keys` stand beside the
  /// records. `next` is the position after the batch once the end of what is committed was reached.
  func read(
    max: Int, milliseconds: Int32, _ body: (LogBatch, _ keys: [[UInt8]]) -> Void
  ) throws(LogError)
  func close()
}

/// The log as the stages see it: Kafka, or its simulation.
package protocol LogCluster: AnyObject {
  func consumer(group: String, topic: String) throws(LogError) -> any LogConsumer
  func producer(transactionalID: String) throws(LogError) -> any LogProducer
  func reader() throws(LogError) -> any LogReader
  /// Partitions of a topic; nil when it is not there.
  func partitionCount(topic: String) throws(LogError) -> Int32?
  /// Also of records that are not committed yet, or never will be.
  func watermarks(_ partitions: [LogPartition]) throws(LogError) -> [LogPartition: LogWatermarks]
}
