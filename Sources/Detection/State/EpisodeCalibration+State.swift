extension EpisodeCalibration {
  package func save(into writer: inout StateWriter) {
    writer.double(weeks)
    writer.count(families.count)
    for family in families {
      writer.double(family.rate)
      family.tail.save(into: &writer)
    }
    writer.count(series.count)
    for entry in series {
      writer.count(entry.family)
      writer.double(entry.record.episodes)
      writer.double(entry.record.excesses)
      writer.double(entry.threshold)
    }
  }

  /// Into a calibration whose families were added as they were in the one that was saved; the series
  /// are added here.
  package mutating func load(_ reader: inout StateReader) throws(StateError) {
    weeks = try reader.double(in: StateLimits.sums, "weeks")
    let count = try reader.count()
    guard count == families.count else {
      throw .damaged("\(count) families where there are \(families.count)")
    }
    for index in families.indices {
      families[index].rate = try reader.double(in: StateLimits.sums, "a rate")
      try families[index].tail.load(&reader)
    }
    series.removeAll()
    for _ in 0..<(try reader.count(elementBytes: 25)) {
      var entry = Series(family: try reader.index(below: families.count, "a family"))
      entry.record.episodes = try reader.double(in: StateLimits.sums, "episodes")
      entry.record.excesses = try reader.double(in: StateLimits.sums, "excesses")
      entry.threshold = try reader.double(in: StateLimits.scores, "a threshold")
      series.append(entry)
    }
  }
}
