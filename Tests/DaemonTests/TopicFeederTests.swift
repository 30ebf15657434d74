import Daemon
import EventTime
import Foundation
import Kafka
import Pipeline
import Replay
import Settings
import Signals
import Synchronization
import Testing

/// Files that feed the topics of the embedded broker.
@Suite(.serialized) struct TopicFeederTests {
  /// Feeds whole files, as fast as it goes.
  @discardableResult
  private func feed(
    _ paths: [String], to broker: EmbeddedBroker, stamp: FeedStamp = .append,
    assembly: Assembly? = nil
  ) throws -> FeedProgress {
    let feeder = try TopicFeeder(
      assembly: assembly ?? History.assembly(),
      inputs: paths.map { ReplayInput(source: 0, path: $0) }, properties: broker.quick, speed: nil,
      stamp: stamp)
    while try feeder.step() {}
    try feeder.finish()
    #expect(feeder.delivered == feeder.progress.records)
    return feeder.progress
  }

  private func file(_ lines: [String]) throws -> String {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "vigie-feed-\(UUID().uuidString).ndjson")
    try Data(lines.joined(separator: "\n").utf8).write(to: url)
    return url.path
  }

  private func line(_ id: String, second: Int) -> String {
    let time = String(format: "2026-03-02T08:00:%02dZ", second)
    return #"{"id":"\#(id)","ts":"\#(time)","author":"a","text":"bonjour"}"#
  }

  @Test(arguments: FeedStamp.allCases)
  func fedTopicGivesTheAlertsOfTheFile(stamp: FeedStamp) throws {
    let whole = try History.comparable(History.events(ofFile: History.input))
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 8)
    let progress = try feed([History.input], to: broker, stamp: stamp)
    let posts = try History.posts()
    #expect(progress.records == Int64(posts.count))
    #expect(progress.usable == Int64(posts.count))
    let size = try FileManager.default.attributesOfItem(atPath: History.input)[.size] as? Int64
    #expect(progress.bytes == size)
    let written = try readAll(broker.quick, "posts", partitions: 8)
    #expect(written.map(\.payload).sorted() == posts.map(\.line).sorted())
    #expect(Set(written.map(\.partition)).count == 8)
    #expect(try History.comparable(History.events(ofTopicAt: broker.quick)) == whole)
  }

  @Test func linesKeepTheirOrderAndCopiesMeet() throws {
    let lines = (0..<600).map { line("\($0 % 200)", second: $0 / 20) }
    let path = try file(lines)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 4)
    try feed([path], to: broker)
    let written = try readAll(broker.quick, "posts", partitions: 4)
    let places = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($1, $0) })
    var partitionOf: [Int: Int32] = [:]
    for partition in Int32(0)..<4 {
      let found = written.filter { $0.partition == partition }.compactMap { places[$0.payload] }
      #expect(found == found.sorted() && !found.isEmpty)
      for number in found.map({ $0 % 200 }) {
        #expect(partitionOf[number, default: partition] == partition)
        partitionOf[number] = partition
      }
    }
    #expect(partitionOf.count == 200)
  }

  @Test func ofTwoFilesTheOneThatIsBehindIsReadNext() throws {
    let even = try file((0..<30).map { line("e\($0)", second: 2 * $0) })
    let odd = try file((0..<30).map { line("o\($0)", second: 2 * $0 + 1) })
    defer {
      for path in [even, odd] { try? FileManager.default.removeItem(atPath: path) }
    }
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 1)
    try feed([odd, even], to: broker)
    let times = try readAll(broker.quick, "posts").map { record in
      try #require(record.payload.firstMatch(of: /08:00:(\d\d)Z/)).1
    }
    #expect(times.count == 60 && times == times.sorted())
  }

  @Test func whatIsNoRecordGoesTooAndWhatIsTooLongDoesNot() throws {
    let long = #"{"id":"9","text":"\#(String(repeating: "a", count: 2 << 20))"}"#
    let path = try file([line("1", second: 1), "{", long, line("2", second: 2)])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 2)
    let progress = try feed([path], to: broker)
    #expect(progress.records == 3 && progress.usable == 2 && progress.tooLarge == 1)
    #expect(try readAll(broker.quick, "posts", partitions: 2).contains { $0.payload == "{" })
  }

  @Test func pacedRecordsWaitForTheirTime() throws {
    let path = try file([0, 30, 59].map { line("\($0)", second: $0) })
    defer { try? FileManager.default.removeItem(atPath: path) }
    let broker = try EmbeddedBroker()
    try broker.createTopic("posts", partitions: 1)
    let clock = Mutex(UInt64(0))
    func wind(seconds: Double) { clock.withLock { $0 = UInt64(seconds * 1e9) } }
    let feeder = try TopicFeeder(
      assembly: History.assembly(), inputs: [ReplayInput(source: 0, path: path)],
      properties: broker.quick, speed: 60, stamp: .append, nanoseconds: { clock.withLock { $0 } })
    #expect(try feeder.step())
    #expect(feeder.progress.records == 1)
    wind(seconds: 0.49)
    #expect(try feeder.step())
    #expect(feeder.progress.records == 1)
    wind(seconds: 0.5)
    #expect(try feeder.step())
    #expect(feeder.progress.records == 2)
    wind(seconds: 1)
    _ = try feeder.step()
    #expect(feeder.progress.records == 3)
    #expect(try !feeder.step())
    try feeder.finish()
    #expect(feeder.delivered == 3)
  }

  @Test func tableWithoutDeclaredColumnsIsRefused() throws {
    var configuration = try History.assembly().configuration
    configuration.sources[0].format = .csv(delimiter: 0x2C, columns: [])
    let assembly = try Assembly(
      configuration: configuration, territory: Territory(name: "none"), territoryDigest: "")
    let broker = try EmbeddedBroker()
    #expect {
      try feed([History.input], to: broker, assembly: assembly)
    } throws: { error in
      "\(error)".contains("name them under csv.columns")
    }
  }

  @Test func fileThatIsNotThereIsNamed() throws {
    let broker = try EmbeddedBroker()
    #expect {
      try feed(["/nowhere/posts.ndjson"], to: broker)
    } throws: { error in
      guard case .file(let error)? = error as? FeedError else { return false }
      return error.path == "/nowhere/posts.ndjson"
    }
  }
}
