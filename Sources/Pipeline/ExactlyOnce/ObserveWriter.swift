internal import Detection
package import EventTime
internal import Signals

/// Turns what OBSERVE of a source says into records, for every shard its own.
package struct ObserveWriter: ~Copyable {
  package let paneLength: PaneLength
  private let topics: StageTopics
  private let deadLetters: DeadLetterEncoder
  private let withPayload: Bool
  private var codec: PanesCodec
  private var splitter: SumsSplitter
  private var parts: [PaneSums] = []

  package init(
    paneLength: PaneLength, topics: StageTopics, deadLetters: DeadLetterEncoder, withPayload: Bool,
    codec: consuming PanesCodec, splitter: SumsSplitter
  ) {
    self.paneLength = paneLength
    self.topics = topics
    self.deadLetters = deadLetters
    self.withPayload = withPayload
    self.codec = codec
    self.splitter = splitter
  }

  /// The partitions of a source that hold records, to every shard.
  mutating func write(roster: [Int32], source: Int32, into records: inout [OutRecord]) {
    for shard in 0..<topics.shards {
      write(.roster(source: source, partitions: roster), shard, into: &records)
    }
  }

  /// Sums, then the announcement, then the dead letters of one partition.
  mutating func write(_ outbox: PartitionOutbox, source: Int32, into records: inout [OutRecord]) {
    if let announcement = outbox.announcement, outbox.isNews {
      var ofShard = [[PaneSums]](repeating: [], count: topics.shards)
      for sums in outbox.sums {
        splitter.split(sums, into: &parts)
        for shard in parts.indices { ofShard[shard].append(parts[shard]) }
      }
      for shard in 0..<topics.shards {
        let record = PanesRecord(sums: ofShard[shard], announcement: announcement)
        write(.panes(source: source, record), shard, into: &records)
      }
    }
    for note in outbox.exercises {
      write(.exercise(source: source, note), 0, into: &records)
    }
    for letter in outbox.deadLetters { records.append(deadLetters.record(letter)) }
  }

  private mutating func write(
    _ message: PanesMessage, _ shard: Int, into records: inout [OutRecord]
  ) {
    codec.encode(message) { payload in
      records.append(
        OutRecord(
          topic: topics.panes, partition: Int32(shard), key: [], payload: Array(payload)))
    }
  }

  /// Adds the records themselves to the dead letters of a batch, where that is asked for.
  func attachPayloads(
    of records: UnsafeBufferPointer<RecordView>, to effects: inout ObserveEffects
  ) {
    guard withPayload else { return }
    for index in effects.deadLetters.indices {
      let offset = effects.deadLetters[index].offset
      guard let record = records.first(where: { $0.offset == offset }) else { continue }
      effects.deadLetters[index].payload = Array(record.payload)
    }
  }
}
