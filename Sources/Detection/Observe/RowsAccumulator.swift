internal import EventTime
internal import Signals

/// Sums one pane's rows: signals in OBSERVE, rows of several partitions in DETECT.
///
/// Every sum is exact and free of order: counts add, and what is listed is put in the order of its
/// keys as it is written. Sums wrap around beyond 64 bits, and counts beyond 32.
struct RowsAccumulator: ~Copyable {
  private let areas: Int
  private let categories: Int
  /// By area, allocated with the first value.
  private var values: [ValueRow] = []
  private var isTouched: [Bool] = []
  private var touched: [Int32] = []
  private var ratings: [RatingRow] = []
  private var reports: [ReportRow] = []
  private var hits: [HitRow] = []
  private var bytes: [UInt8] = []
  private var matches: [WatchMatch] = []

  init(layout: SeriesLayout) {
    areas = layout.areas
    categories = layout.dimensions - SeriesLayout.themes
  }

  var isEmpty: Bool {
    touched.isEmpty && ratings.isEmpty && reports.isEmpty && hits.isEmpty
  }

  mutating func removeAll() {
    for cell in touched {
      values[Int(cell)] = ValueRow(cell: cell, samples: 0, hidden: 0, sum: 0)
      isTouched[Int(cell)] = false
    }
    touched.removeAll(keepingCapacity: true)
    ratings.removeAll(keepingCapacity: true)
    reports.removeAll(keepingCapacity: true)
    hits.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func add(
    _ signal: UnsafePointer<Signal>, partition: Int32, reads: RowReads, list: WatchList,
    labels: ReportLabels?
  ) {
    let area = signal.pointee.area
    if reads.contains(.values), area >= 0, Int(area) < areas {
      add(cell: area, samples: 1, hidden: 0, sum: signal.pointee.value)
    }
    if reads.contains(.ratings), signal.pointee.category >= 0,
      Int(signal.pointee.category) < categories
    {
      ratings.append(
        RatingRow(
          service: signal.pointee.service, area: area, category: signal.pointee.category,
          count: 1))
    }
    if reads.contains(.reports) { addReport(signal, partition, labels) }
    if reads.contains(.hits), signal.pointee.item != 0 {
      addHits(signal, partition, list)
    }
  }

  /// A count of `area` that was there without its value.
  mutating func addHidden(area: Int32) {
    guard area >= 0, Int(area) < areas else { return }
    add(cell: area, samples: 0, hidden: 1, sum: 0)
  }

  private mutating func add(cell: Int32, samples: Int32, hidden: Int32, sum: Int64) {
    if values.isEmpty {
      values = (0..<areas).map { ValueRow(cell: Int32($0), samples: 0, hidden: 0, sum: 0) }
      isTouched = [Bool](repeating: false, count: areas)
    }
    let place = Int(cell)
    if !isTouched[place] {
      isTouched[place] = true
      touched.append(cell)
    }
    values[place].samples &+= samples
    values[place].hidden &+= hidden
    values[place].sum &+= sum
  }

  private mutating func addReport(
    _ signal: UnsafePointer<Signal>, _ partition: Int32, _ labels: ReportLabels?
  ) {
    let category = signal.pointee.category
    var row = ReportRow(
      time: signal.pointee.time, id: signal.pointee.id, offset: signal.pointee.offset,
      area: signal.pointee.area, category: Int(category) < categories ? category : -1,
      domain: signal.pointee.item, merchant: signal.pointee.merchant)
    row.partition = partition
    if let labels {
      row.domainStart = Int32(bytes.count)
      if row.domain != 0 { row.domainCount = Int32(labels.append(row.domain, to: &bytes)) }
      row.merchantStart = Int32(bytes.count)
      if row.merchant != 0 { row.merchantCount = Int32(labels.append(row.merchant, to: &bytes)) }
    }
    reports.append(row)
  }

  private mutating func addHits(
    _ signal: UnsafePointer<Signal>, _ partition: Int32, _ list: WatchList
  ) {
    matches.removeAll(keepingCapacity: true)
    list.find(
      signal.pointee.item, time: signal.pointee.time, arrival: signal.pointee.arrival,
      into: &matches)
    for match in matches {
      var row = HitRow(
        time: signal.pointee.time, entry: match.entry, id: signal.pointee.id,
        offset: signal.pointee.offset, area: signal.pointee.area, isToVerify: match.isToVerify)
      row.partition = partition
      hits.append(row)
    }
  }

  /// Adds what one partition says of this pane.
  mutating func merge(_ rows: borrowing PaneRows) {
    for row in rows.values {
      precondition(row.cell >= 0 && Int(row.cell) < areas, "a value of no area")
      add(cell: row.cell, samples: row.samples, hidden: row.hidden, sum: row.sum)
    }
    ratings.append(contentsOf: rows.ratings)
    let start = Int32(bytes.count)
    for row in rows.reports {
      var row = row
      row.domainStart += start
      row.merchantStart += start
      reports.append(row)
    }
    bytes.append(contentsOf: rows.bytes)
    hits.append(contentsOf: rows.hits)
  }

  /// Writes the rows in the order of their keys.
  mutating func write(into rows: inout PaneRows) {
    rows.removeAll()
    touched.sort()
    for cell in touched { rows.values.append(values[Int(cell)]) }
    ratings.sort { $0.precedes($1) }
    for row in ratings {
      if let last = rows.ratings.last, last.hasKey(of: row) {
        rows.ratings[rows.ratings.count - 1].count &+= row.count
      } else {
        rows.ratings.append(row)
      }
    }
    reports.sort { $0.precedes($1) }
    for row in reports { rows.append(row, textIn: bytes) }
    hits.sort { $0.precedes($1) }
    rows.hits.append(contentsOf: hits)
  }
}

extension RatingRow {
  /// The order of rows: service, area, category.
  package func precedes(_ other: RatingRow) -> Bool {
    (service, area, category, count) < (other.service, other.area, other.category, other.count)
  }

