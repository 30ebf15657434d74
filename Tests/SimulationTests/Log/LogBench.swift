import EventTime
import Pipeline
import Simulation

/// A small cluster without faults, and short ways to use it.
struct LogBench {
  let cluster: SimulatedCluster
  let process: SimulatedProcess

  init(
    partitions: Int32 = 1, faults: FaultPlan = FaultPlan(), seed: UInt64 = 1,
    isCooperative: Bool = false, timeoutEndsProducer: Bool = true
  ) {
    cluster = SimulatedCluster(
      seed: seed, faults: faults, start: Instant(seconds: 1_700_000_000),
      isCooperative: isCooperative, timeoutEndsProducer: timeoutEndsProducer)
    cluster.createTopic("in", partitions: partitions)
    cluster.createTopic("out", partitions: partitions)
    cluster.createTopic("state", partitions: 1, isCompacted: true)
    process = cluster.process(named: "p")
  }

  func producer(_ id: String = "t") throws -> any LogProducer {
    let producer = try process.producer(transactionalID: id)
    try producer.initialise()
    return producer
  }

  /// Produces texts to the first partition of a topic.
  func send(_ texts: [String], to topic: String = "out", key: String = "k", _ p: any LogProducer)
    throws
  {
    for text in texts {
      try p.produce(
        OutRecord(topic: topic, partition: 0, key: Array(key.utf8), payload: Array(text.utf8)))
    }
  }

  /// Everything that a reader of committed records gets now, and where it stands then.
  func read(_ topic: String = "out", partition: Int32 = 0) throws -> (
    texts: [String], offsets: [Int64], end: Int64?
  ) {
    let reader = try process.reader()
    try reader.start(LogPartition(topic, partition), at: .beginning)
    var answer: (texts: [String], offsets: [Int64], end: Int64?) = ([], [], nil)
    try reader.read(max: 1000, milliseconds: 0) { batch, _ in
      answer.texts = batch.records.map { String(decoding: $0.payload, as: UTF8.self) }
      answer.offsets = batch.records.map(\.offset)
      answer.end = batch.endOffset
    }
    return answer
  }
}

/// A member that writes down what it is told.
final class NotedMember: LogMember {
  var owned: Set<LogPartition> = []
  var notes: [String] = []
  var onRevoked: (() -> Void)?

  func assigned(_ partitions: [LogPartition]) {
    notes.append("assigned \(partitions.map(\.partition))")
    owned.formUnion(partitions)
  }

  func revoked(_ partitions: [LogPartition], lost: Bool) {
    notes.append("\(lost ? "lost" : "revoked") \(partitions.map(\.partition))")
    onRevoked?()
    owned.subtract(partitions)
  }
}

extension LogError.Kind {
  /// The kind of error that a call throws; nil when it throws none.
  static func of(_ body: () throws -> Void) -> LogError.Kind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? LogError)?.kind
    }
  }
}
