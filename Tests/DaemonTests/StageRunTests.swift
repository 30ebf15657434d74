import Alerts
import Daemon
import EventTime
import Foundation
import Kafka
import Pipeline
import Settings
import Signals
import Synchronization
import Testing

/// The three stages on a real broker, exactly once.
@Suite(.serialized, .enabled(if: RealBroker.isThere, RealBroker.comment))
struct StageRunTests {
  @Test func recordsBecomeTheAlertsOfTheirHistory() async throws {
    let site = try RealBroker()
    var posts = try History.posts()
    posts.insert(Post(id: "b1", milliseconds: posts[40].milliseconds, line: "no record"), at: 41)
    try site.feed(posts)
    let expected = try site.historyEvents()
    #expect(expected.count >= 4)

    let session = try StageSession(site, instance: "one")
    session.start()
    try? await until(20, "all is told") { try site.told().count >= expected.count }
    try session.end()
    #expect(try site.told().count == expected.count)
    #expect(try site.comparableTold() == RealBroker.comparable(History.comparable(expected)))
    #expect(try site.deadLetters().count == 1)
    #expect(session.events == expected.count)
  }

  @Test func stoppedAndStartedAgainItTellsEverythingOnce() async throws {
    let site = try RealBroker()
    let posts = try History.posts()
    // Each run gets a part, and is ended in order in the middle of things.
    let part = posts.count / 4 + 1
    for start in stride(from: 0, to: posts.count, by: part) {
      try site.feed(Array(posts[start..<min(posts.count, start + part)]))
      let session = try StageSession(site, instance: "one", clockAt: posts[start].milliseconds)
      session.start()
      try await until(60, "it has read something") { session.records > 0 }
      try await Task.sleep(for: .milliseconds(200))
      try session.end()
    }
    let expected = try site.historyEvents()
    let last = try StageSession(site, instance: "one")
    last.start()
    try await until(60, "all is told") { try site.told().count >= expected.count }
    try last.end()
    #expect(try site.comparableTold() == RealBroker.comparable(History.comparable(expected)))
  }

  @Test func threeMembersShareTheWorkAndOneLeaves() async throws {
    let site = try RealBroker()
    try site.feed(try History.posts())
    let expected = try site.historyEvents()
    let sessions = try ["one", "two", "three"].map { try StageSession(site, instance: $0) }
    for session in sessions { session.start() }
    try await Task.sleep(for: .seconds(4))
    try sessions[0].end()
    try await until(60, "all is told") { try site.told().count >= expected.count }
    for session in sessions.dropFirst() { try session.end() }
    #expect(try site.comparableTold() == RealBroker.comparable(History.comparable(expected)))
  }
}

/// Topics of its own on the broker that the environment names.
struct RealBroker {
  static let address = ProcessInfo.processInfo.environment["VIGIE_TEST_BOOTSTRAP"] ?? ""
  static var isThere: Bool { !address.isEmpty }
  static let comment: Comment = "VIGIE_TEST_BOOTSTRAP names no broker"

  var configuration: Configuration
  let prefix: String
  let properties: ClientProperties
  let lastMilliseconds: Int64

  /// - Parameter settings: of topics, by the end of their names.
  init(settings: [String: [String: String]] = [:]) throws {
    let prefix = "t\(UInt32.random(in: 0..<UInt32.max))."
    var configuration = try History.assembly().configuration
    configuration.delivery = .exactlyOnce
    configuration.shards = 3
    configuration.topics.internalPrefix = prefix
    configuration.topics.inputPartitions = 2
    configuration.topics.replicationFactor = 1
    configuration.alerts.topic = prefix + "alerts"
    configuration.alerts.currentTopic = prefix + "alerts.current"
    configuration.alerts.actionsTopic = prefix + "actions"
    configuration.deadLetters.topic = prefix + "deadletters"
    for index in configuration.sources.indices {
      configuration.sources[index].topic = prefix + configuration.sources[index].topic
    }
    self.configuration = configuration
    self.prefix = prefix
    properties = ClientProperties([
      "bootstrap.servers": Self.address, "session.timeout.ms": "6000",
      "heartbeat.interval.ms": "300", "fetch.wait.max.ms": "50",
    ])
    lastMilliseconds = try History.posts().map(\.milliseconds).max() ?? 0
    let plans = configuration.topicPlans.map { plan in
      var plan = plan
      // The posts bring their own times.
      if configuration.sources.contains(where: { $0.topic == plan.name }) {
        plan.settings["message.timestamp.type"] = "CreateTime"
        plan.settings["retention.ms"] = "-1"
      }
      for (end, own) in settings where plan.name.hasSuffix(end) {
        plan.settings.merge(own) { _, own in own }
      }
      return plan
    }
    for outcome in try Admin(properties).createTopics(plans) {
      if let error = outcome.error { throw error }
    }
  }

