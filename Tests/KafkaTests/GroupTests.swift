import Glibc
import Kafka
import Testing

@Suite(.ownThread) struct GroupTests {
  private static func partitions(_ topic: String, _ count: Int32) -> [TopicPartition] {
    (0..<count).map { TopicPartition(topic, $0) }
  }

  @Test func aMemberResumesWhereTheGroupCommitted() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("resume", partitions: 2, count: 40)
    var first = Collector()
    first.commitsOnRevoke = false
    let member = try Consumer(broker.quick, group: "resume")
    try member.subscribe(["resume"])
    try repeating(
      atMostSeconds: 15, "the first member", { try first.round(member, max: 10) },
      until: { first.records.count == 80 })
    #expect(first.arrivals == [Self.partitions("resume", 2)])
    try member.commit([
      PartitionOffset(TopicPartition("resume", 0), offset: 25),
      PartitionOffset(TopicPartition("resume", 1), offset: 31),
    ])
    let committed = try member.committed(Self.partitions("resume", 2))
    #expect(committed.map(\.offset) == [25, 31])
    try member.close(&first)
    #expect(first.departures == [Self.partitions("resume", 2)])
    #expect(first.lostCount == 0)

    var second = Collector()
    second.starts = [PartitionStart(TopicPartition("resume", 1), at: .offset(38))]
    let successor = try Consumer(broker.quick, group: "resume")
    try successor.subscribe(["resume"])
    try repeating(
      atMostSeconds: 15, "the second member", { try second.round(successor) },
      until: { second.records.count == 17 })
    let offsets = Dictionary(grouping: second.records, by: \.partition).mapValues {
      $0.map(\.offset)
    }
    #expect(offsets == [0: Array(25..<40), 1: [38, 39]])
    try successor.close(&second)
  }

  @Test(arguments: ["range", "cooperative-sticky"])
  func membersHandOverAndEachRecordIsTakenOnce(assignor: String) throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("shared", partitions: 4)
    let properties = broker.quick.overridden(by: ["partition.assignment.strategy": assignor])
    let producer = try Producer(broker.quick)
    var produced = 0
    func produce(_ count: Int) throws {
      for _ in 0..<count {
        try producer.produce(
          topic: "shared", partition: Int32(produced % 4), key: nil,
          payload: Array("\(produced)".utf8))
        produced += 1
      }
      try producer.flush(timeoutMilliseconds: 5_000)
    }
    var one = Collector()
    var two = Collector()
    let first = try Consumer(properties, group: "shared")
    try first.subscribe(["shared"])
    try produce(40)
    try repeating(
      atMostSeconds: 15, "the first alone", { try one.round(first, max: 3) },
      until: { one.records.count == 40 && first.assigned.count == 4 })
    // The embedded broker takes no commit while members come and go: whoever stays has committed
    // before, and who leaves commits on revocation. The real broker is tested under load.
    try one.commit(first.assigned, with: first)
    let second = try Consumer(properties, group: "shared")
    try second.subscribe(["shared"])
    try repeating(
      atMostSeconds: 20, "half each",
      {
        try one.round(first, max: 3)
        try two.round(second, max: 3)
      }, until: { first.assigned.count == 2 && second.assigned.count == 2 })
    #expect(Set(first.assigned + second.assigned) == Set(Self.partitions("shared", 4)))
    try produce(40)
    let before = one.records.count
    try repeating(
      atMostSeconds: 10, "some more for the first, and the rest of the second's",
      {
        if one.records.count == before { try one.round(first, max: 3) }
        try two.round(second)
      }, until: { one.records.count > before && two.records.count == 20 })
    try two.commit(second.assigned, with: second)
    #expect(!one.next.isEmpty)
    try first.close(&one)
    #expect(one.lostCount == 0)
    try repeating(
      atMostSeconds: 20, "the second alone",
      { try two.round(second, max: 3) }, until: { second.assigned.count == 4 })
    try repeating(
      atMostSeconds: 10, "the rest", { try two.round(second) },
      until: { one.records.count + two.records.count >= produced })
    let all = (one.records + two.records).compactMap(\.payload).compactMap { Int($0) }
    #expect(all.sorted() == Array(0..<produced))
    try second.close(&two)
    #expect(second.assigned.isEmpty)
  }

  @Test func pollingAloneKeepsTheMembershipAndNotPollingLosesIt() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("alive", partitions: 1, count: 1)
    let properties = broker.quick.overridden(by: ["max.poll.interval.ms": "3500"])
    var owner = Collector()
    let member = try Consumer(properties, group: "alive")
    try member.subscribe(["alive"])
    try repeating(
      atMostSeconds: 15, "the assignment", { try owner.round(member) },
      until: { member.assigned.count == 1 })
    // Longer than the interval, with nothing to read.
    let end = monotonicSeconds() + 4
    while monotonicSeconds() < end {
      try member.poll(&owner)
      member.wait(timeoutMilliseconds: 200)
    }
    #expect(owner.departures.isEmpty)
    #expect(member.assigned.count == 1)
    // Nothing else tells the library that we are late: time has to pass.
    usleep(4_500_000)
    try repeating(
      atMostSeconds: 5, "the loss", { try member.poll(&owner) }, until: { owner.lostCount == 1 })
    #expect(member.takeErrors().contains { $0.code == .maxPollExceeded })
    #expect(member.assigned.isEmpty)
    try member.close(&owner)
  }

  @Test func whatTheOwnerThrowsComesOutOfPoll() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("refused", partitions: 1, count: 1)
    var owner = Collector()
    owner.refusal = KafkaError(code: .invalidState, reason: "not today")
    let member = try Consumer(broker.quick, group: "refused")
    try member.subscribe(["refused"])
    var refused: KafkaError?
    try repeating(
      atMostSeconds: 15, "the refusal",
      {
        do throws(KafkaError) { try member.poll(&owner) } catch { refused = error }
        member.wait(timeoutMilliseconds: 20)
      }, until: { refused != nil })
    #expect(refused == owner.refusal)
    #expect(member.assigned.isEmpty)
    try member.close(&owner)
  }

  @Test func aCommitThatTheBrokerRefusesIsATypedError() throws {
    let broker = try EmbeddedBroker()
    try broker.fill("commits", partitions: 1, count: 1)
    var owner = Collector()
    owner.commitsOnRevoke = false
    let member = try Consumer(broker.quick, group: "commits")
    try member.subscribe(["commits"])
    try repeating(
      atMostSeconds: 15, "the assignment", { try owner.round(member) },
      until: { owner.records.count == 1 })
    let offset = PartitionOffset(TopicPartition("commits", 0), offset: 1)
    broker.fail(.offsetCommit, with: [.groupAuthorizationFailed])
    let refused = #expect(throws: KafkaError.self) { try member.commit([offset]) }
    #expect(refused?.code == .groupAuthorizationFailed)
    #expect(refused?.isRetriable == false)
    broker.setRoundTripTime(milliseconds: 2_000)
    let before = monotonicSeconds()
    let late = #expect(throws: KafkaError.self) {
      try member.commit([offset], timeoutMilliseconds: 200)
    }
    #expect(monotonicSeconds() - before < 1.5)
    #expect(late?.code == .timedOut)
    #expect(late?.isRetriable == true)
    broker.setRoundTripTime(milliseconds: 0)
    try member.commit([offset])
    #expect(try member.committed([TopicPartition("commits", 0)]) == [offset])
    try member.close(&owner)
  }

  @Test func closingBeforeTheFirstAssignmentReturns() throws {
    let broker = try EmbeddedBroker()
    try broker.createTopic("early", partitions: 1)
    for group in ["a", "b", "c"] {
      var owner = Collector()
      let member = try Consumer(broker.quick, group: group)
      try member.subscribe(["early"])
      try member.poll(&owner)
      try member.close(&owner, timeoutMilliseconds: 5_000)
      #expect(owner.arrivals.isEmpty)
    }
  }

  @Test func withoutABrokerClosingIsBounded() throws {
    let properties = ClientProperties(["bootstrap.servers": "127.0.0.1:1"])
    var owner = Collector()
    let member = try Consumer(properties, group: "alone")
    try member.subscribe(["nothing"])
    var errors: [KafkaError] = []
    try repeating(
      atMostSeconds: 5, "an error",
      {
        try member.poll(&owner)
        member.wait(timeoutMilliseconds: 20)
        errors += member.takeErrors()
      }, until: { errors.contains { $0.code == .transport } })
    let before = monotonicSeconds()
    try member.close(&owner, timeoutMilliseconds: 2_000)
    #expect(monotonicSeconds() - before < 4)
  }
}
