internal import Statistics

extension WeekProfile {
  func save(into writer: inout StateWriter) {
    for sums in hourOfWeek + hourOfDay + weekday + [holiday] {
      writer.double(sums.seen)
      writer.double(sums.expected)
    }
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    func sums(_ reader: inout StateReader) throws(StateError) -> Sums {
      Sums(
        seen: try reader.double(in: StateLimits.sums, "a profile's sum"),
        expected: try reader.double(in: StateLimits.sums, "a profile's sum"))
    }
    for hour in hourOfWeek.indices { hourOfWeek[hour] = try sums(&reader) }
    for hour in hourOfDay.indices { hourOfDay[hour] = try sums(&reader) }
    for day in weekday.indices { weekday[day] = try sums(&reader) }
    holiday = try sums(&reader)
    tabulate()
  }
}

extension EpisodeTail {
  func save(into writer: inout StateWriter) {
    writer.double(episodes)
    writer.double(fit.scale)
    writer.double(fit.shape)
    let used = weights.indices.filter { weights[$0] != 0 || sums[$0] != 0 }
    writer.indexes(used)
    for bin in used {
      writer.double(weights[bin])
      writer.double(sums[bin])
    }
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    episodes = try reader.double(in: StateLimits.sums, "a tail's episodes")
    fit = GeneralisedPareto(
      scale: try reader.double(in: 1e-9...1e6, "a tail's scale"),
      shape: try reader.double(in: 0...1, "a tail's shape"))
    for bin in try reader.indexes(below: Self.bins, "a bin") {
      weights[bin] = try reader.double(in: 0...1e12, "a bin's weight")
      sums[bin] = try reader.double(in: 0...1e12, "a bin's sum")
      let mean = sums[bin] / weights[bin]
      guard weights[bin] <= 1e-9 || (1e-9...1e9).contains(mean) else {
        throw .damaged("a bin whose mean is \(mean)")
      }
    }
  }
}

extension Exposure {
  /// The exposure and its running totals at the boundaries of the rings.
  func save(ring: ArraySlice<Double>, into writer: inout StateWriter) {
    writer.double(rate)
    writer.double(total)
    writer.double(atTick)
    writer.double(discounted)
    // Neighbours share their first bits.
    var before = total.bitPattern
    for value in ring {
      writer.unsigned(value.bitPattern ^ before)
      before = value.bitPattern
    }
  }

  mutating func load(_ reader: inout StateReader, ring: inout [Double]) throws(StateError) {
    rate = try reader.double(in: StateLimits.sums, "a profile's rate")
    total = try reader.double(in: StateLimits.sums, "an exposure")
    atTick = try reader.double(in: StateLimits.sums, "an exposure")
    discounted = try reader.double(in: StateLimits.sums, "an exposure")
    var before = total.bitPattern
    for slot in ring.indices {
      before ^= try reader.unsigned()
      let value = Double(bitPattern: before)
      guard StateLimits.sums.contains(value) else { throw .damaged("an exposure is \(value)") }
      ring[slot] = value
    }
  }
}
