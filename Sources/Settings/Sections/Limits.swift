/// Every limit of the daemon, and what happens there.
package struct Limits: Sendable, Equatable {
  package var maxRecordBytes: Int
  package var maxDepth: Int
  package var maxEventsPerPane: Int
  package var maxSeries: Int
  package var maxPanesAhead: Int
  package var batchRecords: Int
  package var queueMegabytes: Int
  package var alertsPerMinute: Int
  package var hangSeconds: Int

  init(_ s: inout Section) {
    maxRecordBytes = s.integer(
      "maxRecordBytes", default: 1_048_576, in: 1024...16_777_216,
      "A longer record goes to the dead letters as too_large.")
    maxDepth = s.integer(
      "maxDepth", default: 64, in: 4...1024,
      "JSON nested deeper goes to the dead letters as too_deep.")
    maxEventsPerPane = s.integer(
      "maxEventsPerPane", default: 100_000, in: 100...10_000_000,
      "Events of one pane and partition; more go to the dead letters as pane_full.")
    maxSeries = s.integer(
      "maxSeries", default: 20_000, in: 1...1_000_000,
      "Series of one detector; a configuration that lists more is refused.")
    maxPanesAhead = s.integer(
      "maxPanesAhead", default: 360, in: 2...86_400,
      "Panes that a partition may be ahead of the slowest of its source; then it waits.",
      .operation)
    batchRecords = s.integer(
      "batchRecords", default: 1000, in: 1...100_000,
      "Records taken from a partition at once.", .operation)
    queueMegabytes = s.integer(
      "queueMegabytes", default: 64, in: 1...16_384,
      "Fetched records that wait, all consumers together; then fetching waits.", .operation)
    alertsPerMinute = s.integer(
      "alertsPerMinute", default: 30, in: 1...10_000,
      "Alerts a source or group opens in a minute; more of severity 1 and 2 are flood-guard.")
    hangSeconds = s.integer(
      "hangSeconds", default: 30, in: 1...3600,
      "A thread that has not turned for so long hangs: /livez says so, the watchdog is not fed.",
      .operation)
    if maxRecordBytes > queueMegabytes << 20 {
      s.fail(
        .contradiction, at: "maxRecordBytes",
        "\(s.path).maxRecordBytes: \(maxRecordBytes) is more than queueMegabytes holds",
        suggestion: "the queue must hold one record at least")
    }
  }
}
