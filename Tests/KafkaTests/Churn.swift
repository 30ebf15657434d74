import Kafka
import Testing

/// A group whose members join and leave at random, all on one thread, while records flow in.
struct Churn {
  private let topic: String
  private let properties = RealBroker.properties.overridden(by: [
    "heartbeat.interval.ms": "100", "fetch.wait.max.ms": "20", "linger.ms": "5",
  ])
  private let producer: Producer
  private var random: SplitMix
  private var members: [(consumer: Consumer, owner: Ledger)] = []
  private var joinedCount = 0

  private(set) var producedCount = 0
  private(set) var handOverCount = 0
  private(set) var committed: [Copy] = []
  /// What each member took over and gave away, for the case that it goes wrong.
  private(set) var history: [String] = []

  init(topic: String, seed: UInt64) throws {
    self.topic = topic
    producer = try Producer(properties)
    random = SplitMix(seed)
  }

  /// Churns for a while, then lets all but one leave, and that one read the rest.
  mutating func run(seconds: Double) throws {
    let end = monotonicSeconds() + seconds
    var nextChange = 0.0
    while monotonicSeconds() < end {
      if monotonicSeconds() > nextChange {
        nextChange = monotonicSeconds() + Double(200 + random.next() % 400) / 1_000
        try change()
      }
      try produce()
      try round()
    }
    try producer.close()
    while members.count > 1 {
      try repeating(
        atMostSeconds: 60, "all have joined", { try round() },
        until: { members.allSatisfy { !$0.consumer.assigned.isEmpty } })
      try leave(0)
    }
    try repeating(
      atMostSeconds: 60, "the rest",
      {
        try round()
        try members[0].owner.commit(with: members[0].consumer)
      },
      until: { committed.count + members[0].owner.committed.count >= producedCount })
    try leave(0)
  }

  private mutating func change() throws {
    let joins = members.count < 2 || (members.count < 4 && random.next() % 2 == 0)
    let index = Int(random.next() % UInt64(max(1, members.count)))
    if joins {
      let consumer = try Consumer(properties, group: topic)
      try consumer.subscribe([topic])
      joinedCount += 1
      members.append((consumer, Ledger(name: "member \(joinedCount)")))
    } else if !members[index].consumer.assigned.isEmpty {
      // One that is still joining would wait for the others, who are on this same thread.
      try leave(index)
    }
  }

  private mutating func leave(_ index: Int) throws {
    var (consumer, owner) = members.remove(at: index)
    try consumer.close(&owner)
    committed += owner.committed
    handOverCount += owner.departureCount
    history += owner.history
  }

  private mutating func produce() throws {
    for _ in 0..<50 {
      try producer.produce(
        topic: topic, partition: Int32(producedCount % 4), key: nil,
        payload: Array("\(producedCount)".utf8))
      producedCount += 1
    }
    producer.poll()
  }

  private mutating func round() throws {
    for index in members.indices {
      try members[index].owner.round(members[index].consumer, max: 40)
    }
    members.first?.consumer.wait(timeoutMilliseconds: 5)
  }
}

/// SplitMix64, for choices that a seed repeats.
struct SplitMix {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
