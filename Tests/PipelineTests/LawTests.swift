import Dispatch
import EventTime
import Foundation
import Pipeline
import Synchronization
import Testing

/// Same history, same alerts: however the history comes.
@Suite("Same history, same alerts")
struct LawTests {
  typealias Line = ChainHarness.Line

  static let configuration = ChainHarness.root.appending(path: "Tests/PipelineTests/Law/vigie.yaml")
    .path

  /// A day of posts with two floods, retractions, duplicates, and disorder under 15 s.
  static func history(seed: UInt64) -> [Line] {
    var random = SplitMix(state: seed)
    var posts: [(time: Double, text: String)] = []
    var clock = 0.0
    while clock < 86_400 {
      let hour = clock / 3600
      let isFlood = (hour > 9 && hour < 9.5) || (hour > 18 && hour < 18.3)
      clock += -log(1 - random.unit()) / (isFlood ? 0.35 : 0.04)
      let word = isFlood && random.unit() < 0.8 ? "inondation" : "bonjour"
      let region = isFlood ? "67" : String(format: "%02d", 1 + random.next() % 19)
      let id = random.unit() < 0.05 ? posts.count - 1 : posts.count
      let isDeleted = random.unit() < 0.03
      posts.append(
        (
          clock,
          #"{"id":"\#(id)","author":"u\#(random.next() % 4000)","region":"\#(region)","#
            + #""text":"\#(word) numero \#(random.next() % 50)","deleted":\#(isDeleted),"ts":"#
        ))
    }
    return posts.enumerated().map { offset, post in
      let time = Instant(microseconds: 1_700_006_400_000_000 + Int64(post.time * 1e6))
      return Line(
        offset: Int64(offset), arrival: nil,
        payload: Array((post.text + "\"\(time.rfc3339)\"}").utf8))
    }
  }

  static func events(
    _ lines: [Line], partitions: Int32 = 1, worker: (any ChainWorker)? = nil,
    batch: () -> Int = { 500 }
  ) throws -> [String] {
    let harness = try ChainHarness(
      configuration: configuration, partitions: partitions, worker: worker)
    for partition in 0..<partitions {
      var own = lines.enumerated().filter { idHash($0.element) % UInt64(partitions) == partition }
        .map(\.element)
      for index in own.indices { own[index].offset = Int64(index) }
      harness.source.guardsArrivals = partitions == 1
      var next = 0
      while next < own.count {
        let end = min(own.count, next + batch())
        harness.feed(own[next..<end], partition: partition)
        next = end
      }
      harness.end(partition: partition)
    }
    #expect(harness.deadLetters.isEmpty)
    return try harness.comparable()
  }

  static func idHash(_ line: Line) -> UInt64 {
    let text = String(decoding: line.payload, as: UTF8.self)
    return hash64(String(text.prefix { $0 != "," }))
  }

  @Test(arguments: [1, 2] as [Int32]) func groupsThatRunBesideSayTheSame(partitions: Int32) throws {
    let history = Self.history(seed: 4)
    let inline = try Self.events(history, partitions: partitions, batch: { 97 })
    let worker = QueueWorker()
    let beside = try Self.events(history, partitions: partitions, worker: worker, batch: { 97 })
    #expect(beside == inline)
    #expect(worker.pieces > 20, "the groups ran inline")
  }

  @Test func historyHasAlertsThatOpenAndClose() throws {
    let events = try Self.events(Self.history(seed: 1))
    #expect(events.contains { $0.contains("vigie.alert.opened") && $0.contains("/flood/67") })
    #expect(events.contains { $0.contains("vigie.alert.closed") && $0.contains("/flood/67") })
  }

  @Test(arguments: [UInt64(1), 2])
  func splitOverPartitions(seed: UInt64) throws {
    let lines = Self.history(seed: seed)
    let whole = try Self.events(lines)
    #expect(!whole.isEmpty)
    for partitions in [2, 8] as [Int32] {
      #expect(try Self.events(lines, partitions: partitions) == whole)
    }
  }

  @Test func shuffledWithinTheDelay() throws {
    let lines = Self.history(seed: 3)
    let whole = try Self.events(lines)
    var random = SplitMix(state: 99)
    // Each line moves by at most 15 s: sorted by its time plus a shift under 15 s.
    let shifted = lines.map { line -> (Double, Line) in
      let text = String(decoding: line.payload, as: UTF8.self)
      let stamp = text.suffix(26).dropLast(2)
      let seconds = try? Date(
        String(stamp), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      return ((seconds?.timeIntervalSince1970 ?? 0) + random.unit() * 15, line)
    }.sorted { $0.0 < $1.0 }
    var shuffled = shifted.map(\.1)
    for index in shuffled.indices { shuffled[index].offset = Int64(index) }
    #expect(try Self.events(shuffled) == whole)
  }

  @Test func cutIntoBatches() throws {
    let lines = Self.history(seed: 4)
    let whole = try Self.events(lines)
    var random = SplitMix(state: 5)
    #expect(try Self.events(lines, batch: { 1 + Int(random.next() % 13) }) == whole)
  }

  @Test func restartedAtEveryPane() throws {
    var lines = Self.history(seed: 6)
    for index in lines.indices {
      let text = String(decoding: lines[index].payload, as: UTF8.self)
      let stamp = String(text.suffix(26).dropLast(2))
      let date = try Date(
        stamp, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      lines[index].arrival = Instant(
        microseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()) * 1000)
    }
    let whole = try Self.events(lines)
    let harness = try ChainHarness(configuration: Self.configuration)
    var next = 0
    var restarts = 0
    while next < lines.count {
      // About a pane's worth of records, then the process dies.
      let end = min(lines.count, next + 2)
      let from = try harness.restart()
      restarts += 1
      harness.feed(lines[Int(from)..<end])
      next = end
    }
    harness.end()
    #expect(restarts > 1500)
    #expect(harness.deadLetters.isEmpty)
    #expect(try harness.comparable() == whole)
  }
}

/// Runs pieces on a queue and counts them.
private final class QueueWorker: ChainWorker {
  private let queue = DispatchQueue(label: "law")
  private let done = DispatchSemaphore(value: 0)
  private let count = Atomic(0)
  var pieces: Int { count.load(ordering: .relaxed) }

  func start(_ work: @escaping @Sendable () -> Void) {
    count.add(1, ordering: .relaxed)
    queue.async { [done] in
      work()
      done.signal()
    }
  }

  func wait() { done.wait() }
}
