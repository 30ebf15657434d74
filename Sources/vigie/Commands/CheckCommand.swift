import Daemon
import Detection
import EventTime
import Foundation
import Pipeline
import Replay
import Settings
import Signals

let checkCommand = Command(
  name: "check",
  summary: "Reads the configuration, tries a mapping on a sample, or explains every key",
  explanation: """
    Without more, reads the configuration and says what it amounts to. With --source and --sample,
    shows what the source's mapping makes of a sample's records: the signals, and the rejects with
    their reason. With --connect, asks the broker too: whether it answers and lets us in, and whether
    its topics are as 'vigie topics plan' says. --reference prints every key there is.
    """,
  options: [
    CommandOption(name: "config", value: "FILE", help: "the configuration, vigie.yaml"),
    CommandOption(name: "source", value: "NAME", help: "the source to try"),
    CommandOption(name: "sample", value: "PATH", help: "records of it, as for replay"),
    CommandOption(
      name: "limit", value: "N", help: "records of the sample to show", fallback: "20"),
    CommandOption(name: "connect", value: nil, help: "reach the broker, and look at the topics"),
    CommandOption(name: "reference", value: nil, help: "print every key of the configuration"),
  ],
  examples: [
    "vigie check --config Config/vigie.yaml",
    "vigie check --config Config/vigie.yaml --source bluesky --sample posts.ndjson",
    "vigie check --reference",
  ],
  run: { (arguments) throws(Failure) in
    if arguments.has("reference") {
      Terminal.result(configurationReference())
      return
    }
    guard let path = arguments["config"] else {
      throw .usage("--config FILE is missing", command: "check")
    }
    let assembly = try Loading.assembly(path)
    if arguments.has("source") || arguments.has("sample") {
      guard let name = arguments["source"], let sample = arguments["sample"] else {
        throw .usage("--source and --sample go together", command: "check")
      }
      guard let limit = Int(arguments["limit"] ?? ""), limit > 0 else {
        throw .usage("--limit must be a number above 0", command: "check")
      }
      try DryRun(assembly, source: name).show(sample, limit: limit)
      return
    }
    summarise(assembly)
    if arguments.has("connect") { try BrokerCheck(assembly.configuration).run() }
  })

private func summarise(_ assembly: Assembly) {
  let configuration = assembly.configuration
  Terminal.result("\(configuration.path) is good. Its hash is \(assembly.configurationHash).")
  Terminal.result(
    "territory: \(assembly.territory.areas.count) areas; themes: \(assembly.themes.count - 1) "
      + "with \(assembly.lexicon.termCount) terms")
  for (source, layout) in zip(configuration.sources, assembly.layouts) {
    Terminal.result(
      "source \(source.name): \(source.kind.rawValue) from topic \(source.topic), "
        + "\(layout.seriesCount) series, frontier \(source.maxDelay.microseconds / 1_000_000) s "
        + "behind")
  }
  Terminal.result(
    "volume: \(configuration.volume.falseAlarmsPerWeek) false alarms a week over "
      + "\(assembly.seriesCount) series")
  if configuration.privacy.key == nil {
    Terminal.say("warning: privacy.key is not set: pseudonyms end with each process")
  }
}

/// What a mapping makes of a sample. No text is shown: there is none in a signal.
private struct DryRun {
  private let assembly: Assembly
  private let index: Int

  init(_ assembly: Assembly, source name: String) throws(Failure) {
    self.assembly = assembly
    let names = assembly.configuration.sources.map(\.name)
    guard let index = names.firstIndex(of: name) else {
      throw .unknownSource(name, among: names, command: "check")
    }
    self.index = index
  }

  func show(_ path: String, limit: Int) throws(Failure) {
    var decoder: SignalDecoder
    do {
      decoder = try assembly.decoder(
        source: index, key: Loading.key(assembly.configuration))
    } catch let error as AssemblyError {
      throw .configuration(error.message)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
    var counts: [Outcome: Int] = [:]
    var shown = 0
    do {
      var reader = try LineReader(
        path: path, maxLineBytes: assembly.configuration.limits.maxRecordBytes)
      var signals = SignalBuffer()
      while let line = try reader.next() {
        signals.removeAll()
        var view = RecordView(payload: line.bytes, offset: line.number, arrival: nil)
        view.hasPadding = true
        view.isTooLarge = line.isTooLarge
        withUnsafePointer(to: view) {
          decoder.decode(UnsafeBufferPointer(start: $0, count: 1), into: &signals)
        }
        let signal = signals[0]
        counts[signal.outcome, default: 0] += 1
        shown += 1
        if shown <= limit { Terminal.result(describe(signal)) }
      }
    } catch {
      throw Failure(error)
    }
    let total = counts.values.reduce(0, +)
    if total > limit { Terminal.say("… and \(total - limit) more") }
    Terminal.say(
      "\(counted(Int64(total), "record")): \(counts[.accepted, default: 0]) signals, "
        + "\(counts[.retraction, default: 0]) retractions, "
        + "\(counts[.filtered, default: 0] + counts[.hidden, default: 0]) left out, \(counts[.rejected, default: 0]) rejected"
    )
    if total == 0 { throw .data("\(path): no record") }
    if counts[.accepted, default: 0] + counts[.retraction, default: 0] == 0 {
      throw .data("\(path): the mapping of this source takes none of the records")
    }
  }

  private func describe(_ signal: Signal) -> String {
    let line = "line \(signal.offset): "
    switch signal.outcome {
    case .rejected: return line + "rejected, \(signal.reason.name)"
    case .filtered: return line + "left out"
    case .hidden: return line + "left out, a count without its value"
    case .tombstone: return line + "tombstone"
    case .accepted, .retraction: break
    }
    var parts = ["time=\(signal.time.rfc3339)"]
    parts.append(
      "area=" + (signal.area < 0 ? "-" : assembly.territory.areas[Int(signal.area)].code))
    let themes = assembly.themes.indices.filter { $0 > 0 && signal.themes >> UInt64($0) & 1 == 1 }
    parts.append("themes=[" + themes.map { assembly.themes[$0].name }.joined(separator: ",") + "]")
    let terms = (0..<Int(signal.terms.count)).map { assembly.lexicon.termText(signal.terms[$0]) }
    if !terms.isEmpty { parts.append("terms=[\(terms.joined(separator: ", "))]") }
    if signal.author != 0 { parts.append("author=known") }
    if signal.flags.contains(.repost) { parts.append("repost") }
    if signal.flags.contains(.reply) { parts.append("reply") }
    if signal.category >= 0 {
      let values = assembly.configuration.sources[index].category?.values ?? []
      let place = Int(signal.category)
      parts.append("category=" + (place < values.count ? values[place] : "other"))
    }
    if assembly.configuration.sources[index].value != nil {
      parts.append("value=\(Double(signal.value) / 1e6)")
    }
    let kind = signal.outcome == .retraction ? "retraction" : "signal"
    return line + "\(kind) " + parts.joined(separator: " ")
  }
}
