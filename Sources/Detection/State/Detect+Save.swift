internal import EventTime

extension Detect {
  /// Evidences in one cell.
  static let evidencePerCell = 32

  /// Writes everything that a later step depends on, into cells under the source's name: `head`,
  /// `names`, `volume/…`, `evidence/N`, `episodes` and `pending/N`. What is not in use is not there.
  ///
  /// The same state gives the same bytes, and the machine that loads them goes on as this one would,
  /// to the last bit. A cell changes only when what it holds does.
  ///
  /// - Parameter names: of this configuration; series of a dimension without a name would be lost.
  package func save(names: SourceNames, into cells: inout StateCells) {
    let source = names.source
    let keys = evidenceKeys
    cells.write("\(source)/head", as: .sourceHead) { writer in
      writer.signed(paneLength.microseconds)
      writer.optionalPane(nextPane)
      writer.signed(joinedLateTotal)
      let partitions = roster.sorted { $0.partition < $1.partition }
      writer.count(partitions.count)
      for entry in partitions {
        writer.signed(Int64(entry.partition))
        // Before its first announcement a partition is before all panes.
        writer.optionalPane(entry.openPane.index == .min ? nil : entry.openPane)
        writer.flag(entry.anchored)
        writer.flag(entry.ended)
      }
      writer.count(evidence.count)
      writer.count(pending.count)
    }
    cells.write("\(source)/names", as: .sourceNames) { SavedNames.save(names, into: &$0) }
    volume.value.save("\(source)/volume", into: &cells)
    others.save("\(source)/others", into: &cells)
    var first = 0
    while first < evidence.count {
      let chunk = first..<min(evidence.count, first + Self.evidencePerCell)
      cells.write("\(source)/evidence/\(first / Self.evidencePerCell)", as: .evidence) { writer in
        for place in chunk {
          writer.key(dimension: keys[place].dimension, area: keys[place].area)
          evidence[place].save(into: &writer) { UInt64($0) }
        }
      }
      first = chunk.upperBound
    }
    cells.write("\(source)/episodes", as: .episodes) { writer in
      writer.count(episodes.count)
      for episode in episodes {
        let key = key(ofSlot: episode.slot)
        writer.key(dimension: key.dimension, area: key.area)
        writer.count(Int(episode.held))
        for token in episode.tokens.prefix(Int(episode.held)) { writer.fixed64(token) }
      }
    }
    for (place, sums) in pending.enumerated() {
      cells.write("\(source)/pending/\(place)", as: .pending) { sums.save(into: &$0) }
    }
  }

  /// Which series each evidence is of.
  private var evidenceKeys: [(dimension: Int32, area: Int32)] {
    var keys = [(dimension: Int32, area: Int32)](repeating: (0, -1), count: evidence.count)
    for (slot, place) in evidenceOf.enumerated() where place >= 0 {
      keys[Int(place)] = key(ofSlot: slot)
    }
    return keys
  }

  private func key(ofSlot slot: Int) -> (dimension: Int32, area: Int32) {
    (Int32(slot / (layout.areas + 1)), Int32(slot % (layout.areas + 1)) - 1)
  }
}
