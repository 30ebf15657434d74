internal import EventTime

extension StateWriter {
  /// References with their sources, by index: they are for the state of one configuration.
  mutating func samples(_ samples: [SourcedSample]) {
    count(samples.count)
    for entry in samples {
      signed(Int64(entry.source))
      signed(Int64(entry.sample.partition))
      signed(entry.sample.offset)
      fixed64(entry.sample.id)
      instant(entry.sample.time)
    }
  }
}

extension StateReader {
  mutating func samples() throws(StateError) -> [SourcedSample] {
    let count = try index(below: FindingDetails.sampleLimit + 1, "references")
    var found: [SourcedSample] = []
    for _ in 0..<count {
      let source = try int32()
      let partition = try int32()
      let offset = try signed()
      let id = try fixed64()
      let sample = Sample(time: try instant(), id: id, offset: offset, partition: partition)
      found.append(SourcedSample(source: source, sample: sample))
    }
    return found
  }
}
