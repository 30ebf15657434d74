import EventTime
import Pipeline
import Settings
import Signals
import Simulation

let simulateFaultsCommand = Command(
  name: "simulate-faults",
  summary: "Runs the three stages over a simulated log with faults, and compares their alerts",
  explanation: """
    Each seed is a small random history, a random deployment of the stages, and a choice of faults:
    crashes, rebalances, unknown outcomes, broken producers, a broker that is down, and more. While
    they last, no alert may be wrong and none may come twice; afterwards all must come. The same seed
    gives the same run. Prints what differed, how often each rare path was taken, and a summary.
    Scripts/simulate runs it over many seeds at once.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "configuration",
      fallback: "Config/examples/faults/vigie.yaml"),
    CommandOption(name: "seeds", value: "A..B", help: "seeds to run, both included"),
    CommandOption(name: "seed", value: "N", help: "one seed alone"),
    CommandOption(name: "trace", value: nil, help: "print every call and its outcome"),
  ],
  examples: [
    "vigie simulate-faults --seeds 1..200", "vigie simulate-faults --seed 17 --trace",
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    let seeds = try seeds(of: arguments)
    let assemblies = try faultAssemblies(arguments["config"] ?? "")
    let isTraced = arguments.has("trace")
    var sweep = SweepReport()
    for seed in seeds {
      let report: RunReport
      do throws(AssemblyError) {
        report = try FaultRun(seed: seed, assemblies: assemblies, keepsLines: isTraced).run()
      } catch {
        throw .configuration(error.message)
      }
      for line in report.traceLines { Terminal.result(line) }
      sweep.add(report)
      if let what = report.divergence { Terminal.result("divergence \(seed) \(what)") }
      if seeds.count == 1 || isTraced {
        Terminal.result(
          "trace \(seed) \(String(report.traceHash, radix: 16)) of \(report.traceCount) calls, "
            + "\(report.steps) turns, \(report.records) records, \(report.alertEvents) events")
      } else {
        Terminal.result("done \(seed)")
      }
    }
    for probe in Probe.allCases {
      Terminal.result("probe \(probe.rawValue) \(sweep.probes[probe])")
    }
    Terminal.result(
      "summary runs=\(sweep.runs) with-alerts=\(sweep.runsWithAlerts) refused=\(sweep.refused) "
        + "divergences=\(sweep.divergences.count) events=\(sweep.alertEvents) "
        + "dead-letters=\(sweep.deadLetters) records=\(sweep.records)")
    if !sweep.divergences.isEmpty {
      throw Failure(code: 70, message: "\(sweep.divergences.count) seeds differ")
    }
  })

private func seeds(of arguments: Arguments) throws(Failure) -> ClosedRange<UInt64> {
  if let text = arguments["seed"], arguments["seeds"] == nil, let seed = UInt64(text) {
    return seed...seed
  }
  let bounds = (arguments["seeds"] ?? "").split(separator: ".").compactMap { UInt64($0) }
  guard arguments["seed"] == nil, bounds.count == 2, bounds[0] <= bounds[1] else {
    throw .usage("give --seeds A..B or --seed N", command: "simulate-faults")
  }
  return bounds[0]...bounds[1]
}

/// The same configuration with 1, 2, 3 and 4 shards.
private func faultAssemblies(_ path: String) throws(Failure) -> [Assembly] {
  var configuration = try Loading.configuration(path)
  var assemblies: [Assembly] = []
  for shards in 1...4 {
    configuration.shards = shards
    assemblies.append(try Loading.assembly(configuration))
  }
  return assemblies
}
