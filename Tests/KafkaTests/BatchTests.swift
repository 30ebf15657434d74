import Kafka
import Testing

@Suite(.ownThread) struct BatchTests {
  @Test func batchesKeepToOnePartitionAndToTheirSize() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("batches", partitions: 3, count: 100)
    let consumer = try Consumer(broker.quick, group: nil)
    defer { consumer.close() }
    try consumer.assign(
      (0..<3).map { PartitionStart(TopicPartition("batches", $0), at: .offset(Int64($0) * 10)) })
    var offsets: [Int32: [Int64]] = [:]
    var ends: [Int32: Int64] = [:]
    try repeating(
      atMostSeconds: 10, "three partitions",
      {
        try consumer.poll()
        for index in consumer.assigned.indices {
          consumer.consume(index, max: 7) { batch in
            #expect(batch.count <= 7)
            for position in 0..<batch.count {
              let message = batch[position]
              offsets[batch.partition.partition, default: []].append(message.offset)
              #expect(message.payload.map { Array($0) } == Array("\(message.offset)".utf8))
            }
            if let end = batch.endOffset { ends[batch.partition.partition] = end }
          }
        }
        consumer.wait(timeoutMilliseconds: 20)
      }, until: { ends.count == 3 })
    #expect(ends == [0: 100, 1: 100, 2: 100])
    for partition in Int32(0)..<3 {
      #expect(offsets[partition] == Array(Int64(partition) * 10..<100))
    }
    #expect(consumer.assigned.indices.map { consumer.position($0) } == [100, 100, 100])
    #expect(consumer.cachedWatermarks(1) == Watermarks(low: 0, high: 100))
    #expect(consumer.lag(1) == 0)
    let asked = try consumer.watermarks(of: consumer.assigned)
    #expect(
      asked == [
        TopicPartition("batches", 0): Watermarks(low: 0, high: 100),
        TopicPartition("batches", 1): Watermarks(low: 0, high: 100),
        TopicPartition("batches", 2): Watermarks(low: 0, high: 100),
      ])
  }

  @Test func aPartitionHeldBackLosesNothingAndWakesNobody() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("held", partitions: 2, count: 50)
    let consumer = try Consumer(broker.quick, group: nil)
    defer { consumer.close() }
    try consumer.assign((0..<2).map { PartitionStart(TopicPartition("held", $0), at: .beginning) })
    consumer.holdBack(1, true)
    var collector = Collector()
    var ended = false
    func step(_ index: Int) throws {
      try consumer.poll()
      consumer.wait(timeoutMilliseconds: 20)
      consumer.consume(index, max: 20) { batch in
        for position in 0..<batch.count {
          collector.records.append(Copy(batch[position], partition: batch.partition.partition))
        }
        if batch.endOffset != nil { ended = true }
      }
    }
    try repeating(atMostSeconds: 10, "the first partition", { try step(0) }, until: { ended })
    #expect(collector.records.map(\.partition) == Array(repeating: 0, count: 50))
    // What is queued for the other one must not keep us spinning.
    while consumer.wait(timeoutMilliseconds: 50) {}
    let before = monotonicSeconds()
    #expect(!consumer.wait(timeoutMilliseconds: 100))
    #expect(monotonicSeconds() - before >= 0.09)
    consumer.holdBack(1, false)
    #expect(consumer.wait(timeoutMilliseconds: 0))
    ended = false
    try repeating(atMostSeconds: 10, "the second partition", { try step(1) }, until: { ended })
    #expect(collector.records.dropFirst(50).map(\.offset) == Array(0..<50))
  }

  @Test func restartGoesBackInOnePartitionAndOnInTheOther() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("back", partitions: 2, count: 30)
    let consumer = try Consumer(broker.quick, group: nil)
    defer { consumer.close() }
    try consumer.assign((0..<2).map { PartitionStart(TopicPartition("back", $0), at: .beginning) })
    var offsets: [Int32: [Int64]] = [0: [], 1: []]
    func step() throws {
      try consumer.poll()
      for index in consumer.assigned.indices {
        consumer.consume(index, max: 10) { batch in
          for position in 0..<batch.count {
            offsets[batch.partition.partition, default: []].append(batch[position].offset)
          }
        }
      }
      consumer.wait(timeoutMilliseconds: 20)
    }
    try repeating(
      atMostSeconds: 10, "half", step,
      until: { (offsets[0] ?? []).count >= 10 && (offsets[1] ?? []).count >= 10 })
    let other = consumer.assigned.firstIndex(of: TopicPartition("back", 1)).map {
      consumer.position($0)
    }
    offsets[0] = []
    try consumer.restart(from: [PartitionStart(TopicPartition("back", 0), at: .offset(5))])
    #expect(consumer.assigned.count == 2)
    #expect(consumer.position(1) == other)
    try repeating(
      atMostSeconds: 10, "the rest", step,
      until: { offsets[0]?.last == 29 && offsets[1]?.last == 29 })
    #expect(offsets[0] == Array(5..<30))
    #expect(offsets[1] == Array(0..<30))
  }

  @Test func readingFromTheEndSeesOnlyWhatComesAfter() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("tail", partitions: 1, count: 20)
    let consumer = try Consumer(broker.quick, group: nil)
    defer { consumer.close() }
    try consumer.assign([PartitionStart(TopicPartition("tail", 0), at: .beforeEnd(3))])
    var collector = Collector()
    try repeating(
      atMostSeconds: 10, "the last three",
      {
        try consumer.poll()
        collector.take(from: consumer)
        consumer.wait(timeoutMilliseconds: 20)
      }, until: { collector.records.count >= 3 })
    #expect(collector.records.map(\.offset) == [17, 18, 19])
  }

  @Test func aPositionThatIsGoneIsAnErrorWhereThatIsAsked() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("gone", partitions: 1, count: 5)
    let consumer = try Consumer(
      broker.quick.overridden(by: ["auto.offset.reset": "error"]), group: nil)
    defer { consumer.close() }
    try consumer.assign([PartitionStart(TopicPartition("gone", 0), at: .offset(1_000))])
    var error: KafkaError?
    try repeating(
      atMostSeconds: 10, "the error",
      {
        try consumer.poll()
        consumer.consume(0, max: 10) { batch in error = error ?? batch.error }
        consumer.wait(timeoutMilliseconds: 20)
      }, until: { error != nil })
    #expect(error?.code == .offsetReset)
  }

  @Test func anotherThreadEndsTheWait() throws {
    let consumer = try Consumer(ClientProperties([:]), group: nil)
    defer { consumer.close() }
    let before = monotonicSeconds()
    consumer.wakeUp.signal()
    #expect(consumer.wait(timeoutMilliseconds: 5_000))
    #expect(monotonicSeconds() - before < 2)
  }

  @Test func statisticsSayHowFarAPartitionWasRead() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("statistics", partitions: 1, count: 12)
    let consumer = try Consumer(
      broker.quick.overridden(by: ["statistics.interval.ms": "100"]), group: nil)
    defer { consumer.close() }
    let partition = TopicPartition("statistics", 0)
    try consumer.assign([PartitionStart(partition, at: .beginning)])
    var collector = Collector()
    var latest: ClientStatistics?
    try repeating(
      atMostSeconds: 10, "the end in the statistics",
      {
        try consumer.poll()
        collector.take(from: consumer)
        consumer.wait(timeoutMilliseconds: 20)
        latest = consumer.statisticsJSON.flatMap { ClientStatistics(json: $0) }
      }, until: { latest?.partitions[partition]?.endOffset == 12 })
    #expect(latest?.partitions[partition]?.nextOffset == 12)
    #expect(latest?.partitions[partition]?.broker == 1)
    #expect(latest?.brokers[1]?.state == "UP")
    let idle = try #require(latest?.idleMicroseconds(of: partition))
    #expect(idle < 5_000_000)
    #expect(ClientStatistics(json: "{}") == nil)
  }
}
