package import Detection
internal import EventTime

/// The second stage of one source within a shard. A class for its place in an array alone.
final class SourceDetector {
  var detect: Detect
  init(_ detect: consuming Detect) { self.detect = detect }
}

/// The second stage of one group within a shard. A class for its place in an array alone.
final class GroupDetector {
  var detect: GroupDetect
  init(_ detect: consuming GroupDetect) { self.detect = detect }
}

/// DETECT of one shard: every source's detectors over the dimensions that belong here, and those of the
/// groups whose keys do.
///
/// A function of the records of one partition of `vigie.panes`, in their order: stepped after every
/// record, so that no batch can show in what it finds.
package struct ShardMachine: ~Copyable {
  package let shard: Int32
  /// By source index.
  private let sources: [SourceDetector]
  private let groups: [GroupDetector]
  /// By source: its group.
  private let groupOf: [GroupDetector?]
  private let names: [SourceNames]
  private var detected = DetectEffects()
  private var grouped = DetectEffects()

  /// The machines of a shard as they begin.
  package init(shard: Int32, _ blueprint: DetectBlueprint) {
    self.shard = shard
    names = blueprint.names
    groups = blueprint.groups.indices.map { GroupDetector(blueprint.group($0, shard)) }
    let all = groups
    groupOf = blueprint.layouts.indices.map { source in
      all.first { $0.detect.holds(source: Int32(source)) }
    }
    sources = blueprint.layouts.indices.map { SourceDetector(blueprint.detector($0, shard)) }
    for (source, group) in zip(sources, groupOf) {
      source.detect.handsOver = group?.detect.isActive ?? false
    }
  }

  /// Takes one message; what it found is appended to `outbox`.
  mutating func apply(_ message: consuming PanesMessage, into outbox: inout DetectOutbox) {
    switch consume message {
    case .roster(let source, let partitions):
      let held = sources[Int(source)]
      for partition in partitions { held.detect.join(partition: partition) }
      if held.detect.isEmpty { outbox.empty.insert(source) }
      guard let group = groupOf[Int(source)] else { return }
      group.detect.hear(source: source, isEmpty: partitions.isEmpty)
      if group.detect.isEmpty { outbox.empty.insert(group.detect.stream) }
    case .panes(let source, let record):
      let held = sources[Int(source)]
      for sums in record.sums { held.detect.take(sums) }
      guard let announcement = record.announcement else { return }
      held.detect.take(announcement)
      detected.removeAll()
      held.detect.step(into: &detected)
      outbox.take(detected, source: source)
      passOn(source, held, into: &outbox)
    case .feedback(let note):
      guard sources.indices.contains(Int(note.series.source)) else { return }
      sources[Int(note.series.source)].detect.takeFalseAlarm(
        note.detector, series: note.series, item: note.item, peak: note.peak)
    case .exercise(let source, let note):
      outbox.exercises.append((source, note))
    }
  }

  /// What a source's panes bring goes to its group.
  private mutating func passOn(
    _ source: Int32, _ held: SourceDetector, into outbox: inout DetectOutbox
  ) {
    guard let group = groupOf[Int(source)] else { return }
    for brought in detected.sourcePanes { group.detect.take(brought) }
    group.detect.advance(
      source: source, before: detected.frontier, isEnded: held.detect.isEnded)
    grouped.removeAll()
    group.detect.step(into: &grouped)
    outbox.take(grouped, source: group.detect.stream)
  }

  /// Sums that came for panes that were stepped already, all sources together.
  package var joinedLateTotal: Int64 { sources.reduce(0) { $0 + $1.detect.joinedLateTotal } }

  package var seriesCount: Int { sources.reduce(0) { $0 + $1.detect.seriesCount } }

  package func save(into cells: inout StateCells) {
    for (source, names) in zip(sources, names) { source.detect.save(names: names, into: &cells) }
    for group in groups {
      group.detect.save(names: names[Int(group.detect.stream)], sources: names, into: &cells)
    }
  }

  /// Into a machine that has taken nothing yet.
  package mutating func load(_ cells: StateCells) throws(StateError) -> [LoadReport] {
    var reports: [LoadReport] = []
    for (source, names) in zip(sources, names) {
      reports.append(try source.detect.load(cells, names: names))
    }
    for group in groups {
      reports.append(
        try group.detect.load(cells, names: names[Int(group.detect.stream)], sources: names))
    }
    return reports
  }
}

/// What a shard found since the last transaction.
struct DetectOutbox {
  /// By source.
  private(set) var panes: [Int32: [PaneFindings]] = [:]
  private(set) var frontiers: [Int32: Pane] = [:]
  /// Sources and groups that hold nothing yet.
  var empty: Set<Int32> = []
  var exercises: [(source: Int32, note: ExerciseNote)] = []
  private(set) var findingCount = 0

  var isEmpty: Bool {
    panes.isEmpty && frontiers.isEmpty && empty.isEmpty && exercises.isEmpty
  }

  mutating func take(_ effects: DetectEffects, source: Int32) {
    if !effects.panes.isEmpty {
      panes[source, default: []].append(contentsOf: effects.panes)
      findingCount += effects.panes.reduce(0) { $0 + $1.findings.count }
    }
    if let frontier = effects.frontier { frontiers[source] = frontier }
  }

  mutating func removeAll() {
    panes.removeAll(keepingCapacity: true)
    frontiers.removeAll(keepingCapacity: true)
    empty.removeAll(keepingCapacity: true)
    exercises.removeAll(keepingCapacity: true)
    findingCount = 0
  }
}
