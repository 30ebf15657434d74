internal import EventTime

extension CellFormat {
  static let emergingHead = CellFormat("the head of emerging")
  static let emergingTerms = CellFormat("terms of emerging")
  static let emergingSketch = CellFormat("the sketch of emerging")
  static let emergingMemory = CellFormat("what emerging counted")
}

extension EmergingDetector {
  /// Places in one cell.
  static let placesPerCell = 512

  package func save(_ prefix: String, into cells: inout StateCells) {
    cells.write("\(prefix)/head", as: .emergingHead, saveHead)
    cells.write("\(prefix)/copies", as: .emergingMemory) { copies.save(into: &$0) }
    cells.write("\(prefix)/sketch", as: .emergingSketch) { sketch.save(into: &$0) }
    var first = 0
    while first < table.capacity {
      let chunk = first..<min(table.capacity, first + Self.placesPerCell)
      cells.write("\(prefix)/terms/\(first / Self.placesPerCell)", as: .emergingTerms) { writer in
        let used = chunk.filter { table.hashes[$0] != 0 }
        writer.indexes(used.map { $0 - chunk.lowerBound })
        for place in used {
          writer.fixed64(table.hashes[place])
          writer.signed((minute ?? 0) - table.minutes[place])
          table.states[place].save(into: &writer)
        }
      }
      first = chunk.upperBound
    }
  }

  private func saveHead(into writer: inout StateWriter) {
    writer.count(table.capacity)
    writer.flag(minute != nil)
    writer.signed(minute ?? 0)
    writer.double(observedMinutes)
    writer.double(minutesOfDay)
    for value in [endedEpisodes, foldedTerms, droppedTopics, table.forgotten] {
      writer.count(value)
    }
    texts.save(into: &writer)
    writer.count(areaPosts.count)
    for count in areaPosts { writer.shortDouble(count) }
    writer.double(locatedPosts)
    calibration.save(into: &writer)
    writer.count(topics.count)
    for topic in topics { topic.save(into: &writer) }
  }

  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    try cells.read("\(prefix)/head", as: .emergingHead) { (reader) throws(StateError) in
      try loadHead(&reader)
    }
    try cells.read("\(prefix)/copies", as: .emergingMemory) { (reader) throws(StateError) in
      try copies.load(&reader)
    }
    try cells.read("\(prefix)/sketch", as: .emergingSketch) { (reader) throws(StateError) in
      try sketch.load(&reader)
    }
    var first = 0
    while first < table.capacity {
      let end = min(table.capacity, first + Self.placesPerCell)
      try cells.read("\(prefix)/terms/\(first / Self.placesPerCell)", as: .emergingTerms) {
        (reader) throws(StateError) in
        for place in try reader.indexes(below: end - first, "a term") {
          let hash = try reader.fixed64()
          let here = first + place
          guard hash != 0,
            (table.bucket(hash)..<table.bucket(hash) + EmergingConstants.ways)
              .contains(here)
          else { throw .damaged("a term out of its bucket") }
          table.hashes[here] = hash
          let age = try reader.integer(in: 0...StateLimits.panes.upperBound, "a term's age")
          table.minutes[here] = (minute ?? 0) - age
          table.states[here] = try TermState(from: &reader)
        }
      }
      first = end
    }
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) {
    let capacity = Int(clamping: try reader.unsigned())
    guard capacity == table.capacity else {
      throw .incompatible("\(capacity) places for terms where there are \(table.capacity)")
    }
    let isStarted = try reader.flag()
    let now = try reader.integer(in: StateLimits.panes, "a minute")
    minute = isStarted ? now : nil
    observedMinutes = try reader.double(in: StateLimits.sums, "observed minutes")
    minutesOfDay = try reader.double(in: StateLimits.sums, "minutes of a day")
    endedEpisodes = try reader.total("episodes")
    foldedTerms = try reader.total("folded terms")
    droppedTopics = try reader.total("dropped topics")
    table.forgotten = try reader.total("forgotten terms")
    texts = try TextCounts(from: &reader)
    let areas = try reader.count()
    guard areas == areaPosts.count else {
      throw .incompatible("\(areas) areas where there are \(areaPosts.count)")
    }
    for area in areaPosts.indices {
      areaPosts[area] = try reader.shortDouble(in: StateLimits.sums, "posts of an area")
    }
    locatedPosts = try reader.double(in: StateLimits.sums, "located posts")
    try calibration.load(&reader)
    guard calibration.seriesCount == 1 else { throw .damaged("more than one threshold") }
    topics.removeAll()
    let count = try reader.index(below: EmergingConstants.maximumTopics + 1, "topics")
    for _ in 0..<count { topics.append(try Topic(from: &reader)) }
  }
}

