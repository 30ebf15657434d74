import Detection
import EventTime
import Pipeline

/// Random values by a seed: SplitMix64 (Steele, Lea & Flood 2014).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix64(state)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

/// Generated messages over two small sources.
enum RecordSamples {
  static let areas = ["01", "02", "2A", "13", "75", "974"]
  static let words = ["crue", "inondation", "evacuation", "panne d'electricite", "feu", "eau"]
  static let names = [
    SourceNames(
      source: "posts", dimensions: dimensions(["all", "flood", "", "fire", "outage"], ["a", "b"]),
      areas: areas, terms: words, services: ["caf", "impots", "other"]),
    SourceNames(
      source: "alerts", dimensions: dimensions(["all", "flood"], []), areas: areas, terms: words),
  ]
  static let layouts = names.map(layout)

  static func dimensions(_ themes: [String], _ categories: [String]) -> [String] {
    themes + [String](repeating: "", count: SeriesLayout.themes - themes.count)
      + categories.map { "category=\($0)" }
  }

  /// Every dimension that has a name, whole and by area.
  static func layout(_ names: SourceNames) -> SeriesLayout {
    let listed = names.dimensions.map { !$0.isEmpty }
    return SeriesLayout(
      areas: names.areas.count, overall: listed, perArea: listed,
      termThemes: [UInt64](repeating: ~0, count: names.terms.count))
  }

  static func codec(
    _ names: [SourceNames] = names, maxBodyBytes: Int = PanesCodec.maxBodyBytes
  ) -> PanesCodec {
    PanesCodec(names: names, layouts: names.map(layout), maxBodyBytes: maxBodyBytes)
  }

  static func sums(_ numbers: inout SeededNumbers, source: Int = 0) -> PaneSums {
    var sums = PaneSums()
    sums.pane = Pane(index: 170_000_000 + Int64(numbers.below(100)))
    sums.partition = Int32(numbers.below(21))
    let (isWide, isMoved) = (numbers.chance(10), numbers.chance(10))
    let unit: Int64 = [1, 1000, 1_000_000][numbers.below(3)]
    let density = numbers.below(101)
    for (dimension, name) in names[source].dimensions.enumerated() where !name.isEmpty {
      for area in -1..<areas.count where numbers.chance(density) {
        let authors = tokens(&numbers, most: numbers.chance(20) ? 64 : 3, isWide: isWide)
        let texts = tokens(&numbers, most: numbers.chance(20) ? 64 : 3, isWide: true)
        sums.authors += authors
        sums.texts += texts
        sums.rows.append(
          SumRow(
            dimension: Int32(dimension), area: Int32(area),
            count: Int32(numbers.chance(5) ? Int(Int32.max) : 1 + numbers.below(100)),
            reposts: Int32(numbers.below(20)), authors: Int32(authors.count),
            texts: Int32(texts.count),
            sample: Sample(
              time: Instant(
                microseconds: (1_700_000_000_000_000 + Int64(numbers.below(10_000_000))) / unit
                  * unit),
              id: numbers.next() >> (isWide ? 0 : 16), offset: Int64(numbers.below(100_000)),
              partition: isMoved ? 7 : sums.partition)))
        for term in words.indices where numbers.chance(20) {
          sums.terms.append(
            TermCount(
              row: Int32(sums.rows.count - 1), term: UInt16(term),
              count: Int32(1 + numbers.below(300))))
        }
      }
    }
    if numbers.chance(30) {
      sums.retractions = tokens(&numbers, most: 20, isWide: numbers.chance(20))
    }
    return sums
  }

