package import EventTime
package import Kafka
package import Pipeline
package import Replay
internal import Settings
internal import Signals

/// Whose time a fed record is stamped with.
package enum FeedStamp: String, Sendable, CaseIterable {
  /// When it is appended: the daemon takes it for one that has just come.
  case append
  /// Its event time, where the topic takes the producer's stamps.
  case event
}

/// Why a feed ended before its files did.
package enum FeedError: Error, Sendable {
  case file(ReplayError)
  case log(KafkaError)
  /// The source's records cannot go to a topic as they stand.
  case mapping(String)
}

/// What a feed has done so far.
package struct FeedProgress: Sendable, Equatable {
  /// Records that were handed to the producer.
  package var records: Int64 = 0
  /// Those among them that the source's mapping takes.
  package var usable: Int64 = 0
  /// Lines longer than `maxRecordBytes`, or than the topic takes: left out.
  package var tooLarge: Int64 = 0
  /// Of the files, line ends included.
  package var bytes: Int64 = 0
  /// The event time that was reached.
  package var time: Instant?
}

/// Feeds files of records to the topics of their sources: what `vigie replay --pace` does.
///
/// Lines keep their order within a file; of several files the one whose event time is behind is read
/// next. A record's key is the hash of its id, with one fixed key, so that all that is said of an id
/// stands in one partition, whoever feeds it; a line without an id is spread by its payload. Every
/// line goes, also those that the daemon will reject. One thread owns it.
package final class TopicFeeder {
  private let producer: Producer
  private let topics: [String]
  private let stamp: FeedStamp
  private var files: [FeedFile] = []
  private var pace: FeedPace?
  private let nanoseconds: () -> UInt64
  private var key = [UInt8](repeating: 0, count: 16)
  /// When the record that is waited for is due.
  private var dueNanoseconds: UInt64?
  private var failedBefore: Int64 = 0
  package private(set) var progress = FeedProgress()

  /// Records that are handed over between two looks at the clock and at what the broker said.
  private static let stepRecords = 1024
  /// The longest wait of one step, so that whoever calls can stop it.
  private static let stepMilliseconds: UInt64 = 100
  /// How long a broker that takes nothing is waited for.
  private static let patienceMilliseconds: Int32 = 300_000
  /// Of ids: anybody's key will do, as long as it is everybody's.
  private static let idKey = [UInt8](repeating: 0x49, count: 32)

  /// Opens the files and makes the producer; nothing is sent yet.
  ///
  /// - Parameters:
  ///   - speed: seconds of event time a second; nil: as fast as the topic takes them.
  ///   - nanoseconds: the clock that the pace goes by.
  package init(
    assembly: Assembly, inputs: [ReplayInput], properties: ClientProperties, speed: Double?,
    stamp: FeedStamp, nanoseconds: @escaping () -> UInt64 = SystemClock.monotonicNanoseconds
  ) throws(FeedError) {
    let configuration = assembly.configuration
    topics = configuration.sources.map(\.topic)
    self.stamp = stamp
    self.nanoseconds = nanoseconds
    pace = speed.map(FeedPace.init(speed:))
    let limit = configuration.limits.maxRecordBytes
    for input in inputs {
      let source = configuration.sources[input.source]
      if case .csv(_, let columns) = source.format, columns.isEmpty {
        throw .mapping(
          "source \(source.name) takes its columns from the first row of a file, and a topic has "
            + "none: name them under csv.columns")
      }
      do {
        files.append(
          try FeedFile(
            input, decoder: assembly.decoder(source: input.source, key: Self.idKey),
            maxRecordBytes: limit))
      } catch let error as AssemblyError {
        throw .mapping(error.message)
      } catch let error as ReplayError {
        throw .file(error)
      } catch {
        preconditionFailure("\(error)")
      }
    }
    do {
      // A record as long as it may be, and what the protocol adds to it.
      producer = try Producer(
        properties.overridden(by: ["message.max.bytes": String(max(1 << 20, limit) + 4096)]))
    } catch {
      throw .log(error)
    }
    producer.queueFullTimeoutMilliseconds = Self.patienceMilliseconds
    do {
      for file in files { try file.advance() }
    } catch {
      throw .file(error)
    }
  }

  /// Hands over what is due, or waits for a moment until something is; false when all is handed over.
  package func step() throws(FeedError) -> Bool {
    do {
      for _ in 0..<Self.stepRecords {
        guard let file = behind() else { return false }
        if pace != nil, let milliseconds = wait(for: file) {
          producer.poll(timeoutMilliseconds: milliseconds)
          break
        }
        try send(file)
        try file.advance()
      }
      producer.poll()
      try settleFailures()
      return true
    } catch let error as ReplayError {
      throw .file(error)
    } catch let error as KafkaError {
      throw .log(error)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Waits until all that was handed over stands in the topics.
  package func finish() throws(FeedError) {
    do throws(KafkaError) {
      do throws(KafkaError) {
        try producer.close(timeoutMilliseconds: Self.patienceMilliseconds)
      } catch {
        guard error.code == .messageTooLarge else { throw error }
      }
      try settleFailures()
    } catch {
      throw .log(error)
    }
  }

  /// Records that the broker has confirmed.
  package var delivered: Int64 { producer.deliveredCount }

  /// What the producer goes on mending by itself, since the last call.
  package func takeErrors() -> [KafkaError] { producer.takeErrors() }

  private func behind() -> FeedFile? {
    var found: FeedFile?
    for file in files where !file.isDone {
      if let least = found, least.time <= file.time { continue }
      found = file
    }
    return found
  }

  /// Milliseconds until the file's next record is due, at most those of a step; nil when it is.
  private func wait(for file: FeedFile) -> Int32? {
    let now = nanoseconds()
    if dueNanoseconds == nil && file.hasTime {
      dueNanoseconds = pace?.due(file.time, now: now)
    }
    guard let due = dueNanoseconds, due > now else {
      dueNanoseconds = nil
      return nil
    }
    return Int32(min(Self.stepMilliseconds, (due - now) / 1_000_000 + 1))
  }

  private func send(_ file: FeedFile) throws(KafkaError) {
    let line = file.line
    let signal = file.signal
    progress.bytes += Int64(line.bytes.count) + 1
    guard !line.isTooLarge else {
      progress.tooLarge += 1
      return
    }
    let isUsable = signal.isAccepted || signal.isRetraction
    writeKey(isUsable ? signal.id : signal.payload)
    var milliseconds: Int64?
    if stamp == .event, file.time > .distantPast {
      milliseconds = max(1, file.time.microseconds / 1000)
    }
    try produce(line.bytes, to: topics[file.input.source], at: milliseconds)
    progress.records += 1
    if isUsable { progress.usable += 1 }
    if file.hasTime { progress.time = file.time }
  }

  private func produce(
    _ payload: UnsafeRawBufferPointer, to topic: String, at milliseconds: Int64?
  ) throws(KafkaError) {
    var failure: KafkaError?
    key.withUnsafeBytes { key in
      do throws(KafkaError) {
        try producer.produce(
          topic: topic, key: key, payload: payload, timestampMilliseconds: milliseconds)
      } catch {
        failure = error
      }
    }
    guard let failure else { return }
    guard failure.code == .messageTooLarge else { throw failure }
    progress.tooLarge += 1
  }

  /// The number in hexadecimal digits, as people can read it.
  private func writeKey(_ number: UInt64) {
    var rest = number
    for index in key.indices.reversed() {
      let digit = UInt8(rest & 15)
      key[index] = digit < 10 ? 48 + digit : 87 + digit
      rest >>= 4
    }
  }

  /// A record that the topic finds too large is left out; any other failure ends the feed.
  private func settleFailures() throws(KafkaError) {
    progress.tooLarge += producer.failedCount - failedBefore
    failedBefore = producer.failedCount
    for failure in producer.takeFailures() where failure.error.code != .messageTooLarge {
      throw failure.error
    }
  }
}
