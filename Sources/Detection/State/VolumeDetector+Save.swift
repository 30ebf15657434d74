internal import EventTime

extension VolumeDetector {
  /// Series in one cell: a pane's posts touch few of them, and a cell is rewritten whole.
  static let seriesPerCell = 32

  /// Writes the detector under `prefix`: a head, a cell for each family and one for every 32 series.
  ///
  /// Left out is what follows from the rest: levels from sums, the profiles' tables, hash tables, and
  /// what a step only uses until it ends.
  func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .volumeHead, saveHead)
    for family in families.indices {
      cells.write("\(prefix)/family/\(family)", as: .family) { saveFamily(family, into: &$0) }
    }
    var first = 0
    while first < series.count {
      let chunk = first..<min(series.count, first + Self.seriesPerCell)
      cells.write("\(prefix)/series/\(first / Self.seriesPerCell)", as: .series) { writer in
        for id in chunk { saveSeries(id, into: &writer) }
      }
      first = chunk.upperBound
    }
  }

  private func saveHead(into writer: inout StateWriter) {
    writer.flag(configuration.hasAuthors)
    writer.optionalPane(boundary.map { Pane(index: $0) })
    writer.signed(observedPanes)
    writer.signed(observedInTick)
    writer.signed(observedInDay)
    writer.double(fastExposure)
    writer.double(weeks)
    writer.count(evictedSeries)
    writer.count(refusedRows)
    writer.count(observedRing.count)
    for panes in observedRing { writer.signed(panes) }
    writer.count(localTimes.count)
    for local in localTimes { local.save(into: &writer) }
    writer.count(families.count)
    writer.count(series.count)
    // In their order: episodes that end in one pane are added up in it.
    writer.count(watched.count)
    for id in watched { writer.count(Int(id)) }
  }

  private func saveFamily(_ index: Int, into writer: inout StateWriter) {
    let family = families[index]
    // The first stands for all dimensions that were never seen.
    writer.flag(index > 0)
    if index > 0 { writer.count(Int(family.dimension)) }
    family.profile.save(into: &writer)
    family.tail.save(into: &writer)
    writer.double(family.rate)
    let dispersions = VolumeConstants.dispersionCount
    for w in 0..<dispersions { writer.double(familyDispersion[index * dispersions + w]) }
    for local in localTimes.indices {
      let place = index * localTimes.count + local
      let base = place * geometry.stride
      exposures[place].save(
        ring: exposureRings[base..<base + geometry.stride], into: &writer)
    }
  }

  private func saveSeries(_ id: Int, into writer: inout StateWriter) {
    let state = series[id]
    writer.key(dimension: state.dimension, area: state.area)
    state.save(into: &writer)
    let base = id * geometry.stride
    DifferenceCode.save(
      ladders[base..<base + geometry.stride], from: state.total, into: &writer)
    saveDispersions(id, into: &writer)
    guard configuration.hasAuthors else { return }
    writer.count(Int(state.authorCount))
    var time: UInt64 = 0
    for place in 0..<Int(state.authorCount) {
      let author = authors[id * AuthorMemory.capacity + place]
      writer.token(author >> AuthorMemory.timeBits)
      // Newest first: the steps back are small.
      writer.unsigned((time &- author) & AuthorMemory.timeMask)
      time = author & AuthorMemory.timeMask
    }
  }

  /// Two masks: which windows were looked at, and whose value is not what follows from the sums and
  /// the family as it is now.
  private func saveDispersions(_ id: Int, into writer: inout StateWriter) {
    let count = VolumeConstants.dispersionCount
    let shared = Int(series[id].family) * count
    var (learned, held): (UInt64, UInt64) = (0, 0)
    for w in 0..<count {
      let known = dispersions[id * count + w]
      if known.excess.bitPattern | known.weight.bitPattern != 0 { learned |= 1 << UInt64(w) }
      let settled = known.settled(family: familyDispersion[shared + w])
      if known.value.bitPattern != settled.bitPattern { held |= 1 << UInt64(w) }
    }
    writer.unsigned(learned)
    writer.unsigned(held)
    for w in 0..<count {
      let known = dispersions[id * count + w]
      if learned & 1 << UInt64(w) != 0 {
        writer.double(known.excess)
        writer.double(known.weight)
      }
      if held & 1 << UInt64(w) != 0 { writer.double(known.value) }
    }
  }
}