  /// Rows for other detectors, up to so many of each kind, in the order of their keys.
  static func extras(
    _ numbers: inout SeededNumbers, source: Int = 0, partition: Int32 = 0, most: Int = 12
  ) -> PaneRows {
    var rows = PaneRows()
    for area in areas.indices where numbers.chance(40) {
      rows.values.append(
        ValueRow(
          cell: Int32(area), samples: Int32(numbers.below(1000)), hidden: Int32(numbers.below(3)),
          sum: Int64(bitPattern: numbers.next()) >> numbers.below(60)))
    }
    let categories = names[source].dimensions.count - SeriesLayout.themes
    for service in -1..<names[source].services.count where categories > 0 {
      for area in -1..<areas.count where numbers.chance(20) {
        rows.ratings.append(
          RatingRow(
            service: Int32(service), area: Int32(area), category: Int32(numbers.below(categories)),
            count: Int32(1 + numbers.below(500))))
      }
    }
    let start: Int64 = 1_700_000_000_000_000
    var found = PaneRows()
    for _ in 0..<numbers.below(most + 1) {
      var report = ReportRow(
        time: Instant(microseconds: start + Int64(numbers.below(10_000_000))),
        id: numbers.next() >> 16, offset: Int64(numbers.below(100_000)),
        area: Int32(numbers.below(areas.count + 1)) - 1,
        category: Int32(numbers.below(categories + 1)) - 1, domain: 0, merchant: 0)
      report.partition = partition
      // The text follows from the hash; that of some is not known any more.
      for isDomain in [true, false] where numbers.chance(70) {
        let number = UInt64(1 + numbers.below(9))
        let text = number == 9 ? [] : Array("label-\(number).example".utf8)
        if isDomain {
          report.domain = number << 40 | 1
          report.domainStart = Int32(found.bytes.count)
          report.domainCount = Int32(text.count)
        } else {
          report.merchant = number << 40 | 2
          report.merchantStart = Int32(found.bytes.count)
          report.merchantCount = Int32(text.count)
        }
        found.bytes += text
      }
      found.reports.append(report)
    }
    found.reports.sort { $0.precedes($1) }
    for report in found.reports { rows.append(report, textIn: found.bytes) }
    for _ in 0..<numbers.below(most + 1) {
      var hit = HitRow(
        time: Instant(microseconds: start + Int64(numbers.below(10_000_000))),
        entry: numbers.next(), id: numbers.next() >> 16, offset: Int64(numbers.below(100_000)),
        area: Int32(numbers.below(areas.count + 1)) - 1, isToVerify: numbers.chance(30))
      hit.partition = partition
      rows.hits.append(hit)
    }
    rows.hits.sort { $0.precedes($1) }
    return rows
  }

  static func tokens(_ numbers: inout SeededNumbers, most: Int, isWide: Bool) -> [UInt64] {
    let count = numbers.below(most + 1)
    return Set((0..<count).map { _ in numbers.next() >> (isWide ? 0 : 16) }).sorted()
  }

  static func announcement(_ numbers: inout SeededNumbers) -> Announcement {
    var counts = PartitionCounts()
    counts.seen = Int64(numbers.below(1_000_000))
    counts.accepted = Int64(numbers.below(1_000_000))
    counts.filtered = Int64(numbers.below(100))
    counts.duplicates = Int64(numbers.below(100))
    counts.retractions = Int64(numbers.below(100))
    counts.rejected = Int64(numbers.below(100))
    counts.late = Int64(numbers.below(100))
    let isAnchored = numbers.chance(80)
    let frontier =
      isAnchored
      ? Instant(microseconds: 1_700_000_000_000_000 + Int64(numbers.below(1 << 40)))
      : .distantPast
    return Announcement(
      partition: Int32(numbers.below(21)), frontier: frontier,
      openPane: isAnchored ? Pane(index: 170_000_000) : Pane(index: .min),
      lastAccepted: isAnchored ? frontier : .distantPast,
      lastArrival: isAnchored ? Instant(microseconds: frontier.microseconds + 5) : .distantPast,
      counts: counts, ended: numbers.chance(10))
  }

  static func message(_ numbers: inout SeededNumbers) -> PanesMessage {
    let source = numbers.below(2)
    switch numbers.below(10) {
    case 0:
      return .roster(
        source: Int32(source),
        partitions: (0..<numbers.below(30)).map { _ in Int32(numbers.below(1000)) })
    case 1: return .exercise(source: Int32(source), note(&numbers))
    default:
      let sums = (0..<numbers.below(5)).map { _ in
        var sums = self.sums(&numbers, source: source)
        if numbers.chance(60) {
          sums.extras = extras(&numbers, source: source, partition: sums.partition)
        }
        return sums
      }
      return .panes(
        source: Int32(source),
        PanesRecord(sums: sums, announcement: announcement(&numbers)))
    }
  }

