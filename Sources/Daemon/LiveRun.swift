package import Alerts
package import Detection
package import EventTime
package import Kafka
package import Pipeline
internal import Settings
internal import Signals

/// How a live run goes about its work; everything has a default for the daemon.
package struct LiveRunOptions: Sendable {
  /// How often positions are committed.
  package var commitEverySeconds = 1.0
  /// The clock stands for the next arrival only up to this long before now.
  package var clockMargin = Interval.seconds(5)
  /// And only while the broker has answered within this time.
  package var freshAnswerSeconds = 5.0
  /// How long the end of the run may take.
  package var closeMilliseconds: Int32 = 15_000
  /// Called after every turn with the records that it took and its nanoseconds.
  package var onTurn: (@Sendable (Int, UInt64) -> Void)?
  package init() {}
}

/// Why a live run ended before it was told to.
package struct LiveRunError: Error, Sendable {
  package var message: String
  /// The broker says that the configuration is wrong, and trying again is of no use.
  package var isConfiguration: Bool
}

/// The daemon's work on one thread: consumers, the chained stages, the publisher.
///
/// Delivery is at least once: positions are committed when what they caused is confirmed. A broker
/// that is away is waited for; nothing is committed meanwhile, and nothing is lost.
package final class LiveRun: SourceReaderDelegate {
  private let assembly: Assembly
  private let renderer: AlertRenderer
  private let clock: RunClock
  private let options: LiveRunOptions
  private let log: Log
  private var chain: Chain
  private var effects = ChainEffects()
  private let publisher: AlertPublisher
  private var readers: [SourceReader] = []
  private let wakeUp = WakeUp()
  private var views: [RecordView] = []
  private let onAlert: (AlertEvent) -> Void
  package let records = RecordCounter()
  package private(set) var alertEventsTotal: Int64 = 0
  package private(set) var deadLettersTotal: Int64 = 0
  /// Alert events that wait for the broker's confirmation.
  private var isWaiting = false

  /// - Parameters:
  ///   - chain: live, not history.
  ///   - onAlert: called with every event that is published, on this thread.
  package init(
    assembly: Assembly, chain: consuming Chain, properties: ClientProperties, version: String,
    clock: RunClock = RunClock(), options: LiveRunOptions = LiveRunOptions(), log: Log = Log(),
    onAlert: @escaping (AlertEvent) -> Void = { _ in }
  ) throws(KafkaError) {
    self.assembly = assembly
    self.chain = chain
    self.clock = clock
    self.options = options
    self.log = log
    self.onAlert = onAlert
    renderer = AlertRenderer(assembly: assembly, version: version)
    let library: (LogLine) -> Void = { line in
      log(.debug, "librdkafka", ["line": line.text])
    }
    publisher = try AlertPublisher(
      configuration: assembly.configuration, properties: properties, onLog: library)
    let kilobytes = assembly.configuration.limits.queueMegabytes * 1024
    let share = max(1, kilobytes / max(1, assembly.configuration.sources.count))
    for (index, source) in assembly.configuration.sources.enumerated() {
      // One total of fetched records that wait, divided among the consumers.
      let own = properties.overridden(by: [
        "queued.max.messages.kbytes": String(share), "enable.partition.eof": "true",
        "statistics.interval.ms": "1000", "enable.auto.commit": "false",
      ])
      readers.append(
        try SourceReader(
          source: index, name: source.name, topic: source.topic,
          group: assembly.configuration.observeGroup(source.name), properties: own, wakeUp: wakeUp,
          delegate: self, log: log, onLog: library))
    }
  }

  /// Runs until `stop` is set, then ends in order: the last batch is delivered and committed.
  package func run(until stop: StopFlag) throws(LiveRunError) {
    var nextCommit = SystemClock.monotonicNanoseconds()
    let period = UInt64(options.commitEverySeconds * 1e9)
    while !stop.isSet {
      do throws(KafkaError) {
        let began = SystemClock.monotonicNanoseconds()
        let taken = try turn()
        let now = SystemClock.monotonicNanoseconds()
        options.onTurn?(taken, now - began)
        if now >= nextCommit {
          tick()
          try deliverAndCommit()
          nextCommit = now + period
        }
        if taken == 0 { readers.first?.wait(timeoutMilliseconds: 50) }
      } catch {
        try survive(error)
        readers.first?.wait(timeoutMilliseconds: 500)
      }
    }
    try finish()
  }

  // MARK: One turn

  private func turn() throws(KafkaError) -> Int {
    var taken = 0
    publisher.poll()
    for reader in readers {
      try reader.poll()
      let limit = panesAheadLimit(reader)
      for index in 0..<reader.count {
        let partition = reader.partition(at: index)
        let isAhead = isTooFarAhead(reader.source, partition, limit)
        reader.holdBack(index, isAhead)
        if isAhead { continue }
        taken += try reader.consume(
          index, max: assembly.configuration.limits.batchRecords, &views
        ) { partition, records in
          chain.feed(
            records, source: reader.source, partition: partition, present: clock.now,
            into: &effects)
          if assembly.configuration.deadLetters.withPayload { attachPayloads(of: records) }
        }
        try publishEffects()
      }
    }
    records.add(taken)
    return taken
  }

  /// The frontier beyond which a partition waits for the slowest of its source; nil: none.
  private func panesAheadLimit(_ reader: SourceReader) -> Instant? {
    var slowest: Instant?
    for state in reader.partitions where !state.isAtEnd {
      guard
        let frontier = chain.sources[reader.source].frontier(partition: state.partition),
        frontier != .distantPast
      else { continue }
      slowest = min(slowest ?? frontier, frontier)
    }
    let length = assembly.configuration.paneLength.microseconds
    let reach = Int64(assembly.configuration.limits.maxPanesAhead) * length
    return slowest.map { $0 + Interval(microseconds: reach) }
  }

  private func isTooFarAhead(_ source: Int, _ partition: Int32, _ limit: Instant?) -> Bool {
    guard let limit, let frontier = chain.sources[source].frontier(partition: partition) else {
      return false
    }
    return frontier > limit
  }

  /// Lets the clock stand for the next arrival where a partition was read to its end.
  private func tick() {
    for reader in readers {
      guard reader.partitions.contains(where: \.isAtEnd), let statistics = reader.statistics
      else { continue }
      for state in reader.partitions where state.isAtEnd {
        // The broker is heard from at least every fetch.wait.max.ms while it lives.
        let idle = reader.brokerIdleNanoseconds(state.partition, statistics) ?? .max
        guard Double(idle) / 1e9 <= options.freshAnswerSeconds else { continue }
        tick(reader.source, state)
      }
    }
  }

  private func tick(_ source: Int, _ state: SourceReader.PartitionState) {
    let chained = chain.sources[source]
    guard let frontier = chained.frontier(partition: state.partition) else { return }
    let now = clock.now
    guard frontier != .distantPast else {
      // Nothing was ever accepted in it, and it was read to its end: it holds nobody up.
      chained.excuse(partition: state.partition)
      return
    }
    let elapsed = Double(SystemClock.monotonicNanoseconds() - state.sinceNanoseconds) / 1e9
    let lastArrival = chained.lastArrival(partition: state.partition) ?? now
    let stands = min(
      now - options.clockMargin, lastArrival + clock.interval(ofWallSeconds: elapsed))
    chain.tick(
      source: source, partition: state.partition, clock: stands, present: now, into: &effects)
  }

  // MARK: Out

  private func publishEffects() throws(KafkaError) {
    while let change = effects.changes.first {
      let event = renderer.event(change, frontiers: frontiers)
      try publisher.publish(event)
      effects.changes.removeFirst()
      alertEventsTotal += 1
      isWaiting = true
      if !event.isErasure { onAlert(event) }
    }
    for letter in effects.deadLetters {
      try publisher.publish(letter)
      deadLettersTotal += 1
      isWaiting = true
    }
    effects.deadLetters.removeAll(keepingCapacity: true)
  }

  /// Adds the records themselves to the dead letters that this batch has made.
  private func attachPayloads(of records: UnsafeBufferPointer<RecordView>) {
    for index in effects.deadLetters.indices {
      let offset = effects.deadLetters[index].offset
      guard let record = records.first(where: { $0.offset == offset }) else { continue }
      effects.deadLetters[index].payload = Array(record.payload)
    }
  }

  private var frontiers: [(source: Int, pane: Pane)] {
    chain.sources.enumerated().compactMap { index, source in
      source.steppedBefore.map { (index, $0) }
    }
  }

  private func deliverAndCommit() throws(KafkaError) {
    try deliver()
    for reader in readers { try reader.commit() }
  }

  /// Once the run has failed to deliver, `turn` goes on and the next commit tries again.
  package func deliver() throws(KafkaError) {
    try publishEffects()
    guard isWaiting else { return }
    try publisher.flush(timeoutMilliseconds: 10_000)
    isWaiting = false
  }

  /// Fatal errors of the configuration end the run; all others are said, and waited out.
  private func survive(_ error: KafkaError) throws(LiveRunError) {
    if error.isFatal || error.isConfigurationError {
      throw LiveRunError(
        message: error.description, isConfiguration: error.isConfigurationError)
    }
    log(.warning, "kafka", ["error": error.description, "action": "trying again"])
  }

  private func finish() throws(LiveRunError) {
    do throws(KafkaError) {
      try deliverAndCommit()
      for reader in readers { try reader.close(timeoutMilliseconds: options.closeMilliseconds) }
      try publisher.close(timeoutMilliseconds: options.closeMilliseconds)
    } catch {
      // Nothing was committed beyond what is confirmed: the next run reads it again.
      log(.warning, "not everything could be delivered", ["error": error.description])
    }
    log(
      .information, "stopped",
      [
        "records": String(records.value), "alert_events": String(alertEventsTotal),
        "dead_letters": String(deadLettersTotal),
      ])
  }

  // MARK: The readers' delegate

  package func assign(source: Int, partition: Int32, resume: CommitMetadata?) {
    chain.sources[source].assign(partition: partition, resume: resume)
  }

  package func commitPoint(source: Int, partition: Int32) -> CommitPoint? {
    chain.sources[source].commitPoint(
      partition: partition, topicID: assembly.configuration.sources[source].topic)
  }

  package func revoke(source: Int, partition: Int32) {
    chain.sources[source].revoke(partition: partition)
  }
}
