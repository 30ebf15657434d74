/// What came of one seed.
package struct RunReport: Sendable {
  package var seed: UInt64
  /// What was wrong; nil when all was as it must be.
  package var divergence: String?
  /// The log was damaged on purpose, and the stages refused to go on, as they must.
  package var isRefused = false
  /// Alert events that the history leads to.
  package var alertEvents = 0
  package var deadLetters = 0
  package var records = 0
  package var steps = 0
  package var probes = ProbeCounts()
  package var traceHash: UInt64 = 0
  package var traceCount = 0
  package var traceLines: [String] = []
}

/// What came of many seeds.
package struct SweepReport: Sendable {
  package private(set) var runs = 0
  package private(set) var runsWithAlerts = 0
  package private(set) var refused = 0
  package private(set) var alertEvents = 0
  package private(set) var deadLetters = 0
  package private(set) var records = 0
  package private(set) var divergences: [(seed: UInt64, what: String)] = []
  package private(set) var probes = ProbeCounts()

  package init() {}

  package mutating func add(_ report: RunReport) {
    runs += 1
    if report.alertEvents > 0 { runsWithAlerts += 1 }
    if report.isRefused { refused += 1 }
    alertEvents += report.alertEvents
    deadLetters += report.deadLetters
    records += report.records
    probes += report.probes
    if let what = report.divergence { divergences.append((report.seed, what)) }
  }
}