  static func note(_ numbers: inout SeededNumbers) -> ExerciseNote {
    ExerciseNote(
      id: "exercise-\(numbers.below(1000))",
      sent: Instant(seconds: 1_700_000_000 + Int64(numbers.below(1000))),
      observed: Instant(seconds: 1_700_001_000),
      detected: numbers.chance(50) ? Instant(seconds: 1_700_002_000) : nil)
  }
}

/// Sums in a form that can be compared and printed, by the names of one configuration.
struct NamedSums: Equatable, CustomStringConvertible {
  var pane: Int64
  var partition: Int32
  var rows: [String: [Int64]] = [:]
  var tokens: [String: [[UInt64]]] = [:]
  var terms: [String: [String: Int32]] = [:]
  var retractions: [UInt64]
  /// Rows for other detectors, one a line.
  var extras: [String]

  init(_ sums: PaneSums, _ names: SourceNames) {
    pane = sums.pane.index
    partition = sums.partition
    retractions = sums.retractions
    extras = Self.lines(sums.extras, names)
    var (author, text) = (0, 0)
    var keys: [String] = []
    for row in sums.rows {
      let area = row.area < 0 ? "" : names.areas[Int(row.area)]
      let key = "\(names.dimensions[Int(row.dimension)])/\(area)"
      keys.append(key)
      rows[key] = [
        Int64(row.count), Int64(row.reposts), row.sample.time.microseconds,
        Int64(bitPattern: row.sample.id), row.sample.offset, Int64(row.sample.partition),
      ]
      let (authorEnd, textEnd) = (author + Int(row.authors), text + Int(row.texts))
      tokens[key] = [Array(sums.authors[author..<authorEnd]), Array(sums.texts[text..<textEnd])]
      (author, text) = (authorEnd, textEnd)
    }
    for entry in sums.terms {
      terms[keys[Int(entry.row)], default: [:]][names.terms[Int(entry.term)]] = entry.count
    }
  }

  static func lines(_ rows: PaneRows, _ names: SourceNames) -> [String] {
    let area = { (index: Int32) in index < 0 ? "-" : names.areas[Int(index)] }
    let category = { (index: Int32) in
      index < 0 ? "-" : names.dimensions[SeriesLayout.themes + Int(index)]
    }
    var lines = rows.values.map {
      "value \(area($0.cell)) \($0.samples) \($0.hidden) \($0.sum)"
    }
    lines += rows.ratings.map {
      let service = $0.service < 0 ? "-" : names.services[Int($0.service)]
      return "rating \(service) \(area($0.area)) \(category($0.category)) \($0.count)"
    }
    lines += rows.reports.map {
      "report \($0.time) \($0.id) \($0.partition)/\($0.offset) \(area($0.area)) "
        + "\(category($0.category)) \($0.domain) \(rows.domain(of: $0) ?? "-") \($0.merchant) "
        + "\(rows.merchant(of: $0) ?? "-")"
    }
    lines += rows.hits.map {
      "hit \($0.time) \($0.entry) \($0.id) \($0.partition)/\($0.offset) \(area($0.area)) "
        + "\($0.isToVerify)"
    }
    return lines.sorted()
  }

  var description: String { "pane \(pane) of \(partition): \(rows.count) rows" }
}

/// The records that a message makes.
func records(
  of message: PanesMessage, by codec: inout PanesCodec
) -> [[UInt8]] {
  var records: [[UInt8]] = []
  codec.encode(message) { records.append(Array($0)) }
  return records
}

extension PanesCodec {
  mutating func decode(_ record: [UInt8]) throws(StateError) -> PanesMessage? {
    try record.withUnsafeBufferPointer { (record) throws(StateError) in
      try decode(UnsafeRawBufferPointer(record))
    }
  }
}

extension FindingsCodec {
  mutating func decode(_ record: [UInt8]) throws(StateError) -> FindingsMessage? {
    try record.withUnsafeBufferPointer { (record) throws(StateError) in
      try decode(UnsafeRawBufferPointer(record))
    }
  }
}

extension RecordFrame {
  mutating func open(
    _ record: [UInt8], kinds: [RecordKind], into body: inout [UInt8]
  ) throws(StateError) -> RecordKind? {
    let frame = try record.withUnsafeBufferPointer { (record) throws(StateError) in
      try open(UnsafeRawBufferPointer(record), kinds: kinds, into: &body)
    }
    return frame
  }
}
