extension EpisodeCalibration {
  /// The series that there are by now, by family: where they are only known once seen, the promise is
  /// made over those.
  mutating func count(seriesByFamily: [Int]) {
    precondition(seriesByFamily.count == families.count)
    var total = 0
    for index in families.indices {
      families[index].seriesCount = max(1, seriesByFamily[index])
      total += seriesByFamily[index]
    }
    seriesTotal = max(1, total)
  }

  /// A series' place is given to another one of the same family, of which nothing is known.
  mutating func restart(_ id: Int) {
    series[id].record = EpisodeRecord()
  }
}

extension StateReader {
  /// A number of things of which there is at least one.
  mutating func positive(_ what: String) throws(StateError) -> Int {
    Int(try integer(in: 1...(1 << 24), what))
  }
}
