internal import EventTime

extension SeriesEvidence {
  /// Writes everything that a later step depends on, the places of equal terms too.
  ///
  /// `terms` gives the index under which a term's text stands in a table of names.
  package func save(into writer: inout StateWriter, terms: (UInt16) -> UInt64) {
    var mask: UInt8 = 0
    for position in 0..<Self.terms where termCounts[position] > 0 { mask |= 1 << UInt8(position) }
    writer.byte(mask)
    for position in 0..<Self.terms where termCounts[position] > 0 {
      writer.unsigned(terms(termIDs[position]))
      writer.unsigned(UInt64(termCounts[position]))
    }
    mask = 0
    for position in 0..<Self.samples where held[position].time != .distantPast {
      mask |= 1 << UInt8(position)
    }
    writer.byte(mask)
    var before: Int64 = 0
    for position in 0..<Self.samples where held[position].time != .distantPast {
      let sample = held[position]
      writer.signed(sample.time.microseconds &- before)
      before = sample.time.microseconds
      writer.unsigned(sample.id)
      writer.signed(sample.offset)
      writer.signed(Int64(sample.partition))
    }
    writer.byte(UInt8(next))
    writer.signed(halvedAt)
  }

  /// Reads what `save` wrote. `term` gives the term of an index in the table of names; a term that is
  /// not known any more leaves its place free.
  package init(
    from reader: inout StateReader, term: (UInt64) -> UInt16?
  ) throws(StateError) {
    self.init()
    var mask = try reader.byte()
    for position in 0..<Self.terms where mask & 1 << UInt8(position) != 0 {
      let index = try reader.unsigned()
      let count = try reader.unsigned()
      guard count > 0, count <= UInt64(Int32.max) else {
        throw .damaged("a term that was counted \(count) times")
      }
      guard let known = term(index) else { continue }
      termIDs[position] = known
      termCounts[position] = Int32(count)
    }
    mask = try reader.byte()
    guard mask >> UInt8(Self.samples) == 0 else { throw .damaged("too many samples") }
    var before: Int64 = 0
    for position in 0..<Self.samples where mask & 1 << UInt8(position) != 0 {
      before &+= try reader.signed()
      let id = try reader.unsigned()
      let offset = try reader.signed()
      held[position] = Sample(
        time: Instant(microseconds: before), id: id, offset: offset,
        partition: try reader.int32())
    }
    let place = try reader.byte()
    guard place < UInt8(Self.samples) else { throw .damaged("sample \(place)") }
    next = Int(place)
    halvedAt = try reader.signed()
  }
}
