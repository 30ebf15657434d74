import Daemon
import EventTime
import Kafka
import Pipeline
import Settings
import Signals

/// `vigie deadletters replay`: puts rejected records back, or says what would become of them.
struct DeadLetterReplay {
  private let assembly: Assembly
  private let selection: DeadLetterSelection
  private let isDryRun: Bool
  private let takesAgain: Bool
  private let properties: ClientProperties

  /// Records between two flushes, and so the most that a crash can put back twice.
  private static let batchRecords = 1000
  private static let flushMilliseconds: Int32 = 60_000

  init(
    _ assembly: Assembly, _ selection: DeadLetterSelection, isDryRun: Bool, takesAgain: Bool
  ) throws(Failure) {
    self.assembly = assembly
    self.selection = selection
    self.isDryRun = isDryRun
    self.takesAgain = takesAgain
    // A record goes back as long as it came.
    let longest = 2 * max(assembly.configuration.limits.maxRecordBytes, 1 << 20)
    properties = try Loading.properties(assembly.configuration)
      .overridden(by: ["message.max.bytes": String(longest)])
  }

  func run() throws {
    var work = try selectLetters()
    let letters = work.letters
    let bar = ProgressBar(total: Int64(letters.count), of: .records)
    let trial = try isDryRun ? MappingTrial(assembly) : nil
    let output = try isDryRun ? nil : Output(properties, assembly.configuration)
    let fetch = try RecordFetch(properties: properties)
    let byPartition = Dictionary(grouping: letters.values, by: \.record.partition)
    for partition in byPartition.keys.sorted() {
      let wanted = byPartition[partition]?.map(\.record.offset).sorted() ?? []
      guard work.present.contains(partition) else {
        work.gone += wanted.count
        continue
      }
      var gone = 0
      try fetch.fetch(
        wanted, of: partition, gone: { _ in gone += 1 }
      ) { (message) throws(KafkaError) in
        work.fetched += 1
        bar.show(Int64(work.fetched))
        let record = DeadLetterReference.Record(partition, offset: message.offset)
        guard let letter = letters[record] else { return }
        guard takesAgain || message.header(DeadLetterReference.replayedHeader) == nil else {
          work.replays += 1
          return
        }
        work.taken += 1
        trial?.decode(message, of: letter)
        try output?.putBack(message, letter)
      }
      work.gone += gone
    }
    try output?.close()
    bar.end()
    report(work, trial)
  }

  /// What is to be done, and what became of it.
  private struct Work {
    /// Each record once, with the first letter about it.
    var letters: [DeadLetterReference.Record: DeadLetterReference] = [:]
    /// The partitions that there are.
    var present: Set<TopicPartition> = []
    /// Letters beyond the limit.
    var beyond = 0
    /// Put back by an earlier run.
    var before = 0
    /// Of a source or topic that the configuration does not have.
    var foreign = 0
    var fetched = 0
    /// Put back, or tried.
    var taken = 0
    /// Records that are themselves one that was put back.
    var replays = 0
    var gone = 0
  }

  private func selectLetters() throws -> Work {
    let configuration = assembly.configuration
    let topics = Dictionary(
      configuration.sources.map { ($0.name, $0.topic) }, uniquingKeysWith: { first, _ in first })
    let reader = try TopicReader(
      [configuration.deadLetters.topic], from: selection.start, properties: properties)
    var work = Work()
    var replayed: Set<DeadLetterReference.Record> = []
    try reader.readToEnd { message, _ in
      guard let letter = DeadLetterReference(message) else { return }
      if letter.reason == DeadLetterReference.replayedReason {
        replayed.insert(letter.record)
      } else if selection.takes(letter), work.letters[letter.record] == nil {
        // A letter never makes us write to a topic that no source has.
        if topics[letter.source] != letter.record.partition.topic {
          work.foreign += 1
        } else if work.letters.count < selection.limit {
          work.letters[letter.record] = letter
        } else {
          work.beyond += 1
        }
      }
    }
    if !takesAgain {
      let count = work.letters.count
      work.letters = work.letters.filter { !replayed.contains($0.key) }
      work.before = count - work.letters.count
    }
    let found = try Admin(properties).metadata().topics
    for (name, topic) in found {
      for partition in topic.partitions { work.present.insert(TopicPartition(name, partition.id)) }
    }
    return work
  }

  private func report(_ work: Work, _ trial: MappingTrial?) {
    if isDryRun, let trial {
      Terminal.say("\(counted(Int64(work.taken), "record")) tried, none put back: \(trial.summary)")
    } else {
      Terminal.say("\(counted(Int64(work.taken), "record")) put back")
    }
    let others: [(Int, String)] = [
      (work.before, "put back by an earlier run: --again does it once more"),
      (work.replays, "put back before, and rejected again: --again does it once more"),
      (work.gone, "gone: their topic has dropped them"),
      (work.foreign, "of a source or topic that the configuration does not have"),
      (work.beyond, "beyond --limit \(selection.limit)"),
    ]
    for (count, what) in others where count > 0 { Terminal.say("\(count) \(what)") }
  }
}

extension DeadLetterReplay {
  /// The way back of the records, and the notes about it.
  private final class Output {
    private let producer: Producer
    private let noteTopic: String
    private var pending: [DeadLetterReference] = []

    init(_ properties: ClientProperties, _ configuration: Configuration) throws(KafkaError) {
      producer = try Producer(properties)
      noteTopic = configuration.deadLetters.topic
    }

    func putBack(_ message: Message, _ letter: DeadLetterReference) throws(KafkaError) {
      let partition = letter.record.partition
      let name = DeadLetterReference.replayedHeader
      let place = RecordHeader(name, text: "\(partition.partition)@\(message.offset)")
      try producer.produce(
        topic: partition.topic, partition: partition.partition, key: message.key,
        payload: message.payload, headers: message.headers.filter { $0.name != name } + [place])
      pending.append(letter)
      if pending.count == DeadLetterReplay.batchRecords { try flush() }
    }

    /// The notes come after the records: a crash between them puts records back twice, never not.
    private func flush() throws(KafkaError) {
      try producer.flush(timeoutMilliseconds: DeadLetterReplay.flushMilliseconds)
      for letter in pending {
        let partition = letter.record.partition
        try producer.produce(
          topic: noteTopic, key: Array("\(partition.topic)-\(partition.partition)".utf8),
          payload: letter.replayedNote,
          headers: [RecordHeader("content-type", text: "application/json")])
      }
      pending.removeAll(keepingCapacity: true)
    }

    func close() throws(KafkaError) {
      try flush()
      try producer.close(timeoutMilliseconds: DeadLetterReplay.flushMilliseconds)
    }
  }
}