extension TermState {
  func save(into writer: inout StateWriter) {
    writer.double(total)
    writer.signed(Int64(area))
    writer.count(Int(votes))
    writer.count(Int(located))
    var used: [Int] = []
    for slot in 0..<EmergingConstants.slots where rings[slot] != 0 { used.append(slot) }
    writer.indexes(used)
    for slot in used { writer.count(Int(rings[slot])) }
    var known: [Int] = []
    for place in 0..<EmergingConstants.authors where authors[place] != 0 { known.append(place) }
    writer.indexes(known)
    for place in known {
      writer.fixed32(authors[place])
      writer.count(Int(authorMinutes[place]))
    }
  }

  init(from reader: inout StateReader) throws(StateError) {
    self.init()
    total = try reader.double(in: StateLimits.sums, "a term's texts")
    area = Int32(try reader.integer(in: -1...Int64(Int32.max), "an area"))
    votes = UInt16(try reader.index(below: 1 << 16, "votes"))
    located = UInt16(try reader.index(below: 1 << 16, "located posts"))
    for slot in try reader.indexes(below: EmergingConstants.slots, "a slot") {
      rings[slot] = UInt16(try reader.index(below: 1 << 16, "texts of a slot"))
      let window = slot < 10 ? 0 : slot < 22 ? 1 : 2
      sums[window] += Int32(rings[slot])
    }
    for place in try reader.indexes(below: EmergingConstants.authors, "an author") {
      authors[place] = try reader.fixed32()
      guard authors[place] != 0 else { throw .damaged("an author without a token") }
      authorMinutes[place] = UInt16(try reader.index(below: 1 << 16, "a minute"))
    }
  }
}

extension Topic {
  func save(into writer: inout StateWriter) {
    writer.fixed64(item)
    writer.signed(foundedMinute)
    writer.signed(lastMinute)
    writer.count(members.count)
    for member in members {
      writer.fixed64(member.hash)
      writer.text(member.text)
      writer.double(member.peak)
    }
    writer.signed(foldedTerms)
    writer.signed(Int64(area))
    tracker.save(into: &writer)
    writer.flag(isOver)
    writer.signed(episodeTexts)
    writer.samples(samples)
  }

  init(from reader: inout StateReader) throws(StateError) {
    let item = try reader.fixed64()
    self.init(item: item, minute: try reader.integer(in: StateLimits.panes, "a minute"))
    lastMinute = try reader.integer(in: StateLimits.panes, "a minute")
    let count = try reader.index(below: EmergingConstants.namedTerms + 1, "terms of a topic")
    for _ in 0..<count {
      let hash = try reader.fixed64()
      let text = try reader.text()
      members.append(
        Member(
          hash: hash, text: text, peak: try reader.double(in: StateLimits.scores, "a peak")))
    }
    foldedTerms = try reader.integer(in: StateLimits.totals, "folded terms")
    area = Int32(try reader.integer(in: -1...Int64(Int32.max), "an area"))
    tracker = try EpisodeTracker(from: &reader)
    isOver = try reader.flag()
    episodeTexts = try reader.integer(in: StateLimits.totals, "texts")
    samples = try reader.samples()
  }
}

extension StateReader {
  fileprivate mutating func total(_ what: String) throws(StateError) -> Int {
    Int(try integer(in: StateLimits.totals, unsigned: what))
  }
}
