import Detection
import EventTime
import Foundation
import Settings
import Signals

/// Drives decoder and OBSERVE of a source that text detectors read: records in, posts out.
struct PostsHarness: ~Copyable {
  var decoder: SignalDecoder
  var observe: Observe
  var effects = ObserveEffects()
  var signals = SignalBuffer()
  /// By pane, as text: one line a post in the order of the block.
  var panes: [Int64: [String]] = [:]
  var capacities: [Int] = []

  static let origin: Int64 = 1_700_000_000

  init(reads: Bool = true, partitions: [Int32] = [0], resume: CommitMetadata? = nil) throws {
    var spec = SourceSpec(name: "posts")
    spec.id = [try FieldPath(parsing: "/id", format: .json)]
    spec.time = TimeField(
      path: try FieldPath(parsing: "/ts", format: .json), format: .epochMilliseconds)
    spec.text = [try FieldPath(parsing: "/text", format: .json)]
    spec.retract = [
      FieldCondition(path: try FieldPath(parsing: "/gone", format: .json), test: .exists(true))
    ]
    decoder = try SignalDecoder(
      spec: spec, territory: Territory(name: "none"),
      lexicon: try Lexicon(themes: [Theme(name: "flood", terms: ["fr": ["crue"]])], places: []),
      pseudonymKey: Array("0123456789abcdef".utf8), maxRecordBytes: 1 << 20, readsDetails: reads)
    var configuration = ObserveHarness.configuration()
    configuration.readsPosts = reads
    observe = Observe(configuration: configuration)
    for partition in partitions { observe.assign(partition: partition, resume: resume) }
  }

  /// A record at `second` after the origin.
  static func record(_ second: Double, id: Int, _ text: String, gone: Bool = false) -> [UInt8] {
    let time = origin * 1000 + Int64(second * 1000)
    return Array(
      #"{"id":"\#(id)","ts":\#(time),"text":"\#(text)"\#(gone ? #","gone":1"# : "")}"#.utf8)
  }

  /// Feeds records whose offsets begin at `offset`.
  mutating func feed(_ records: some Collection<[UInt8]>, from offset: Int, partition: Int32 = 0) {
    let bytes = records.flatMap { $0 } + [UInt8](repeating: 0, count: 64)
    signals.removeAll()
    bytes.withUnsafeBytes { all in
      var views: [RecordView] = []
      var start = 0
      for (place, record) in records.enumerated() {
        views.append(
          RecordView(
            payload: UnsafeRawBufferPointer(rebasing: all[start..<(start + record.count)]),
            offset: Int64(offset + place), arrival: nil))
        start += record.count
      }
      views.withUnsafeBufferPointer { decoder.decode($0, into: &signals) }
    }
    effects.removeAll()
    observe.step(
      UnsafeBufferPointer(signals.signals), details: signals.details.bytes, partition: partition,
      into: &effects)
    collect()
  }

  mutating func end(partition: Int32 = 0) {
    effects.removeAll()
    observe.end(partition: partition, into: &effects)
    collect()
  }

  private mutating func collect() {
    for index in 0..<effects.sumCount {
      let posts = effects[index].posts
      panes[effects[index].pane.index - Self.origin / 10, default: []] += Self.lines(posts)
      capacities = [posts.rows.capacity, posts.words.capacity, posts.bytes.capacity]
    }
  }

  /// Everything of a post but the partition and offset, which say where it stood.
  static func lines(_ posts: PostsBlock) -> [String] {
    posts.rows.map { row in
      let words = posts.words(of: row).map { "\($0.kind) \(posts.text(of: $0)) \($0.hash)" }
      let signature = (0..<6).map { row.signature.words[$0] }
      return
        "\(row.time.microseconds - origin * 1_000_000) \(row.id) \(row.author) \(row.related) "
        + "\(row.text) \(row.link) \(row.themes) \(signature) \(row.area) \(row.language) "
        + "\(row.flags.rawValue) \(row.tokens) \(words) \(posts.excerpt(of: row) ?? "")"
    }
  }
}
