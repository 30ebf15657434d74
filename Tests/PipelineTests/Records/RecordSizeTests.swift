import Detection
import EventTime
import Pipeline
import Signals
import Testing

/// A stream of 1,000 posts a second over 21 partitions, 15 % of them located, 10 % of a theme, in
/// sums and 8 shards.
struct PostStream {
  static let partitions = 21
  static let shards = 8
  static let postsPerSecond = 1000

  let names: SourceNames
  let layout: SeriesLayout
  private var numbers = SeededNumbers(2)

  init() {
    let themes = ["all"] + (1..<16).map { "some theme \($0)" }
    names = SourceNames(
      source: "bluesky", dimensions: RecordSamples.dimensions(themes, []),
      areas: (1...101).map { "FR-\($0)" }, terms: (0..<2464).map { "theme word \($0)" })
    layout = RecordSamples.layout(names)
  }

  /// The signals of so many seconds, by partition.
  mutating func signals(seconds: Int) -> [[Signal]] {
    var partitions = [[Signal]](repeating: [], count: Self.partitions)
    for post in 0..<(seconds * Self.postsPerSecond) {
      var signal = Signal()
      let partition = numbers.below(Self.partitions)
      signal.time = Instant(
        microseconds: 1_700_000_000_000_000 + Int64(post) * 1_000_000 / Int64(Self.postsPerSecond)
          / 1000 * 1000)
      signal.arrival = signal.time
      signal.id = numbers.next() >> 16
      signal.author = mix64(UInt64(numbers.below(300_000))) >> 16
      signal.text = numbers.next()
      signal.offset = Int64(1_000_000 + partitions[partition].count)
      if numbers.chance(15) { signal.area = Int32(numbers.below(101) * numbers.below(101) / 101) }
      if numbers.chance(10) {
        let theme = 1 + numbers.below(15) * numbers.below(15) / 15
        signal.themes |= 1 << UInt64(theme)
        for _ in 0...numbers.below(2) { signal.terms.insert(UInt16(numbers.below(2464))) }
      }
      partitions[partition].append(signal)
    }
    return partitions
  }

  /// What OBSERVE says of it: a partition's sums and where it stands, pane by pane.
  mutating func panes(seconds: Int) -> [PanesRecord] {
    var found: [PanesRecord] = []
    for (partition, signals) in signals(seconds: seconds).enumerated() {
      var observe = Observe(
        configuration: ObserveConfiguration(
          source: 0, paneLength: .standard, maxDelay: .zero, idle: .seconds(60), dedupe: .zero,
          maxEventsPerPane: 100_000, layout: layout))
      observe.assign(partition: Int32(partition))
      var effects = ObserveEffects()
      signals.withUnsafeBufferPointer {
        observe.step($0, partition: Int32(partition), into: &effects)
      }
      observe.end(partition: Int32(partition), into: &effects)
      for index in 0..<effects.sumCount {
        found.append(
          PanesRecord(sums: [effects[index]], announcement: effects.announcements.last))
      }
    }
    return found
  }
}

@Suite("Sizes of records") struct RecordSizeTests {
  /// RECORDS.md gives `vigie.panes` 120 bytes a post, of which posts blocks will need 98.
  @Test func sumsAndAnnouncementsTakeUnder20BytesAPost() throws {
    var stream = PostStream()
    let panes = stream.panes(seconds: 20)
    var splitter = SumsSplitter(
      map: ShardMap(shards: PostStream.shards, names: [stream.names]), source: 0)
    var codec = PanesCodec(names: [stream.names], layouts: [stream.layout])
    var parts: [PaneSums] = []
    var (bytes, posts, records) = (0, 0, 0)
    for pane in panes {
      posts += Int(pane.sums[0].rows[0].count)
      splitter.split(pane.sums[0], into: &parts)
      for part in parts {
        codec.encode(source: 0, sums: [part], announcement: pane.announcement) {
          bytes += $0.count
          records += 1
        }
      }
    }
    #expect(posts == 20 * PostStream.postsPerSecond)
    #expect(records == 2 * PostStream.partitions * PostStream.shards)
    #expect(Double(bytes) / Double(posts) < 20, "\(bytes) bytes for \(posts) posts")
  }
}
