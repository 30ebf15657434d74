import Detection
import EventTime
import Signals

/// Drives OBSERVE by hand: signals by seconds, sums as comparable text.
struct ObserveHarness: ~Copyable {
  var observe: Observe
  var effects = ObserveEffects()
  var lines: [String] = []
  var deadLetters: [DeadLetter] = []

  static let origin: Int64 = 1_700_000_000

  init(
    maxEventsPerPane: Int = 1000, dedupe: Interval = .zero, partitions: [Int32] = [0],
    resume: CommitMetadata? = nil
  ) {
    observe = Observe(configuration: Self.configuration(maxEventsPerPane, dedupe))
    for partition in partitions { observe.assign(partition: partition, resume: resume) }
  }

  static func configuration(_ limit: Int = 1000, _ dedupe: Interval = .zero) -> ObserveConfiguration
  {
    ObserveConfiguration(
      source: 0, paneLength: .standard, maxDelay: .seconds(20), idle: .seconds(60), dedupe: dedupe,
      maxEventsPerPane: limit, layout: layout)
  }

  /// Themes 0 (all), 1 and 2, for the whole and four areas; term 0 is of theme 1, term 1 of both.
  static var layout: SeriesLayout {
    var listed = [Bool](repeating: false, count: SeriesLayout.themes)
    for theme in 0..<3 { listed[theme] = true }
    return SeriesLayout(
      areas: 4, overall: listed, perArea: listed, termThemes: [0b010, 0b110])
  }

  static func signal(
    _ second: Double, id: UInt64, offset: Int64, arrival: Double? = nil, area: Int32 = -1,
    themes: UInt64 = 1, author: UInt64 = 0, text: UInt64 = 0, outcome: Outcome = .accepted
  ) -> Signal {
    var signal = Signal()
    signal.time = Instant(microseconds: origin * 1_000_000 + Int64(second * 1e6))
    signal.arrival = Instant(
      microseconds: origin * 1_000_000 + Int64((arrival ?? second) * 1e6))
    signal.id = id
    signal.payload = id &* 7
    signal.offset = offset
    signal.area = area
    signal.themes = themes | 1
    signal.author = author
    signal.text = text
    signal.outcome = outcome
    return signal
  }

  mutating func step(_ signals: [Signal], partition: Int32 = 0) {
    effects.removeAll()
    signals.withUnsafeBufferPointer {
      observe.step($0, partition: partition, into: &effects)
    }
    collect()
  }

  mutating func tick(_ second: Double, partition: Int32 = 0) {
    effects.removeAll()
    let clock = Instant(microseconds: Self.origin * 1_000_000 + Int64(second * 1e6))
    observe.tick(partition: partition, clock: clock, into: &effects)
    collect()
  }

  mutating func end(partition: Int32 = 0) {
    effects.removeAll()
    observe.end(partition: partition, into: &effects)
    collect()
  }

  private mutating func collect() {
    for index in 0..<effects.sumCount { lines += Self.lines(effects[index]) }
    deadLetters += effects.deadLetters
  }

  /// One line a row: pane from the origin, dimension, area, counts, authors, texts, terms.
  static func lines(_ sums: PaneSums) -> [String] {
    var author = 0
    var text = 0
    return sums.rows.indices.map { position in
      let row = sums.rows[position]
      let authors = sums.authors[author..<author + Int(row.authors)]
      author += Int(row.authors)
      let texts = sums.texts[text..<text + Int(row.texts)]
      text += Int(row.texts)
      let terms = sums.terms.filter { $0.row == position }.map { "\($0.term)x\($0.count)" }
      return
        "p\(sums.pane.index - origin / 10) d\(row.dimension) a\(row.area) n\(row.count) r\(row.reposts) "
        + "\(Array(authors)) \(Array(texts)) \(terms)"
    }
  }
}
