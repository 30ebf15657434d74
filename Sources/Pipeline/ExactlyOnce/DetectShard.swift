internal import Detection
internal import EventTime

/// One shard that a DETECT pipeline owns. A class for the machine's place in its owner alone.
final class DetectShard {
  private var machine: ShardMachine
  private let topic: String
  private var changelog: ChangelogWriter
  var outbox = DetectOutbox()
  private var dropped = DetectOutbox()
  /// The next offset to be taken.
  var position: Int64 = 0
  /// Whatever is found below this offset was sent already.
  var outputFrom: Int64 = 0
  var lastCommitted: Int64 = 0
  private var bytesSinceCheckpoint = 0
  var checkpointNanoseconds: UInt64 = 0

  init(machine: consuming ShardMachine, _ blueprint: DetectBlueprint, _ shard: Int32) {
    self.machine = machine
    topic = blueprint.topics.detectChangelog
    changelog = ChangelogWriter(LogPartition(topic, shard))
  }

  var seriesCount: Int { machine.seriesCount }
  var joinedLateTotal: Int64 { machine.joinedLateTotal }

  /// Takes the state of a checkpoint.
  func load(
    _ header: ChangelogHeader, _ cells: StateCells, _ blueprint: DetectBlueprint
  ) throws(StateError) -> [LoadReport] {
    guard header.shards == blueprint.topics.shards else {
      throw .incompatible(
        "it was written with \(header.shards) shards, and the configuration has "
          + "\(blueprint.topics.shards)")
    }
    guard header.paneMicroseconds == blueprint.paneLength.microseconds else {
      throw .incompatible(
        "it was written with panes of \(header.paneMicroseconds / 1_000_000) s, and the "
          + "configuration has \(blueprint.paneLength.microseconds / 1_000_000) s")
    }
    let reports = try machine.load(cells)
    changelog.restored(cells)
    return reports
  }

  func apply(_ message: consuming PanesMessage, at offset: Int64, size: Int) {
    bytesSinceCheckpoint += size
    if offset >= outputFrom {
      machine.apply(message, into: &outbox)
    } else {
      machine.apply(message, into: &dropped)
      dropped.removeAll()
    }
  }

  /// Everything found so far, and the position, are in the log.
  func sent() {
    outbox.removeAll()
    lastCommitted = max(lastCommitted, position)
  }

  // MARK: Checkpoints

  /// A checkpoint is of a position that is committed, with all that was found before it.
  var canCheckpoint: Bool {
    outbox.isEmpty && position == lastCommitted && position >= outputFrom
  }

  func isCheckpointDue(_ now: UInt64, _ pace: PipelinePace) -> Bool {
    guard canCheckpoint, bytesSinceCheckpoint > 0 else { return false }
    let elapsed = now - min(now, checkpointNanoseconds)
    return elapsed >= UInt64(pace.checkpointEvery.microseconds) * 1000
      || bytesSinceCheckpoint >= pace.checkpointBytes
  }

  /// Whether so much was read since the last checkpoint that another owner should not have to.
  func isWorthCheckpoint(_ pace: PipelinePace) -> Bool {
    canCheckpoint && bytesSinceCheckpoint >= pace.revokeCheckpointBytes
  }

  func checkpointRecords(_ blueprint: DetectBlueprint) -> [OutRecord] {
    var cells = StateCells()
    machine.save(into: &cells)
    return changelog.records(
      of: cells, inputOffset: position, paneMicroseconds: blueprint.paneLength.microseconds,
      shards: blueprint.topics.shards)
  }

  func checkpointed(at now: UInt64) {
    changelog.written()
    bytesSinceCheckpoint = 0
    checkpointNanoseconds = now
  }

  /// The machine's state, for tests and measurements.
  func cells() -> StateCells {
    var cells = StateCells()
    machine.save(into: &cells)
    return cells
  }
}

extension DetectOutbox {
  /// One record for each source that has moved, then the tests of the alarm.
  func write(
    shard: Int32, topic: String, detected: Instant, _ codec: inout FindingsCodec,
    into records: inout [OutRecord]
  ) {
    for source in Set(panes.keys).union(frontiers.keys).union(empty).sorted() {
      let message = FindingsMessage.findings(
        source: source, shard: shard, panes: panes[source] ?? [], frontier: frontiers[source])
      append(message, topic, &codec, to: &records)
    }
    for (source, note) in exercises {
      var note = note
      note.detected = detected
      append(.exercise(source: source, note), topic, &codec, to: &records)
    }
  }

  private func append(
    _ message: FindingsMessage, _ topic: String, _ codec: inout FindingsCodec,
    to records: inout [OutRecord]
  ) {
    codec.encode(message) { payload in
      records.append(OutRecord(topic: topic, partition: 0, key: [], payload: Array(payload)))
    }
  }
}
