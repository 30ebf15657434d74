import Alerts
import Daemon
import Detection
import EventTime
import Foundation
import Pipeline
import Replay
import Settings
import Signals

let replayCommand = Command(
  name: "replay",
  summary: "Runs history through the same stages as the daemon, as fast as the machine goes",
  explanation: """
    Reads NDJSON or CSV files (plain, .gz, .zst, or - for standard input) as a source's records, or
    its topic between two times, and writes the alert events that the daemon would have published:
    same history, same alerts. Several files of one source are its partitions.

    What cannot be used is counted by reason at the end; --dead-letters writes each with its place.

    With --pace the files feed their sources' topics instead, for a daemon that reads those: 60x is
    sixty times as fast as it was, max as fast as the broker takes it. Lines keep their order, and
    the key is the hash of the record's id. The broker stamps what comes; --stamp event stamps it
    with its event time, in topics whose message.timestamp.type is CreateTime.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(
      name: "input", value: "SOURCE=PATH", help: "a file of a source's records",
      isRepeatable: true),
    CommandOption(
      name: "from", value: "TIME", help: "read the sources' topics from this time on (RFC 3339)"),
    CommandOption(name: "to", value: "TIME", help: "up to this time, without it"),
    CommandOption(
      name: "alerts", value: "PATH",
      help: "alert events, one a line; - for standard output; needed without --pace"),
    CommandOption(
      name: "dead-letters", value: "PATH", help: "rejected records by place and reason"),
    CommandOption(
      name: "watchlist", value: "FILE", help: "entries of the watch list, one JSON object a line"),
    CommandOption(
      name: "times", value: nil, help: "say where the processor time went, step by step"),
    CommandOption(
      name: "timed-from", value: "TIME",
      help: "say what the records from this event time on took (RFC 3339)"),
    CommandOption(
      name: "pace", value: "60x|max", help: "feed the topics, so many times as fast as it was"),
    CommandOption(
      name: "stamp", value: "append|event", help: "what fed records are stamped with: append"),
  ],
  examples: [
    "vigie replay --config Config/vigie.yaml --input bluesky=posts.ndjson.zst --alerts -",
    "vigie replay --config Config/vigie.yaml --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z "
      + "--alerts alerts.ndjson",
    "vigie replay --config Config/vigie.yaml --input bluesky=posts.ndjson.zst --pace 60x",
  ],
  run: { (arguments) throws(Failure) in
    if arguments.has("pace") { return try FeedRun(arguments).run() }
    guard arguments.has("alerts") else {
      throw .usage("--alerts PATH is missing", command: "replay")
    }
    guard !arguments.has("stamp") else {
      throw .usage("--stamp goes with --pace", command: "replay")
    }
    try ReplayRun(arguments).run()
  })

/// One run of `vigie replay`.
struct ReplayRun {
  private let arguments: Arguments
  private let assembly: Assembly
  /// Empty where the topics are read.
  private let inputs: [ReplayInput]
  private let topics: TopicReplayRun?
  private let output: OutputFile
  private let letters: OutputFile?
  private let renderer: AlertRenderer
  private let encoder = CloudEventEncoder()

  init(_ arguments: Arguments) throws(Failure) {
    self.arguments = arguments
    var assembly = try Loading.assembly(arguments["config"] ?? "")
    try Loading.readWatchList(
      arguments["watchlist"], into: &assembly,
      key: try Loading.key(assembly.configuration, history: true))
    self.assembly = assembly
    renderer = AlertRenderer(assembly: assembly, version: Vigie.version)
    // An output is emptied as it is opened: not before the inputs are known to be there.
    inputs = try Self.inputs(arguments, assembly)
    topics = inputs.isEmpty ? try TopicReplayRun(arguments, assembly) : nil
    output = try OutputFile(path: arguments["alerts"] ?? "-")
    var letters: OutputFile?
    if let path = arguments["dead-letters"] { letters = try OutputFile(path: path) }
    self.letters = letters
  }

  func run() throws(Failure) {
    var chain: Chain
    do {
      chain = try assembly.chain(
        key: Loading.key(assembly.configuration, history: true), history: true,
        clock: arguments.has("times") ? processorNanoseconds : nil)
    } catch let error as AssemblyError {
      throw .configuration(error.message)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
    if let topics {
      try topics.run(&chain) { (chain, effects) throws(Failure) in
        try write(&effects, chain)
      }
    } else {
      try replayFiles(&chain)
    }
    try output.close()
    try letters?.close()
    try report(chain)
  }

  private func replayFiles(_ chain: inout Chain) throws(Failure) {
    var effects = ChainEffects()
    let bar = ProgressBar(total: totalBytes(inputs.map(\.path)))
    var timed = try TimedPart(arguments)
    if ProcessInfo.processInfo.activeProcessorCount > 1 { chain.overlapGroups(on: ReplayWorker()) }
    do {
      var replay = try FileReplay(
        inputs: inputs, chain: chain,
        maxRecordBytes: assembly.configuration.limits.maxRecordBytes)
      while try replay.step(&chain, into: &effects) {
        try write(&effects, chain)
        bar.show(replay.progress.bytes, at: replay.progress.frontier)
        timed?.look(replay.progress)
      }
      timed?.end(replay.progress)
    } catch let error as ReplayError {
      bar.end()
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
    bar.end()
    if let timed { Terminal.say(timed.words) }
  }

  static func inputs(
    _ arguments: Arguments, _ assembly: Assembly
  ) throws(Failure) -> [ReplayInput] {
    let isFromTopics = arguments.has("from") || arguments.has("to")
    guard isFromTopics != arguments.has("input") else {
      throw .usage("give --input SOURCE=PATH, or --from and --to", command: "replay")
    }
    let names = assembly.configuration.sources.map(\.name)
    var parsed: [ReplayInput] = []
    for input in arguments.all("input") {
      let parts = input.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty else {
        throw .usage("--input \(input): expected SOURCE=PATH", command: "replay")
      }
      guard let source = names.firstIndex(of: String(parts[0])) else {
        throw .unknownSource(String(parts[0]), among: names, command: "replay")
      }
      let path = String(parts[1])
      guard path == "-" || access(path, R_OK) == 0 else {
        throw Failure(
          ReplayError(path: path, reason: .cannotOpen(String(cString: strerror(errno)))))
      }
      parsed.append(ReplayInput(source: source, path: path))
    }
    return parsed
  }

  private func write(_ effects: inout ChainEffects, _ chain: borrowing Chain) throws(Failure) {
    if effects.changes.isEmpty && effects.deadLetters.isEmpty { return }
    var frontiers: [(source: Int, pane: Pane)] = []
    for (index, source) in chain.sources.enumerated() {
      if let pane = source.steppedBefore { frontiers.append((index, pane)) }
    }
    for change in effects.changes {
      do {
        try output.write(encoder.encode(renderer.event(change, frontiers: frontiers)))
      } catch let error as Failure {
        throw error
      } catch {
        throw .bug("an alert cannot be encoded: \(error)")
      }
    }
    for letter in effects.deadLetters {
      let source = assembly.configuration.sources[Int(letter.source)].name
      let line =
        #"{"offset":\#(letter.offset),"partition":\#(letter.partition),"#
        + #""reason":"\#(letter.reason.name)","source":"\#(source)"}"#
      try letters?.write(Data(line.utf8))
    }
    effects.removeAll()
  }

  /// What was read, for people; exit 65 when nothing at all could be used.
  private func report(_ chain: borrowing Chain) throws(Failure) {
    var total = PartitionCounts()
    for source in chain.sources {
      let counts = source.totalCounts
      guard counts.seen > 0 else { continue }
      total += counts
      Terminal.say(
        "\(source.name): \(counted(counts.seen, "record")), \(counts.accepted) taken, "
          + "\(counts.filtered) left out, \(counts.duplicates) twice, "
          + "\(counts.retractions) withdrawn, \(counts.rejected) rejected"
          + Self.reasons(source.rejectedByReason))
      if arguments.has("times") { Self.say(source.times, records: counts.seen) }
    }
    if total.seen == 0 { throw .data(noRecord) }
    if total.accepted + total.retractions == 0 {
      throw .data(
        "no usable record: \(total.filtered) left out by the source's 'where', "
          + "\(total.rejected) rejected. See: vigie check --source NAME --sample FILE")
    }
  }

  private var noRecord: String {
    inputs.isEmpty
      ? "the topics hold no record of that time"
      : inputs.map(\.path).joined(separator: ", ") + ": no record"
  }

  private static func reasons(_ counts: [(RejectReason, Int64)]) -> String {
    counts.isEmpty
      ? "" : " (" + counts.map { "\($0.0.name) \($0.1)" }.joined(separator: ", ") + ")"
  }

  private static func say(_ times: StepTimes, records: Int64) {
    let steps = [
      ("read", times.read), ("decode", times.decode), ("observe", times.observe),
      ("detect", times.detect), ("group", times.group), ("alert", times.alert),
    ]
    for (name, nanoseconds) in steps {
      Terminal.say("  \(name): \(nanoseconds / UInt64(max(1, records))) ns a record")
    }
  }
}

/// What the part of a replay from an event time on took: its history before is read faster or slower.
private struct TimedPart {
  private struct Moment {
    var lines: Int64
    var wall: ContinuousClock.Instant
    var processor: Double
  }

  private let from: Instant
  private let text: String
  /// The last look that was surely before that time, else the beginning.
  private var before = Moment(lines: 0, wall: .now, processor: SystemClock.processorSeconds())
  private var start: Moment?
  private var finish: Moment?

  /// Nil where nothing is timed.
  init?(_ arguments: Arguments) throws(Failure) {
    guard
      let from = try moment(arguments["timed-from"], "timed-from", command: "replay"),
      let text = arguments["timed-from"]
    else { return nil }
    self.from = from
    self.text = text
  }

  mutating func look(_ progress: ReplayProgress) {
    guard start == nil, let frontier = progress.frontier else { return }
    if frontier >= from {
      start = before
    } else {
      before = Self.now(progress)
    }
  }

  mutating func end(_ progress: ReplayProgress) { finish = Self.now(progress) }

  var words: String {
    guard let start, let finish else { return "no record from \(text) on" }
    let wall = String(format: "%.1f", (finish.wall - start.wall) / .seconds(1))
    let processor = String(format: "%.1f", finish.processor - start.processor)
    return "from \(text) on: \(counted(finish.lines - start.lines, "record")) in \(wall) s, "
      + "\(processor) s of processor time"
  }

  private static func now(_ progress: ReplayProgress) -> Moment {
    Moment(
      lines: progress.lines, wall: .now, processor: SystemClock.processorSeconds())
  }
}

/// Bytes of plain files together; nil when one is compressed, or a pipe.
func totalBytes(_ paths: [String]) -> Int64? {
  var sum: Int64 = 0
  for path in paths {
    guard !path.hasSuffix(".gz"), !path.hasSuffix(".zst"), path != "-",
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
    else { return nil }
    sum += size
  }
  return sum
}

extension Failure {
  init(_ error: ReplayError) {
    switch error.reason {
    case .cannotOpen: self = .noInput(error.description)
    case .cannotRead, .truncated, .corrupt, .badHeader, .noUsableRecord:
      self = .data(error.description)
    case .cannotCreate, .cannotWrite: self = .cannotCreate(error.description)
    }
  }
}
