internal import EventTime

extension CrowdSourceState {
  /// Everything that is not by cell.
  func saveHead(_ plan: CrowdEventPlan, into writer: inout StateWriter) {
    writer.text(source.mode.rawValue)
    writer.flag(source.countsSamples)
    writer.count(source.stepMinutes)
    writer.count(source.secrecyThreshold)
    writer.signed(reportedPanes)
    writer.optionalPane(lastReported == .min ? nil : Pane(index: lastReported))
    writer.double(observed)
    writer.double(sliceObserved)
    writer.count(observedRing.count)
    for minutes in observedRing { writer.double(minutes) }
    writer.count(localTimes.count)
    for local in localTimes { local.save(into: &writer) }
    for hour in rateHours { writer.count(max(0, Int(hour))) }
    writer.count(profiles.count)
    for profile in profiles { profile.save(into: &writer) }
    for value in familyDispersion { writer.double(value) }
    writer.count(events.count)
    for (event, entry) in zip(events, plan.entries) {
      writer.fixed64(entry.identity)
      writer.double(event.seen)
      writer.double(event.expected)
    }
    let places = eventOwners.indices.filter { eventOwners[$0] >= 0 }
    writer.count(places.count)
    for place in places {
      writer.count(Int(plan.cells[place]))
      writer.count(Int(eventOwners[place]))
      writer.double(eventExposures[place])
      let count = eventExposures.count
      writer.ring(stride(from: place, to: eventRing.count, by: count).map { eventRing[$0] })
    }
  }

  /// False, with nothing taken in, if the source counts otherwise than the one that was saved.
  mutating func loadHead(
    _ reader: inout StateReader, _ plan: CrowdEventPlan
  ) throws(StateError) -> Bool {
    let mode = try reader.text()
    let countsSamples = try reader.flag()
    let stepMinutes = try reader.index(below: 61, "a step")
    let threshold = try reader.index(below: 1 << 40, "a threshold")
    let isSame =
      mode == source.mode.rawValue && countsSamples == source.countsSamples
      && stepMinutes == source.stepMinutes && threshold == source.secrecyThreshold
    reportedPanes = try reader.integer(in: 0...StateLimits.paneCount, "panes")
    lastReported = try reader.optionalPane("a pane")?.index ?? .min
    observed = try reader.double(in: StateLimits.sums, "minutes")
    sliceObserved = try reader.double(in: StateLimits.sums, "minutes")
    guard try reader.count(elementBytes: 8) == observedRing.count else {
      throw .damaged("a ring of another length")
    }
    for slot in observedRing.indices {
      observedRing[slot] = try reader.double(in: StateLimits.sums, "minutes")
    }
    guard try reader.count() == localTimes.count else { throw .damaged("other time zones") }
    for zone in localTimes.indices {
      let saved = try LocalTime.load(&reader)
      localTimes[zone].resume(saved.state)
    }
    for zone in rateHours.indices {
      rateHours[zone] = Int32(try reader.index(below: Self.hours, "an hour"))
    }
    guard try reader.count() == profiles.count else { throw .damaged("other families") }
    for family in profiles.indices { try profiles[family].load(&reader) }
    for place in familyDispersion.indices {
      familyDispersion[place] = try reader.double(in: 1e-9...1e9, "a family's dispersion")
    }
    try loadEvents(&reader, plan)
    return isSame
  }

  private mutating func loadEvents(
    _ reader: inout StateReader, _ plan: CrowdEventPlan
  ) throws(StateError) {
    var present: [Int] = []
    for _ in 0..<(try reader.count(elementBytes: 24)) {
      let identity = try reader.fixed64()
      var event = CrowdEventState()
      event.seen = try reader.double(in: StateLimits.sums, "an event's count")
      event.expected = try reader.double(in: StateLimits.sums, "an event's expectation")
      let index = plan.entries.firstIndex { $0.identity == identity } ?? -1
      if index >= 0 { events[index] = event }
      present.append(index)
    }
    let count = eventExposures.count
    for _ in 0..<(try reader.count()) {
      let cell = try reader.index(below: cellCount, "a cell")
      let owner = present[try reader.index(below: present.count, "an event")]
      let exposure = try reader.double(in: StateLimits.sums, "an exposure")
      let ring = try reader.ring(observedRing.count)
      let place = Int(plan.places[cell])
      guard place >= 0 else { continue }
      eventOwners[place] = Int32(owner)
      eventExposures[place] = exposure
      for slot in ring.indices { eventRing[slot * count + place] = ring[slot] }
    }
  }

