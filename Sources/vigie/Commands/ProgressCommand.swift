import Daemon
import Detection
import EventTime
import Foundation
import Kafka
import Settings

let progressCommand = Command(
  name: "progress",
  summary: "How far the stages have read, again and again, as JSON lines",
  explanation: """
    Asks the broker for the positions that the groups of the stages have committed, and compares them
    with the ends of their topics: no daemon is asked, so it makes no difference how many there are,
    and whether they live. 'done' says that all that stands in the input has gone through all stages.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(
      name: "every", value: "DURATION", help: "from one line to the next", fallback: "0.5s"),
    CommandOption(name: "until-done", value: nil, help: "end when all is done"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    let configuration = try Loading.configuration(arguments["config"] ?? "")
    guard let beat = durationSeconds(arguments["every"] ?? "") else {
      throw .usage("write --every as 0.5s", command: "progress")
    }
    StopFlag.watchSignals()
    do {
      let progress = try StageProgress(configuration, Loading.properties(configuration))
      while !StopFlag.ofSignals.isSet {
        let state = progress.look()
        Terminal.result(try state.line)
        if state.done && arguments.has("until-done") { break }
        Thread.sleep(forTimeInterval: beat)
      }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  })

/// What has been read by which stage.
private struct StageState: Encodable {
  /// Input records whose handling is committed, and those that are there.
  var read: Int64 = 0
  var of: Int64 = 0
  /// By source: the least frontier that OBSERVE has committed.
  var frontiers: [String: String] = [:]
  var observed = false
  var detected = false
  var done = false
  /// Why this could not be found out.
  var problem: String?

  var line: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

/// Positions of the stages' groups against the ends of their topics.
private final class StageProgress {
  private let sources: [(name: String, group: Consumer, partitions: [TopicPartition])]
  private let detect: Consumer
  private let alert: Consumer
  private let tail: Consumer
  private let shards: [TopicPartition]
  private let findings: TopicPartition

  /// Records at a partition's end among which the last one is that is no mark of a transaction.
  private static let tailRecords: Int64 = 200

  init(_ configuration: Configuration, _ properties: ClientProperties) throws {
    let found = try Admin(properties).metadata().topics
    let prefix = configuration.topics.internalPrefix
    sources = try configuration.sources.map { source in
      let numbers = found[source.topic]?.partitions.map(\.id) ?? []
      return (
        source.name, try Consumer(properties, group: prefix + "observe." + source.name),
        numbers.map { TopicPartition(source.topic, $0) }
      )
    }
    detect = try Consumer(properties, group: prefix + "detect")
    alert = try Consumer(properties, group: prefix + "alert")
    tail = try Consumer(properties, group: nil)
    let names = configuration.topics.internalTopics
    shards = (0..<configuration.shards).map { TopicPartition(names.panes, Int32($0)) }
    findings = TopicPartition(names.findings, 0)
  }

  func look() -> StageState {
    var state = StageState()
    do {
      try lookAtSources(&state)
      if state.observed { state.detected = try isRead(shards, by: detect) }
      if state.detected { state.done = try isRead([findings], by: alert) }
    } catch {
      state.problem = "\(error)"
    }
    return state
  }

  private func lookAtSources(_ state: inout StageState) throws {
    state.observed = true
    for source in sources {
      let marks = try source.group.watermarks(of: source.partitions, timeoutMilliseconds: 2000)
      let committed = try source.group.committed(source.partitions, timeoutMilliseconds: 2000)
      var least: Instant?
      for partition in source.partitions {
        let low = marks[partition]?.low ?? 0
        let high = marks[partition]?.high ?? 0
        let metadata = committed.first { $0.partition == partition }
          .flatMap { CommitMetadata(text: $0.metadata) }
        let position = metadata?.position ?? low
        state.read += position - low
        state.of += high - low
        if position < high { state.observed = false }
        let frontier = metadata?.frontier.frontier ?? .distantPast
        least = min(least ?? frontier, frontier)
      }
      if let least, least > .distantPast { state.frontiers[source.name] = least.rfc3339 }
    }
  }

  /// Whether a group has committed everything up to the last record of each partition.
  private func isRead(_ partitions: [TopicPartition], by group: Consumer) throws -> Bool {
    let ends = try lastOffsets(partitions)
    let committed = try group.committed(partitions, timeoutMilliseconds: 2000)
    return ends.allSatisfy { partition, last in
      committed.contains { $0.partition == partition && $0.offset > last }
    }
  }

  /// The offset of the last committed record of each partition that has any.
  private func lastOffsets(_ partitions: [TopicPartition]) throws -> [TopicPartition: Int64] {
    try tail.assign(
      partitions.map { PartitionStart($0, at: .beforeEnd(Self.tailRecords)) })
    var last: [TopicPartition: Int64] = [:]
    var ended: Set<TopicPartition> = []
    let deadline = SystemClock.monotonicNanoseconds() + 5_000_000_000
    while ended.count < partitions.count {
      guard SystemClock.monotonicNanoseconds() < deadline else {
        throw KafkaError(code: .timedOut, reason: "the ends of the topics were not read")
      }
      try tail.poll()
      for index in tail.assigned.indices {
        try tail.consume(index, max: 1000) { batch in
          if batch.count > 0 { last[batch.partition] = batch[batch.count - 1].offset }
          if batch.endOffset != nil { ended.insert(batch.partition) }
          if let error = batch.error { throw error }
        }
      }
      tail.wait(timeoutMilliseconds: 20)
    }
    return last
  }
}
