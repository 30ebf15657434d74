import Detection
import EventTime
import Pipeline
import Signals
import Testing

@Suite("Shards of DETECT")
struct ShardTests {
  typealias Samples = RecordSamples

  /// Another assignment would look for state where it does not lie.
  @Test func assignmentOfKeysIsForGood() {
    let keys = ["theme:all", "theme:flood", "theme:fire", "category:posts"]
    #expect(keys.map { ShardMap.shard(ofKey: $0, of: 256) } == [242, 153, 180, 65])
    #expect(keys.map { ShardMap.shard(ofKey: $0, of: 8) } == [2, 1, 4, 1])
  }

  @Test func themeLiesInOneShardForAllSourcesAndCategoriesStayTogether() {
    let map = ShardMap(shards: 5, names: Samples.names)
    #expect(map.shard(source: 0, dimension: 1) == map.shard(source: 1, dimension: 1))
    #expect(map.shard(source: 0, dimension: 1) == ShardMap.shard(ofKey: "theme:flood", of: 5))
    #expect(map.shard(source: 0, dimension: 64) == map.shard(source: 0, dimension: 65))
    #expect(map.shard(source: 0, dimension: 64) == ShardMap.shard(ofKey: "category:posts", of: 5))
  }

  @Test(arguments: [1, 2, 3, 8, 256]) func partsPutTogetherAreTheWhole(shards: Int) {
    var numbers = SeededNumbers(UInt64(shards))
    let map = ShardMap(shards: shards, names: Samples.names)
    var splitter = SumsSplitter(map: map, source: 0)
    var parts: [PaneSums] = []
    for _ in 0..<20 {
      let sums = Samples.sums(&numbers)
      splitter.split(sums, into: &parts)
      #expect(parts.count == shards)
      let whole = NamedSums(sums, Samples.names[0])
      var joined = whole
      joined.rows = [:]
      joined.tokens = [:]
      joined.terms = [:]
      for (shard, part) in parts.enumerated() {
        #expect(
          part.rows.allSatisfy { map.shard(source: 0, dimension: $0.dimension) == Int32(shard) })
        let part = NamedSums(part, Samples.names[0])
        #expect(part.pane == whole.pane && part.partition == whole.partition)
        #expect(part.retractions == whole.retractions)
        joined.rows.merge(part.rows) { _, _ in [] }
        joined.tokens.merge(part.tokens) { _, _ in [] }
        joined.terms.merge(part.terms) { _, _ in [:] }
      }
      #expect(joined == whole)
    }
  }

  static func detect(_ layout: SeriesLayout) -> Detect {
    Detect(
      source: 0, paneLength: .standard, layout: layout,
      volume: VolumeDetector(
        source: 0,
        configuration: VolumeConfiguration(
          seriesCount: layout.seriesCount, familySeriesCount: layout.areas + 1, hasAuthors: true)))
  }

  /// Ten hours of posts in three partitions with a flood in the last one.
  static func signals(_ numbers: inout SeededNumbers) -> [[Signal]] {
    var partitions: [[Signal]] = [[], [], []]
    for second in 0..<36_000 {
      let isFlood = second > 32_400
      for _ in 0..<(isFlood ? 2 : numbers.below(8) == 0 ? 1 : 0) {
        var signal = Signal()
        let partition = numbers.below(3)
        signal.time = Instant(
          microseconds: 1_700_006_400_000_000 + Int64(second) * 1_000_000
            + Int64(numbers.below(1_000_000)))
        signal.arrival = signal.time
        signal.id = numbers.next() >> 16
        signal.author = numbers.next() >> 16
        signal.text = numbers.next()
        signal.offset = Int64(partitions[partition].count)
        signal.area = numbers.chance(50) ? Int32(numbers.below(6)) : -1
        if isFlood || numbers.chance(10) {
          signal.themes |= 0b10
          signal.terms.insert(UInt16(numbers.below(6)))
        }
        if numbers.chance(10) { signal.themes |= 0b1000 }
        signal.category = Int32(numbers.below(3)) - 1
        if numbers.chance(1) { signal.outcome = .retraction }
        partitions[partition].append(signal)
      }
    }
    return partitions
  }

  @Test func shardsFindWhatTheWholeFinds() throws {
    var numbers = SeededNumbers(31)
    let (layout, names) = (Samples.layouts[0], Samples.names[0])
    let shards = 4
    var splitter = SumsSplitter(map: ShardMap(shards: shards, names: [names]), source: 0)
    var codec = Samples.codec([names])
    var findingsCodec = FindingsCodec(names: [names])
    var whole = Self.detect(layout)
    // A copy of DETECT cannot stand in an array: one pass a shard, over what was kept.
    var kept = [[PanesRecord]](repeating: [], count: shards)
    var observe = Observe(
      configuration: ObserveConfiguration(
        source: 0, paneLength: .standard, maxDelay: .seconds(20), idle: .seconds(60),
        dedupe: .zero, maxEventsPerPane: 10_000, layout: layout))
    for partition in 0..<Int32(3) {
      whole.join(partition: partition)
      observe.assign(partition: partition)
    }
    for (partition, signals) in Self.signals(&numbers).enumerated() {
      var effects = ObserveEffects()
      signals.withUnsafeBufferPointer {
        observe.step($0, partition: Int32(partition), into: &effects)
      }
      observe.end(partition: Int32(partition), into: &effects)
      var sums = [[PaneSums]](repeating: [], count: shards)
      var parts: [PaneSums] = []
      for index in 0..<effects.sumCount {
        splitter.split(effects[index], into: &parts)
        for shard in 0..<shards { sums[shard].append(parts[shard]) }
      }
      for shard in 0..<shards {
        let message = PanesMessage.panes(
          source: 0,
          PanesRecord(sums: sums[shard], announcement: effects.announcements.last))
        for record in records(of: message, by: &codec) {
          guard case .panes(0, let panes)? = try codec.decode(record) else { continue }
          kept[shard].append(panes)
        }
      }
      whole.take(&effects)
    }
    var expected = DetectEffects()
    whole.step(into: &expected)
    #expect(expected.panes.reduce(0) { $0 + $1.findings.count } > 5)
    #expect(expected.panes.contains { !$0.retractions.isEmpty })

    var inbox = FindingsInbox(shards: shards)
    for shard in 0..<shards {
      var part = Self.detect(layout)
      for partition in 0..<Int32(3) { part.join(partition: partition) }
      for panes in kept[shard] {
        for sums in panes.sums { part.take(sums) }
        if let announcement = panes.announcement { part.take(announcement) }
      }
      var effects = DetectEffects()
      part.step(into: &effects)
      #expect(effects.frontier == expected.frontier)
      #expect(effects.stepped == expected.stepped)
      let message = FindingsMessage.findings(
        source: 0, shard: Int32(shard), panes: effects.panes, frontier: effects.frontier)
      for record in FindingsCodecTests.records(message, by: &findingsCodec) {
        guard
          case .findings(0, let shard, let panes, let frontier)? = try findingsCodec.decode(record)
        else { continue }
        for pane in panes { inbox.take(pane) }
        if let frontier { inbox.take(frontier: frontier, source: 0, shard: Int(shard)) }
      }
    }
    var found: [[String]] = []
    inbox.pass(source: 0) { found.append(FindingsCodecTests.lines($0, [names])) }
    #expect(found == expected.panes.map { FindingsCodecTests.lines($0, [names]) })
  }
}
