import Simulation

/// The trials that `vigie power` runs.
private enum PowerTrial: String, CaseIterable {
  case volume, rumour, coordinated, panic, emerging, crowd, satisfaction, scam, silence, situation

  /// `volume` as lines of text, every other trial as a Markdown table.
  func run(seed: UInt64, promise: Double, weeks: Int, paneSeconds: Int64) -> String {
    switch self {
    case .volume:
      volumePowerTable(seed: seed, promise: promise, weeks: weeks, paneSeconds: paneSeconds)
    case .rumour: RumourPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .coordinated: CoordinatedPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .panic: PanicPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .emerging: EmergingPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .crowd: CrowdPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .satisfaction: SatisfactionPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .scam: ScamPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .silence: SilencePower(seed: seed, promise: promise, weeks: weeks).run().markdown
    case .situation: SituationPower(seed: seed, promise: promise, weeks: weeks).run().markdown
    }
  }
}

extension PowerTable {
  /// A heading, the table, and the notes as a list.
  fileprivate var markdown: String {
    var lines = ["### \(title)", "", line(columns), line(columns.map { _ in "---" })]
    lines += rows.map(line)
    if !notes.isEmpty { lines += [""] + notes.map { "- \($0)" } }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String]) -> String {
    let escaped = cells.map { cell in
      cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
    return "| " + escaped.joined(separator: " | ") + " |"
  }
}

let powerCommand = Command(
  name: "power",
  summary: "Measures a detector on simulated streams: false alarms against the promise, and power",
  explanation: """
    'volume': 200 series with the rhythms of day and week and over-dispersed, half of them
    autocorrelated counts. Counts the chance alarms by period, then injects incidents of 5 min to
    6 h and counts what is found, and how soon. The other detectors have simulated streams of their
    own and print a Markdown table each; 'all' runs one after the other. Each takes minutes.
    """,
  options: [
    CommandOption(
      name: "detector", value: "NAME",
      help: PowerTrial.allCases.map(\.rawValue).joined(separator: ", ") + " or all",
      fallback: PowerTrial.volume.rawValue),
    CommandOption(name: "seed", value: "N", help: "seed of the simulation", fallback: "1"),
    CommandOption(
      name: "promise", value: "B", help: "false alarms a week that are promised", fallback: "1"),
    CommandOption(name: "weeks", value: "N", help: "weeks simulated, 1 to 520", fallback: "20"),
    CommandOption(
      name: "pane-seconds", value: "N", help: "length of a pane of 'volume': 10 or 60",
      fallback: "60"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    guard let seed = UInt64(arguments["seed"] ?? ""),
      let promise = Double(arguments["promise"] ?? ""), promise > 0, promise.isFinite,
      let weeks = Int(arguments["weeks"] ?? ""), (1...520).contains(weeks),
      let seconds = Int64(arguments["pane-seconds"] ?? ""), [10, 60].contains(seconds)
    else {
      throw .usage("seed, promise, weeks or pane-seconds is no usable number", command: "power")
    }
    let name = arguments["detector"] ?? ""
    let trials =
      name == "all" ? PowerTrial.allCases : PowerTrial(rawValue: name).map { [$0] } ?? []
    guard !trials.isEmpty else {
      throw .usage("'\(name)' is no detector that can be measured", command: "power")
    }
    for trial in trials {
      Terminal.result(
        trial.run(seed: seed, promise: promise, weeks: weeks, paneSeconds: seconds))
    }
  })
