extension CoordinatedAccounts {
  /// Words of the filter in one cell: 64 KiB.
  private static let wordsPerCell = 8192

  func save(_ prefix: String, into cells: inout StateCells) {
    accounts.save("\(prefix)/accounts", into: &cells)
    pairs.save("\(prefix)/pairs", into: &cells)
    cells.write("\(prefix)/groups", as: .rumourGroups) { writer in
      writer.signed(epoch == .min ? -1 << 40 : epoch)
      writer.double(joins)
      writer.double(pairEvents)
      for count in [filter.count, filterCount, filterResets, refusedGroups] {
        writer.signed(Int64(count))
      }
      writer.count(groups.count)
      for group in groups { group.save(into: &writer) }
    }
    var first = 0
    while first < filter.count {
      let words = first..<min(filter.count, first + Self.wordsPerCell)
      cells.write("\(prefix)/filter/\(first / Self.wordsPerCell)", as: .rumourFilter) { writer in
        writer.count(words.count { filter[$0] != 0 })
        var next = words.lowerBound
        for word in words where filter[word] != 0 {
          writer.count(word - next)
          writer.fixed64(filter[word])
          next = word + 1
        }
      }
      first = words.upperBound
    }
  }

  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    try accounts.load("\(prefix)/accounts", cells)
    try pairs.load("\(prefix)/pairs", cells)
    let words = try cells.read("\(prefix)/groups", as: .rumourGroups) {
      (reader) throws(StateError) in
      try loadGroups(&reader)
    }
    for value in accounts.values where value >> 36 > UInt64(groups.count) {
      throw .damaged("an account of group \(value >> 36)")
    }
    filter = [UInt64](repeating: 0, count: words)
    var first = 0
    while first < words {
      let range = first..<min(words, first + Self.wordsPerCell)
      try cells.read("\(prefix)/filter/\(first / Self.wordsPerCell)", as: .rumourFilter) {
        (reader) throws(StateError) in
        var next = range.lowerBound
        for _ in 0..<(try reader.count(elementBytes: 9)) {
          let word = next + (try reader.index(below: max(0, range.upperBound - next), "a word"))
          filter[word] = try reader.fixed64()
          next = word + 1
        }
      }
      first = range.upperBound
    }
  }

  private mutating func loadGroups(_ reader: inout StateReader) throws(StateError) -> Int {
    let written = try reader.integer(in: -(1 << 41)...(1 << 41), "an epoch")
    epoch = written == -1 << 40 ? .min : written
    joins = try reader.double(in: StateLimits.sums, "joins")
    pairEvents = try reader.double(in: StateLimits.sums, "pairs")
    let words = Int(try reader.integer(in: 0...Int64(limits.filterBits / 64), "a filter"))
    guard words == 0 || words == limits.filterBits / 64 else {
      throw .damaged("a filter of \(words) words")
    }
    filterCount = Int(try reader.integer(in: StateLimits.totals, "bits"))
    filterResets = Int(try reader.integer(in: StateLimits.totals, "resets"))
    refusedGroups = Int(try reader.integer(in: StateLimits.totals, "groups"))
    let count = try reader.count(elementBytes: 40)
    guard count <= limits.maximumGroups else { throw .damaged("\(count) groups") }
    for index in 0..<count { groups.append(try Group(from: &reader, index: index)) }
    return words
  }
}

extension CoordinatedAccounts.Group {
  func save(into writer: inout StateWriter) {
    writer.fixed64(id)
    writer.fixed64(lastCluster)
    for value in [parent, source, members, partners, floods] { writer.signed(Int64(value)) }
    writer.double(peak)
    writer.double(expected)
    for value in [since, openedAt, lastActive, lastSaid] { writer.signed(value) }
    writer.flag(isOpen)
  }

  init(from reader: inout StateReader, index: Int) throws(StateError) {
    self.init()
    let counts: ClosedRange<Int64> = 0...Int64(Int32.max)
    id = try reader.fixed64()
    lastCluster = try reader.fixed64()
    // The older of two is the parent, so that following parents ends.
    parent = Int32(try reader.integer(in: 0...Int64(index), "a group"))
    source = Int32(try reader.integer(in: counts, "a source"))
    members = Int32(try reader.integer(in: counts, "accounts"))
    partners = Int32(try reader.integer(in: counts, "partners"))
    floods = Int32(try reader.integer(in: counts, "floods"))
    peak = try reader.double(in: StateLimits.scores, "a peak")
    expected = try reader.double(in: StateLimits.sums, "pairs")
    since = try reader.integer(in: StateLimits.panes, "a pane")
    openedAt = try reader.integer(in: StateLimits.panes, "a pane")
    lastActive = try reader.integer(in: StateLimits.panes, "a pane")
    lastSaid = try reader.integer(in: StateLimits.panes, "a pane")
    isOpen = try reader.flag()
  }
}
