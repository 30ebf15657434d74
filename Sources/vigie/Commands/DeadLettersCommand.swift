import Daemon
import EventTime
import Kafka
import Settings
import Signals

let deadLettersCommand = Command(
  name: "deadletters",
  summary: "Records that could not be used: lists them, or puts them back once that is mended",
  explanation: """
    'list' reads the topic of dead letters to its present end and shows the newest of those asked
    for, and on the error stream how many there are of each reason.

    'replay' fetches the records themselves and writes them again to the end of the same topic and
    partition, key and headers kept, with a header vigie-replayed-from that says where they stood:
    the daemon then decodes them with the mapping that it has now. Mend the mapping and restart the
    daemon first; --dry-run says how many records the present configuration would take.
    Without --reason these are put back:
    \(mendableReasons.joined(separator: ", ")).
    A record is put back once: what 'replay' did stands in the topic of dead letters, and --again
    does it all the same. A record that its topic has dropped is gone; that is said too. A source
    with clock: event judges a record by its own time: one from before the source's open panes comes
    late, and late records count nowhere.

    Neither shows anything of a record's contents.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "the configuration, vigie.yaml", isRequired: true),
    CommandOption(name: "source", value: "NAME", help: "of this source", isRepeatable: true),
    CommandOption(
      name: "reason", value: "REASON", help: "rejected for this reason", isRepeatable: true),
    CommandOption(
      name: "since", value: "TIME", help: "written since, as 2026-03-01T00:00:00Z or 12h"),
    CommandOption(
      name: "limit", value: "N", help: "the newest to show, or the oldest to put back",
      fallback: "1000"),
    CommandOption(
      name: "format", value: "table|ndjson", help: "how the list is shown", fallback: "table"),
    CommandOption(
      name: "dry-run", value: nil, help: "replay: decode the records, and put none back"),
    CommandOption(
      name: "again", value: nil, help: "replay: also those that were put back before"),
  ],
  operand: Command.Operand(
    name: "list|replay", choices: ["list", "replay"], help: "show them, or put them back"),
  examples: [
    "vigie deadletters list --config /etc/vigie/vigie.yaml --since 24h",
    "vigie deadletters replay --config /etc/vigie/vigie.yaml --source posts --dry-run",
  ],
  run: { (arguments) throws(Failure) in
    let assembly = try Loading.assembly(arguments["config"] ?? "")
    let selection = try DeadLetterSelection(arguments, assembly.configuration)
    do {
      if arguments.operands == ["replay"] {
        try DeadLetterReplay(
          assembly, selection, isDryRun: arguments.has("dry-run"),
          takesAgain: arguments.has("again")
        ).run()
      } else {
        try DeadLetterList(assembly.configuration, selection).show(arguments["format"] ?? "")
      }
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  })

private let mendableReasons = RejectReason.allCases.filter(\.mayBeMended).map(\.name)

/// Which dead letters are meant.
struct DeadLetterSelection {
  /// Empty: of all sources.
  private let sources: Set<String>
  /// Empty: for any reason.
  let reasons: Set<String>
  let since: Instant?
  let limit: Int

  init(_ arguments: Arguments, _ configuration: Configuration) throws(Failure) {
    let names = configuration.sources.map(\.name)
    for name in arguments.all("source") where !names.contains(name) {
      throw .unknownSource(name, among: names, command: "deadletters")
    }
    let known = RejectReason.allCases.map(\.name).filter { $0 != RejectReason.none.name }
    for reason in arguments.all("reason") where !known.contains(reason) {
      throw .usage(
        "there is no reason '\(reason)'\(suggestion(for: reason, among: known))\n"
          + "The reasons are \(known.joined(separator: ", ")).", command: "deadletters")
    }
    guard let limit = Int(arguments["limit"] ?? ""), (1...1_000_000).contains(limit) else {
      throw .usage("--limit must be a number from 1 to 1000000", command: "deadletters")
    }
    sources = Set(arguments.all("source"))
    var reasons = Set(arguments.all("reason"))
    if reasons.isEmpty, arguments.operands == ["replay"] { reasons = Set(mendableReasons) }
    self.reasons = reasons
    self.limit = limit
    since = try moment(arguments["since"], "since", command: "deadletters", allowsAgo: true)
  }

  func takes(_ letter: DeadLetterReference) -> Bool {
    (sources.isEmpty || sources.contains(letter.source))
      && (reasons.isEmpty || reasons.contains(letter.reason))
  }

  /// Where to begin in the topic of dead letters.
  var start: TopicReader.Start { since.map { .time($0) } ?? .beginning }
}
