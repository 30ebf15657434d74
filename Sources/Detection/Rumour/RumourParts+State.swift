internal import EventTime

extension Teller {
  func save(into writer: inout StateWriter) {
    writer.fixed64(who)
    writer.unsigned(UInt64(age))
    writer.fixed32(post)
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init()
    who = try reader.fixed64()
    age = UInt32(try reader.index(below: 1 << 32, "a teller's time"))
    post = try reader.fixed32()
  }
}

extension ClusterStory {
  func save(into writer: inout StateWriter) {
    writer.byte(level)
    writer.unsigned(UInt64(synchrony))
    for value in [authors, enquiries, denials, callsToShare] { writer.signed(Int64(value)) }
    writer.byte(wordCount)
    for place in 0..<Int(wordCount) {
      writer.fixed64(words[place])
      writer.unsigned(UInt64(wordCounts[place]))
    }
    writer.byte(recentCount)
    for place in 0..<Int(recentCount) {
      writer.fixed64(recent[place])
      writer.signed(recentTimes[place])
    }
    writer.byte(sampleCount)
    for place in 0..<Int(sampleCount) {
      let sample = samples[place]
      writer.instant(sample.time)
      writer.fixed64(sample.id)
      writer.signed(sample.offset)
      writer.signed(Int64(sample.partition))
      writer.signed(Int64(sampleSources[place]))
    }
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init()
    let counts: ClosedRange<Int64> = 0...Int64(Int32.max)
    level = UInt8(try reader.index(below: 32, "a level"))
    synchrony = UInt16(try reader.index(below: 1 << 16, "synchrony"))
    authors = Int32(try reader.integer(in: counts, "authors"))
    enquiries = Int32(try reader.integer(in: counts, "enquiries"))
    denials = Int32(try reader.integer(in: counts, "denials"))
    callsToShare = Int32(try reader.integer(in: counts, "calls to share"))
    wordCount = UInt8(try reader.index(below: Self.wordLimit + 1, "words"))
    for place in 0..<Int(wordCount) {
      words[place] = try reader.fixed64()
      wordCounts[place] = UInt16(try reader.index(below: 1 << 16, "a word's members"))
    }
    recentCount = UInt8(try reader.index(below: Self.recentLimit + 1, "authors"))
    for place in 0..<Int(recentCount) {
      recent[place] = try reader.fixed64()
      recentTimes[place] = try reader.integer(in: -(1 << 61)...(1 << 61), "a time")
    }
    sampleCount = UInt8(try reader.index(below: FindingDetails.sampleLimit + 1, "samples"))
    for place in 0..<Int(sampleCount) {
      samples[place] = Sample(
        time: try reader.instant(), id: try reader.fixed64(), offset: try reader.signed(),
        partition: try reader.int32())
      sampleSources[place] = try reader.int32()
    }
  }
}

extension WatchedCluster {
  func save(into writer: inout StateWriter) {
    writer.count(Int(cluster))
    tracker.save(into: &writer)
    writer.signed(Int64(area))
    writer.flag(isSaid)
    writer.count(terms.count)
    for term in terms {
      writer.fixed64(term.hash)
      writer.text(term.text)
    }
    writer.flag(excerpt != nil)
    if let excerpt { writer.text(excerpt) }
    writer.fixed64(excerptPost)
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init(cluster: Int32(try reader.index(below: 1 << 20, "a cluster")))
    tracker = try EpisodeTracker(from: &reader)
    area = try reader.int32()
    isSaid = try reader.flag()
    let count = try reader.count(elementBytes: 9)
    guard count <= Self.termLimit else { throw .damaged("\(count) terms") }
    for _ in 0..<count { terms.append((try reader.fixed64(), try reader.text())) }
    if try reader.flag() { excerpt = try reader.text() }
    excerptPost = try reader.fixed64()
  }
}