  func saveCell(_ cell: Int, into writer: inout StateWriter) {
    writer.signed(sums[cell])
    writer.unsigned(UInt64(samples[cell]))
    writer.unsigned(UInt64(hidden[cell]))
    writer.flag(isDeclared[cell])
    for value in [
      totals[cell], exposures[cell], counts[cell], levelExposures[cell], levels[cell],
      sliceCounts[cell], sliceExposures[cell], hourCounts[cell], hourMinutes[cell],
    ] { writer.double(value) }
    writer.flag(sliceIsWhole[cell])
    let slots = stride(from: cell, to: totalRing.count, by: cellCount)
    writer.ring(slots.map { totalRing[$0] })
    writer.ring(slots.map { exposureRing[$0] })
    for place in (cell * Self.hours)..<((cell + 1) * Self.hours) {
      writer.fixed32(profileSeen[place].bitPattern)
      writer.fixed32(profileExpected[place].bitPattern)
    }
    for w in 0..<CrowdConstants.windowCount {
      let known = dispersions[cell * CrowdConstants.windowCount + w]
      for value in [known.excess, known.weight, known.value] { writer.double(value) }
    }
  }

  mutating func loadCell(_ cell: Int, _ reader: inout StateReader) throws(StateError) {
    sums[cell] = try reader.signed()
    samples[cell] = Int32(try reader.index(below: 1 << 30, "samples"))
    hidden[cell] = Int32(try reader.index(below: 1 << 30, "hidden samples"))
    if samples[cell] > 0 || hidden[cell] > 0 { touched.append(Int32(cell)) }
    isDeclared[cell] = try reader.flag()
    totals[cell] = try reader.double(in: StateLimits.sums, "a total")
    exposures[cell] = try reader.double(in: StateLimits.sums, "an exposure")
    counts[cell] = try reader.double(in: StateLimits.sums, "a level's count")
    levelExposures[cell] = try reader.double(in: StateLimits.sums, "a level's exposure")
    levels[cell] = try reader.double(in: StateLimits.sums, "a level")
    sliceCounts[cell] = try reader.double(in: StateLimits.sums, "a slice's count")
    sliceExposures[cell] = try reader.double(in: StateLimits.sums, "a slice's exposure")
    hourCounts[cell] = try reader.double(in: StateLimits.sums, "an hour's count")
    hourMinutes[cell] = try reader.double(in: StateLimits.sums, "an hour's minutes")
    sliceIsWhole[cell] = try reader.flag()
    let totals = try reader.ring(observedRing.count)
    let exposures = try reader.ring(observedRing.count)
    for slot in totals.indices {
      totalRing[slot * cellCount + cell] = totals[slot]
      exposureRing[slot * cellCount + cell] = exposures[slot]
    }
    for place in (cell * Self.hours)..<((cell + 1) * Self.hours) {
      profileSeen[place] = try reader.profileSum()
      profileExpected[place] = try reader.profileSum()
    }
    for w in 0..<CrowdConstants.windowCount {
      dispersions[cell * CrowdConstants.windowCount + w] = CrowdDispersion(
        excess: try reader.double(in: -1e18...1e18, "a dispersion"),
        weight: try reader.double(in: StateLimits.sums, "a dispersion"),
        value: try reader.double(in: 1e-9...1e9, "a dispersion"))
    }
  }
}

extension StateWriter {
  /// Running totals at the boundaries of a ring: neighbours share their first bits.
  fileprivate mutating func ring(_ values: [Double]) {
    var before: UInt64 = 0
    for value in values {
      unsigned((value.bitPattern ^ before).byteSwapped)
      before = value.bitPattern
    }
  }
}

extension StateReader {
  fileprivate mutating func ring(_ count: Int) throws(StateError) -> [Double] {
    var before: UInt64 = 0
    var values: [Double] = []
    for _ in 0..<count {
      before ^= try unsigned().byteSwapped
      let value = Double(bitPattern: before)
      guard StateLimits.sums.contains(value) else { throw .damaged("a total is \(value)") }
      values.append(value)
    }
    return values
  }

  fileprivate mutating func profileSum() throws(StateError) -> Float {
    let value = Float(bitPattern: try fixed32())
    guard (0...1e18).contains(value) else { throw .damaged("a profile's sum is \(value)") }
    return value
  }
}
