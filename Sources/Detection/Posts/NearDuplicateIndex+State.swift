internal import EventTime
internal import Signals

extension CellFormat {
  static let textIndexHead = CellFormat("the head of the near-duplicates")
  static let textIndex = CellFormat("clusters of near-duplicates")
}

extension NearDuplicateIndex {
  /// Entries in one cell of up to about 64 kB.
  private static let entriesPerCell = 768

  /// Writes a head and a cell for every 768 slots. Buckets and lists follow from the entries.
  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .textIndexHead) { writer in
      writer.optionalPane(lastPane == .min ? nil : Pane(index: lastPane))
      writer.count(bucketBits)
      writer.count(slots.end)
      for value in [evictedClusters, evictedReferences, comparisons] {
        writer.signed(Int64(value))
      }
    }
    var first = 0
    while first < slots.end {
      let chunk = first..<min(slots.end, first + Self.entriesPerCell)
      cells.write("\(prefix)/\(first / Self.entriesPerCell)", as: .textIndex) { writer in
        for slot in chunk {
          writer.flag(slots.contains(slot))
          if slots.contains(slot) { entries[slot].save(into: &writer) }
        }
      }
      first = chunk.upperBound
    }
  }

  /// Takes in what `save` wrote, of the same limit; the index must be fresh.
  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(slots.end == 0, "loaded into an index that was in use")
    let end = try cells.read("\(prefix)/head", as: .textIndexHead) {
      (reader) throws(StateError) in
      try loadHead(&reader)
    }
    var first = 0
    while first < end {
      let chunk = first..<min(end, first + Self.entriesPerCell)
      try cells.read("\(prefix)/\(first / Self.entriesPerCell)", as: .textIndex) {
        (reader) throws(StateError) in
        for slot in chunk {
          let isUsed = try reader.flag()
          entries.append(isUsed ? try Entry(from: &reader) : Entry())
          if isUsed { slots.insert(slot) }
        }
      }
      first = chunk.upperBound
    }
    let order = (0..<slots.end).filter { slots.contains($0) }
      .sorted { (entries[$0].lastUse, $0) < (entries[$1].lastUse, $1) }
    for slot in order { lists.append(slot, to: Int(entries[slot].residence.rawValue)) }
    guard fillBuckets() else { throw .damaged("a bucket with more than eight") }
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) -> Int {
    lastPane = try reader.optionalPane("the last pane")?.index ?? .min
    bucketBits = try reader.index(below: maximumBucketBits + 1, "the bits of the buckets")
    guard bucketBits >= 6 else { throw .damaged("\(bucketBits) bits of buckets") }
    let end = try reader.index(below: configuration.maximumClusters + 1, "clusters")
    evictedClusters = Int(try reader.integer(in: StateLimits.totals, "evictions"))
    evictedReferences = Int(try reader.integer(in: StateLimits.totals, "evictions"))
    comparisons = Int(try reader.integer(in: StateLimits.totals, "comparisons"))
    return end
  }
}

extension NearDuplicateIndex.Entry {
  func save(into writer: inout StateWriter) {
    writer.flag(isShort)
    writer.byte(residence.rawValue)
    writer.unsigned(UInt64(tables))
    writer.fixed64(id)
    writer.signed(founded)
    writer.signed(lastUse - founded)
    writer.count(Int(size))
    for place in 0..<(isShort ? 1 : 6) { writer.fixed64(signature.words[place]) }
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init()
    isShort = try reader.flag()
    let raw = try reader.byte()
    guard let residence = NearDuplicateIndex.Residence(rawValue: raw) else {
      throw .damaged("residence \(raw)")
    }
    self.residence = residence
    tables = UInt16(try reader.index(below: 1 << NearDuplicateIndex.tables, "tables"))
    let short: UInt16 = 1 << UInt16(NearDuplicateIndex.bands)
    guard isShort ? tables & ~short == 0 : tables & short == 0 else {
      throw .damaged("tables \(tables)")
    }
    id = try reader.fixed64()
    founded = try reader.integer(in: -(1 << 62)...(1 << 62), "a use")
    lastUse = founded + (try reader.integer(in: 0...(1 << 61), "a use"))
    size = Int32(try reader.index(below: Int(Int32.max), "posts"))
    guard size > 0, (size > 1) == (residence == .spreading) else {
      throw .damaged("\(size) posts")
    }
    for place in 0..<(isShort ? 1 : 6) { signature.words[place] = try reader.fixed64() }
  }
}
