internal import EventTime
internal import Signals
internal import Statistics

/// Sums one pane: events into rows in OBSERVE, rows of several partitions into one in DETECT.
///
/// Every sum is exact and free of order: counts add, authors and texts are bottom-k sketches, the
/// sample is the smallest. So it makes no difference how a stream is split.
struct PaneAccumulator: ~Copyable {
  private let layout: SeriesLayout
  /// Row + 1 by slot of the layout; 0 is none.
  private let index: UnsafeMutablePointer<Int32>
  private let slots: Int
  private var rows: [SumRow] = []
  private var rowSlots: [Int] = []
  private var authors: UnsafeMutablePointer<UInt64>
  private var texts: UnsafeMutablePointer<UInt64>
  private var capacity = 256
  /// Term counts by (row, term), open addressing; a zero count is free.
  private var termKeys: [UInt64]
  private var termCounts: [Int32]
  private var termsUsed: [Int] = []
  private var retractions: [UInt64] = []
  /// What the other detectors read.
  var extras: RowsAccumulator
  /// By row: its position among the rows as written.
  private var positions: [Int32] = []

  init(layout: SeriesLayout) {
    self.layout = layout
    extras = RowsAccumulator(layout: layout)
    slots = layout.dimensions * (layout.areas + 1)
    index = .allocate(capacity: slots)
    index.initialize(repeating: 0, count: slots)
    authors = .allocate(capacity: capacity * BottomK.size)
    texts = .allocate(capacity: capacity * BottomK.size)
    termKeys = [UInt64](repeating: 0, count: 1024)
    termCounts = [Int32](repeating: 0, count: 1024)
  }

  deinit {
    index.deallocate()
    authors.deallocate()
    texts.deallocate()
  }

  var isEmpty: Bool { rows.isEmpty && retractions.isEmpty && extras.isEmpty }

  mutating func removeAll() {
    for slot in rowSlots { index[slot] = 0 }
    rowSlots.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    for slot in termsUsed { termCounts[slot] = 0 }
    termsUsed.removeAll(keepingCapacity: true)
    retractions.removeAll(keepingCapacity: true)
    extras.removeAll()
  }

  /// Adds one event to every series that counts it.
  mutating func add(_ signal: UnsafePointer<Signal>, partition: Int32) {
    let sample = Sample(
      time: signal.pointee.time, id: signal.pointee.id, offset: signal.pointee.offset,
      partition: partition)
    var themes = signal.pointee.themes | 1
    while themes != 0 {
      let theme = themes.trailingZeroBitCount
      themes &= themes &- 1
      let bit: UInt64 = theme == 0 ? ~0 : 1 &<< UInt64(theme)
      add(signal, dimension: theme, themeBit: bit, sample)
    }
    let category = signal.pointee.category
    if category >= 0 {
      let dimension = SeriesLayout.themes + Int(category)
      if dimension < layout.dimensions { add(signal, dimension: dimension, themeBit: 0, sample) }
    }
  }

  @inline(__always)
  private mutating func add(
    _ signal: UnsafePointer<Signal>, dimension: Int, themeBit: UInt64, _ sample: Sample
  ) {
    let author = layout.author(signal.pointee.author, dimension: dimension)
    add(signal, author, dimension: dimension, area: -1, themeBit: themeBit, sample)
    let area = signal.pointee.area
    if area < 0 { return }
    add(signal, author, dimension: dimension, area: area, themeBit: themeBit, sample)
  }

  private mutating func add(
    _ signal: UnsafePointer<Signal>, _ author: UInt64, dimension: Int, area: Int32,
    themeBit: UInt64, _ sample: Sample
  ) {
    let slot = layout.slot(dimension: dimension, area: area)
    if slot < 0 { return }
    let row = self.row(slot: slot, dimension: Int32(truncatingIfNeeded: dimension), area: area)
    let isRepost = signal.pointee.flags.contains(.repost)
    let text = signal.pointee.text
    let (authors, texts) = (authors + row * BottomK.size, texts + row * BottomK.size)
    rows.withUnsafeMutableBufferPointer { rows in
      let place = rows.baseAddress.unsafelyUnwrapped + row
      place.pointee.count += 1
      if isRepost { place.pointee.reposts += 1 }
      if author != 0 { BottomK.insert(author, into: authors, count: &place.pointee.authors) }
      if text != 0 { BottomK.insert(text, into: texts, count: &place.pointee.texts) }
      if sample.precedes(place.pointee.sample) { place.pointee.sample = sample }
    }
    let terms = signal.pointee.terms
    for position in 0..<Int(terms.count) {
      let term = terms[position]
      guard Int(term) < layout.termThemes.count else { continue }
      if layout.termThemes[Int(term)] & themeBit != 0 { count(term: term, row: row, by: 1) }
    }
  }