  func assembly(instance: String) throws -> Assembly {
    var own = configuration
    own.instance = instance
    let territory =
      try own.territory.map { try loadTerritory(directory: $0) } ?? Territory(name: "none")
    return try Assembly(configuration: own, territory: territory, territoryDigest: "")
  }

  func feed(_ posts: [Post]) throws {
    let producer = try Producer(properties)
    for post in posts {
      try producer.produce(
        topic: configuration.sources[0].topic, key: Array(post.id.utf8),
        payload: Array(post.line.utf8), timestampMilliseconds: post.milliseconds)
    }
    try producer.close()
  }

  func historyEvents() throws -> [AlertEvent] {
    let assembly = try assembly(instance: "history")
    var chain = try assembly.chain(key: History.key, history: true)
    var effects = ChainEffects()
    let replay = try TopicReplay(
      topics: assembly.configuration.sources.map(\.topic), from: Instant(seconds: 0),
      until: .distantFuture, properties: properties)
    replay.assign(to: chain)
    while try replay.step(&chain, into: &effects) {}
    let renderer = AlertRenderer(assembly: assembly, version: "test")
    return effects.changes.map { renderer.event($0, frontiers: []) }
  }

  /// What stands committed in the alert topic, without what is said of ourselves.
  func told() throws -> [String] {
    try readAll(properties, configuration.alerts.topic).map(\.payload)
      .filter { !$0.contains("\"subject\":\"ops/") }
  }

  /// What is said of ourselves.
  func operations() throws -> [String] {
    try readAll(properties, configuration.alerts.topic).map(\.payload)
      .filter { $0.contains("\"subject\":\"ops/") }
  }

  /// Positions that OBSERVE has committed.
  func committed() throws -> [Int64] {
    let source = configuration.sources[0]
    let consumer = try Consumer(properties, group: configuration.observeGroup(source.name))
    return try consumer.committed((0..<2).map { TopicPartition(source.topic, $0) }).map(\.offset)
  }

  func deadLetters() throws -> [String] {
    try readAll(properties, configuration.deadLetters.topic).map(\.payload)
  }

  /// As `History.comparable`, from the events' JSON.
  func comparableTold() throws -> [String] {
    try Self.comparable(told())
  }

  static func comparable(_ lines: [String]) throws -> [String] {
    try lines.map { line in
      var event = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      var data = try #require(event["data"] as? [String: Any])
      var evidence = try #require(data["evidence"] as? [String: Any])
      var provenance = try #require(data["provenance"] as? [String: Any])
      data["mode"] = "replay"
      evidence["sampleRefs"] = []
      provenance["inputFrontiers"] = [:]
      data["evidence"] = evidence
      data["provenance"] = provenance
      event["data"] = data
      return String(
        decoding: try JSONSerialization.data(
          withJSONObject: event, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }.sorted()
  }
}

/// A run of the stages.
final class StageSession {
  private let run: StageRun
  private let told = Tally()

  private final class Tally: Sendable {
    let count = Mutex(0)
  }

  /// - Parameter clockAt: the time on the wall, in milliseconds, which then stands still; otherwise two
  ///   hours after the last post, and fast.
  init(
    _ site: RealBroker, instance: String, stages: Set<Stage> = Set(Stage.allCases),
    clockAt: Int64? = nil, monitor: any StageMonitor = NoMonitor()
  ) throws {
    var options = StageRunOptions()
    options.stages = stages
    let clock =
      clockAt.map { RunClock(from: Instant(microseconds: $0 * 1000), speed: 0.001) }
      ?? RunClock(
        from: Instant(microseconds: site.lastMilliseconds * 1000) + .hours(2), speed: 600)
    run = StageRun(
      assembly: try site.assembly(instance: site.prefix + instance), key: History.key,
      properties: site.properties, version: "test", clock: clock, options: options,
      log: Log(level: .error), monitor: monitor
    ) { [told] event in
      // What is said of ourselves depends on the load.
      if !event.subject.hasPrefix("ops/") { told.count.withLock { $0 += 1 } }
    }
  }

  /// Events that were committed.
  var events: Int { told.count.withLock { $0 } }
  var records: Int64 { run.records.value }
  var hasFailed: Bool { run.hasFailed }
  func start() { run.start() }
  func end() throws { try run.end() }
}

/// Remembers what stands in the pipelines' way.
final class ProblemMonitor: StageMonitor {
  private let problems = Mutex<[String: String]>([:])

  var names: [String] { problems.withLock { Array($0.keys) } }
  func problem(of pipeline: String) -> String? { problems.withLock { $0[pipeline] } }

  func began(_ pipeline: String) {}
  func turned(
    _ pipeline: String, _ driver: any PipelineDriver, taken: Int, nanoseconds: UInt64
  ) {
    let problem = driver.report.problem
    problems.withLock { $0[pipeline] = problem }
  }
  func ending(_ pipeline: String) {}
  func ended(_ pipeline: String, failure: String?) {}
}