  package func hasKey(of other: RatingRow) -> Bool {
    service == other.service && area == other.area && category == other.category
  }
}

extension ReportRow {
  /// The order of rows: time, id, and what tells two of one id apart.
  package func precedes(_ other: ReportRow) -> Bool {
    if time != other.time { return time < other.time }
    if (id, partition, offset) != (other.id, other.partition, other.offset) {
      return (id, partition, offset) < (other.id, other.partition, other.offset)
    }
    return (domain, merchant, area, category)
      < (other.domain, other.merchant, other.area, other.category)
  }
}

extension HitRow {
  /// The order of rows: time, id, entry, and what tells two of one id apart.
  package func precedes(_ other: HitRow) -> Bool {
    if time != other.time { return time < other.time }
    if (id, partition, offset) != (other.id, other.partition, other.offset) {
      return (id, partition, offset) < (other.id, other.partition, other.offset)
    }
    return (entry, area, isToVerify ? 1 : 0)
      < (other.entry, other.area, other.isToVerify ? 1 : 0)
  }
}

extension PaneRows {
  /// Adds the rows of another partition for the same pane; exact, and the same in any order.
  package mutating func merge(_ other: PaneRows) {
    let areas = max(values.last?.cell ?? -1, other.values.last?.cell ?? -1) + 1
    var sum = RowsAccumulator(
      layout: SeriesLayout(
        areas: Int(areas), overall: [Bool](repeating: false, count: SeriesLayout.themes),
        perArea: [Bool](repeating: false, count: SeriesLayout.themes), termThemes: []))
    sum.merge(self)
    sum.merge(other)
    sum.write(into: &self)
  }

  /// Brings rows into the order of their keys, which another configuration may have numbered
  /// otherwise. Two rows of one key are damage.
  package mutating func bringIntoOrder() throws(StateError) {
    values.sort { $0.cell < $1.cell }
    ratings.sort { $0.precedes($1) }
    reports.sort { $0.precedes($1) }
    hits.sort { $0.precedes($1) }
    for place in values.indices.dropFirst() where values[place - 1].cell == values[place].cell {
      throw .damaged("two values of one area")
    }
    for place in ratings.indices.dropFirst() where ratings[place - 1].hasKey(of: ratings[place]) {
      throw .damaged("two ratings of one key")
    }
  }

  /// Takes a report over with its texts, which stand in `bytes`.
  package mutating func append(_ report: ReportRow, textIn source: [UInt8]) {
    var row = report
    let domain = Int(report.domainStart)..<Int(report.domainStart + report.domainCount)
    let merchant = Int(report.merchantStart)..<Int(report.merchantStart + report.merchantCount)
    row.domainStart = Int32(bytes.count)
    bytes.append(contentsOf: source[domain])
    row.merchantStart = Int32(bytes.count)
    bytes.append(contentsOf: source[merchant])
    reports.append(row)
  }

  /// The registrable domain of a report; nil without one, or where its text is not known any more.
  package func domain(of report: ReportRow) -> String? {
    text(report.domainStart, report.domainCount)
  }

  /// The folded merchant of a report, likewise.
  package func merchant(of report: ReportRow) -> String? {
    text(report.merchantStart, report.merchantCount)
  }

  private func text(_ start: Int32, _ count: Int32) -> String? {
    guard count > 0 else { return nil }
    return String(decoding: bytes[Int(start)..<Int(start + count)], as: UTF8.self)
  }
}
