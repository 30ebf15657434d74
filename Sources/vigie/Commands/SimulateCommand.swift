import Alerts
import EventTime
import Foundation
import Settings
import Simulation

let simulateCommand = Command(
  name: "simulate",
  summary: "Writes the streams of a simulated territory, with scripted incidents and their labels",
  explanation: """
    Reads a scenario (Config/examples/scenarios shows three; vigie check --reference prints all keys)
    and writes into a directory:

      SOURCE.ndjson      the records of each source, in the order in which they arrive: some late,
                         some twice, some withdrawn
      incidents.ndjson   what truly happened, for vigie score-alerts: the judged period, announced
                         events, and each incident with onset, end, areas, sources, terms and the
                         detectors that should see it
      watchlist.ndjson   the plates on the list, where the scenario has a source of plates
      hints.yaml         the key events for Config/detectors/crowd.yaml, and how to replay all

    People write by day and week in local time, some much and most little, in French, English and
    Arabic; counts are over-dispersed and drift together; jokes, headlines, advertisements and
    football go round and mean no harm. Before the judged period lies the warm-up, in which nothing
    happens: detectors need some days of posts, and those that judge by the day four weeks of reports.

    The same scenario and seed give the same bytes. Incidents change no everyday record.
    """,
  options: [
    CommandOption(name: "scenario", value: "FILE", help: "the scenario", isRequired: true),
    CommandOption(
      name: "seed", value: "N", help: "a whole number: equal ones, equal bytes", isRequired: true),
    CommandOption(
      name: "out", value: "DIR", help: "where to write; made if it is not there", isRequired: true),
    CommandOption(
      name: "rate", value: "FACTOR",
      help: "everyday records, times this; incidents keep their size", fallback: "1"),
  ],
  examples: [
    "vigie simulate --scenario Config/examples/scenarios/city.yaml --seed 1 --out city",
    "vigie simulate --scenario Config/examples/scenarios/country.yaml --seed 1 --out small "
      + "--rate 0.01",
    "vigie score-alerts --alerts alerts.ndjson --incidents city/incidents.ndjson",
  ],
  run: { (arguments) throws(Failure) in try SimulateRun(arguments).run() })

/// One run of `vigie simulate`.
private struct SimulateRun {
  private let simulation: ScenarioRun
  private let directory: String

  init(_ arguments: Arguments) throws(Failure) {
    guard let seed = UInt64(arguments["seed"] ?? "") else {
      throw .usage(
        "--seed \(arguments["seed"] ?? ""): a whole number from 0 on", command: "simulate")
    }
    guard let rate = Double(arguments["rate"] ?? ""), rate > 0, rate <= 1000 else {
      throw .usage(
        "--rate \(arguments["rate"] ?? ""): a number over 0, as 0.1 for a tenth",
        command: "simulate")
    }
    directory = arguments["out"] ?? ""
    var scenario: Scenario
    do {
      scenario = try Scenario.load(path: arguments["scenario"] ?? "")
    } catch {
      throw error.isMissingFile
        ? .noInput("\(error)") : .configuration("the scenario is not usable:\n\(error)")
    }
    for index in scenario.sources.indices { scenario.sources[index].recordsPerHour *= rate }
    do {
      let territory = try ScenarioTerritory(
        areasCSV: scenario.territoryTable("areas"),
        communesCSV: scenario.territoryTable("communes"), codes: scenario.areas,
        communesPerArea: scenario.communesPerArea)
      simulation = try ScenarioRun(scenario, territory: territory, seed: seed)
    } catch let error as ScenarioError {
      throw .configuration("the scenario is not usable: \(error.message)")
    } catch let error as TerritoryFileError {
      throw .noInput("\(error)")
    } catch {
      throw .bug("\(error)")
    }
  }

  func run() throws(Failure) {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate("\(directory): \(error.localizedDescription)")
    }
    let scenario = simulation.scenario
    let bar = ProgressBar(total: scenario.expectedRecords, of: .records)
    var total: Int64 = 0
    for (index, source) in scenario.sources.enumerated() {
      let written = try write(index, source, after: total, bar)
      total += written
      bar.end()
      Terminal.say("\(source.name).ndjson: \(counted(written, "record"))")
    }
    try writeLines("incidents.ndjson", simulation.labels.map { $0.encoded() })
    if scenario.sources.contains(where: { $0.format == .plates }) {
      try writeLines("watchlist.ndjson", simulation.watchList.map { Data($0.utf8) })
    }
    try writeLines("hints.yaml", [Data(simulation.hints(directory: directory).utf8)])
    let incidents = scenario.incidents.count
    Terminal.say(
      "\(counted(total, "record")), \(counted(Int64(incidents), "incident")) in \(directory)")
  }

  private func write(
    _ index: Int, _ source: ScenarioSource, after total: Int64, _ bar: ProgressBar
  ) throws(Failure) -> Int64 {
    let file = try OutputFile(path: "\(directory)/\(source.name).ndjson")
    var stream = simulation.stream(ofSource: index)
    var written: Int64 = 0
    var lines: [UInt8] = []
    var goesOn = true
    while goesOn {
      goesOn = stream.step { record in
        lines.append(contentsOf: record)
        lines.append(UInt8(ascii: "\n"))
        written += 1
      }
      if lines.count > 1 << 20 || !goesOn {
        try file.write(lines: lines)
        lines.removeAll(keepingCapacity: true)
      }
      bar.show(total + written, at: stream.time)
    }
    try file.close()
    return written
  }

  private func writeLines(_ name: String, _ lines: [Data]) throws(Failure) {
    let file = try OutputFile(path: "\(directory)/\(name)")
    for line in lines { try file.write(line) }
    try file.close()
  }
}
