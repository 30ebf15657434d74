import Daemon
import Detection
import EventTime
import Kafka
import Pipeline
import Settings

let restoreBenchCommand = Command(
  name: "bench-restore",
  summary: "Measures how long a shard of DETECT takes to be restored",
  explanation: """
    Fills the topics between the stages of a configuration, which must be empty, with sums of every
    series that it lists, has DETECT take and checkpoint them, writes ten more minutes of panes, and
    restores from the checkpoint and from what came after it. Prints seconds and bytes.
    """,
  options: [
    CommandOption(
      name: "config", value: "FILE", help: "delivery: exactly-once", isRequired: true),
    CommandOption(
      name: "rows", value: "N", help: "rows of a pane after the checkpoint", fallback: "6000"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    let assembly = try Loading.assembly(arguments["config"] ?? "")
    guard let rows = Int(arguments["rows"] ?? ""), rows > 0 else {
      throw .usage("rows is no usable number", command: "bench-restore")
    }
    let properties = try Loading.properties(assembly.configuration)
    do {
      try RestoreBench(assembly, properties, rowsOfPane: rows).run()
    } catch let error as KafkaError {
      throw Failure(error)
    } catch {
      throw .unavailable("\(error)")
    }
  })

private final class RestoreBench {
  private let assembly: Assembly
  private let properties: ClientProperties
  private let rowsOfPane: Int
  private let series: [(source: Int, dimension: Int32, area: Int32)]
  private var codec: PanesCodec
  private var splitters: [SumsSplitter]
  private var nextRow = 0

  init(_ assembly: Assembly, _ properties: ClientProperties, rowsOfPane: Int) {
    self.assembly = assembly
    self.properties = properties
    self.rowsOfPane = rowsOfPane
    var series: [(source: Int, dimension: Int32, area: Int32)] = []
    for (source, layout) in assembly.layouts.enumerated() {
      for dimension in 0..<Int32(layout.dimensions) {
        for area in -1..<Int32(layout.areas)
        where layout.lists(dimension: dimension, area: area) {
          series.append((source, dimension, area))
        }
      }
    }
    self.series = series
    let names = assembly.names
    codec = PanesCodec(names: names, layouts: assembly.layouts)
    let map = ShardMap(shards: assembly.topics.shards, names: names)
    splitters = names.indices.map { SumsSplitter(map: map, source: Int32($0)) }
  }

  func run() throws {
    let start = Pane(index: 178_000_000)
    try feed(from: start, panes: 6, rows: series.count)
    let (firstSeconds, _) = try drive(checkpoint: true, series: series.count)
    try feed(from: Pane(index: start.index + 6), panes: 60, rows: rowsOfPane)
    let (_, before) = try drive(checkpoint: false, series: series.count)
    let (seconds, after) = try drive(checkpoint: false, series: series.count)
    Terminal.result("series \(series.count), taken and checkpointed in \(firstSeconds) s")
    Terminal.result(
      "restored in \(seconds) s: \(after.checkpointBytes) bytes of changelog, then "
        + "\(after.records) records of ten minutes of panes")
    Terminal.result("the same number of series and records as before: \(before == after)")
  }

  /// Sums of one partition of every source, with an announcement after each pane.
  private func feed(from first: Pane, panes: Int, rows: Int) throws {
    let producer = try Producer(properties)
    let length = assembly.configuration.paneLength
    for index in 0..<Int64(panes) {
      let pane = Pane(index: first.index + index)
      var bySource: [Int: [SumRow]] = [:]
      for _ in 0..<min(rows, series.count) {
        let place = series[nextRow % series.count]
        nextRow += 1
        bySource[place.source, default: []].append(
          SumRow(
            dimension: place.dimension, area: place.area, count: 2, reposts: 0, authors: 2,
            texts: 2,
            sample: Sample(
              time: length.start(of: pane), id: UInt64(nextRow), offset: Int64(nextRow),
              partition: 0)))
      }
      for source in assembly.configuration.sources.indices {
        var sums = PaneSums()
        sums.pane = pane
        for row in (bySource[source] ?? []).sorted(by: {
          ($0.dimension, $0.area) < ($1.dimension, $1.area)
        }) {
          sums.rows.append(row)
          let token = UInt64(row.sample.id) << 8
          sums.authors += [token | 1, token | 2]
          sums.texts += [token | 1, token | 2]
        }
        try send(sums, source, until: pane.next, with: producer)
      }
    }
    try producer.close(timeoutMilliseconds: 60_000)
  }

  private func send(
    _ sums: PaneSums, _ source: Int, until pane: Pane, with producer: Producer
  ) throws {
    let time = assembly.configuration.paneLength.start(of: pane)
    let announcement = Announcement(
      partition: 0, frontier: time, openPane: pane, lastAccepted: time, lastArrival: time,
      counts: PartitionCounts(), ended: false)
    var parts: [PaneSums] = []
    splitters[source].split(sums, into: &parts)
    for (shard, part) in parts.enumerated() {
      try codec.encode(source: Int32(source), sums: [part], announcement: announcement) {
        (bytes: UnsafeRawBufferPointer) throws(KafkaError) in
        try producer.produce(
          topic: assembly.topics.panes, partition: Int32(shard), payload: bytes)
      }
    }
  }

  private struct Taken: Equatable {
    var records: Int64
    var checkpointBytes: Int
  }

  /// Runs DETECT until all that is there is taken; without a checkpoint it is dropped as by a crash.
  private func drive(checkpoint: Bool, series: Int) throws -> (seconds: Double, taken: Taken) {
    let cluster = KafkaCluster(
      properties: properties,
      written: [assembly.topics.findings, assembly.topics.detectChangelog])
    let environment = PipelineEnvironment(
      cluster: cluster, clock: RunClock(), log: PipelineLog(), instance: "bench",
      prefix: assembly.configuration.topics.internalPrefix)
    let pipeline = try DetectPipeline(
      blueprint: assembly.detectBlueprint, number: 0, environment: environment)
    let marks = try cluster.watermarks(
      (0..<Int32(assembly.topics.shards)).map { LogPartition(assembly.topics.panes, $0) })
    let all = marks.values.reduce(0) { $0 + $1.high }
    // The group's own delays are not the restore's: time runs from the assignment.
    var began: UInt64?
    while pipeline.positions < all {
      if try pipeline.turn() == 0 { pipeline.wait(milliseconds: 5) }
      if began == nil, pipeline.status.answeredByGroup {
        began = SystemClock.monotonicNanoseconds()
      }
    }
    let seconds = Double(SystemClock.monotonicNanoseconds() - (began ?? 0)) / 1e9
    let taken = Taken(
      records: pipeline.status.recordsTotal, checkpointBytes: pipeline.restoredBytes)
    // In either case the group is left, so that the next one need not wait for the session to end.
    if checkpoint { try pipeline.close() } else { try pipeline.leaveWithoutCheckpoint() }
    return ((seconds * 1000).rounded() / 1000, taken)
  }
}
