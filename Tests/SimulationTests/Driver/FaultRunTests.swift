import Pipeline
import Simulation
import Testing

@Suite("The three stages over a log with faults")
struct FaultRunTests {
  /// More seeds: `Scripts/simulate --seeds N`.
  @Test(arguments: 0..<4)
  func alertsAreThoseOfTheWholeHistory(part: UInt64) throws {
    let assemblies = try FaultAssemblies.all.get()
    var sweep = SweepReport()
    for seed in (1 + part * 6)..<(7 + part * 6) {
      let report = try FaultRun(seed: seed, assemblies: assemblies).run()
      #expect(report.divergence == nil, "seed \(seed)")
      sweep.add(report)
    }
    #expect(2 * sweep.runsWithAlerts >= sweep.runs)
    #expect(sweep.deadLetters > 0)
    #expect(sweep.probes[.pipelineRebuilt] + sweep.probes[.stateRestored] > 0)
  }

  @Test func sameSeedGivesTheSameRun() throws {
    let assemblies = try FaultAssemblies.all.get()
    let first = try FaultRun(seed: 3, assemblies: assemblies, keepsLines: true).run()
    let again = try FaultRun(seed: 3, assemblies: assemblies).run()
    #expect(first.traceCount > 1000)
    #expect(first.traceLines.count > first.traceCount)
    #expect(again.traceLines.isEmpty)
    #expect((first.traceHash, first.traceCount) == (again.traceHash, again.traceCount))
    #expect(first.probes == again.probes)
  }
}