  /// Adds what one partition says of this pane.
  mutating func merge(_ sums: borrowing PaneSums) {
    var author = 0
    var text = 0
    for position in 0..<sums.rows.count {
      let other = sums.rows[position]
      let slot = layout.slot(dimension: Int(other.dimension), area: other.area)
      precondition(slot >= 0, "a sum of a series that the configuration does not list")
      let row = self.row(slot: slot, dimension: other.dimension, area: other.area)
      rows[row].count += other.count
      rows[row].reposts += other.reposts
      for _ in 0..<other.authors {
        BottomK.insert(
          sums.authors[author], into: authors + row * BottomK.size, count: &rows[row].authors)
        author += 1
      }
      for _ in 0..<other.texts {
        BottomK.insert(sums.texts[text], into: texts + row * BottomK.size, count: &rows[row].texts)
        text += 1
      }
      if other.sample.precedes(rows[row].sample) { rows[row].sample = other.sample }
    }
    for position in 0..<sums.terms.count {
      let entry = sums.terms[position]
      let other = sums.rows[Int(entry.row)]
      let slot = layout.slot(dimension: Int(other.dimension), area: other.area)
      count(term: entry.term, row: Int(index[slot]) - 1, by: entry.count)
    }
    retractions.append(contentsOf: sums.retractions)
    extras.merge(sums.extras)
  }

  mutating func addRetraction(_ id: UInt64) { retractions.append(id) }

  /// Writes the rows in the order of their keys, each with its tokens and terms.
  mutating func write(into sums: inout PaneSums) {
    sums.removeAll()
    rowSlots.sort()
    while positions.count < rows.count { positions.append(0) }
    reserve(&sums)
    for slot in rowSlots {
      let row = Int(index[slot]) - 1
      sums.rows.append(rows[row])
      let authorBase = authors + row * BottomK.size
      for position in 0..<Int(rows[row].authors) { sums.authors.append(authorBase[position]) }
      let textBase = texts + row * BottomK.size
      for position in 0..<Int(rows[row].texts) { sums.texts.append(textBase[position]) }
      positions[row] = Int32(sums.rows.count - 1)
    }
    for slot in termsUsed {
      let row = Int(termKeys[slot] >> 16)
      sums.terms.append(
        TermCount(
          row: positions[row], term: UInt16(truncatingIfNeeded: termKeys[slot]),
          count: termCounts[slot]))
    }
    sums.terms.sort { ($0.row, $0.term) < ($1.row, $1.term) }
    sums.retractions.append(contentsOf: retractions)
    sums.retractions.sort()
    extras.write(into: &sums.extras)
  }

  /// Room for all at once: doubling would allocate a dozen times.
  private mutating func reserve(_ sums: inout PaneSums) {
    sums.rows.reserveCapacity(rows.count)
    sums.terms.reserveCapacity(termsUsed.count)
    var (authorCount, textCount) = (0, 0)
    for row in rows {
      authorCount += Int(row.authors)
      textCount += Int(row.texts)
    }
    sums.authors.reserveCapacity(authorCount)
    sums.texts.reserveCapacity(textCount)
  }

  @inline(__always)
  private mutating func row(slot: Int, dimension: Int32, area: Int32) -> Int {
    let found = index[slot]
    if found != 0 { return Int(found) - 1 }
    return insertRow(slot: slot, dimension: dimension, area: area)
  }

  private mutating func insertRow(slot: Int, dimension: Int32, area: Int32) -> Int {
    if rows.count == capacity { grow() }
    rows.append(
      SumRow(
        dimension: dimension, area: area, count: 0, reposts: 0, authors: 0, texts: 0,
        sample: Sample(time: .distantFuture, id: .max, offset: 0, partition: 0)))
    rowSlots.append(slot)
    index[slot] = Int32(rows.count)
    return rows.count - 1
  }

  private mutating func grow() {
    authors = Self.grown(authors, from: capacity)
    texts = Self.grown(texts, from: capacity)
    capacity *= 2
  }

  /// Room for the tokens of twice as many rows, those of `rows` moved there.
  private static func grown(
    _ tokens: UnsafeMutablePointer<UInt64>, from rows: Int
  ) -> UnsafeMutablePointer<UInt64> {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * rows * BottomK.size)
    larger.update(from: tokens, count: rows * BottomK.size)
    tokens.deallocate()
    return larger
  }

  private mutating func count(term: UInt16, row: Int, by amount: Int32) {
    if 2 * termsUsed.count >= termKeys.count { growTerms() }
    let key = UInt64(row) << 16 | UInt64(term)
    let mask = termKeys.count - 1
    var slot = Int(truncatingIfNeeded: mix64(key)) & mask
    while termCounts[slot] != 0 && termKeys[slot] != key { slot = (slot + 1) & mask }
    if termCounts[slot] == 0 {
      termKeys[slot] = key
      termsUsed.append(slot)
    }
    termCounts[slot] += amount
  }

  private mutating func growTerms() {
    let held = termsUsed.map { (termKeys[$0], termCounts[$0]) }
    let size = termKeys.count * 2
    termKeys = [UInt64](repeating: 0, count: size)
    termCounts = [Int32](repeating: 0, count: size)
    termsUsed.removeAll(keepingCapacity: true)
    for (key, amount) in held {
      count(term: UInt16(truncatingIfNeeded: key), row: Int(key >> 16), by: amount)
    }
  }
}
