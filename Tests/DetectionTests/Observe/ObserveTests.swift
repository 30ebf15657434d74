import Detection
import EventTime
import Signals
import Testing

@Suite("OBSERVE")
struct ObserveTests {
  typealias H = ObserveHarness

  @Test func paneClosesWhenTheFrontierPassesIt() {
    var h = H()
    h.step([H.signal(1, id: 1, offset: 0), H.signal(29.9, id: 2, offset: 1)])
    #expect(h.lines.isEmpty)
    h.step([H.signal(30, id: 3, offset: 2)])
    #expect(h.lines == ["p0 d0 a-1 n1 r0 [] [] []"])
  }

  @Test func lateEventIsADeadLetterAndNotCounted() {
    var h = H()
    h.step([H.signal(1, id: 1, offset: 0), H.signal(45, id: 2, offset: 1)])
    h.step([H.signal(19, id: 3, offset: 2), H.signal(21, id: 4, offset: 3)])
    h.end()
    #expect(h.deadLetters.map(\.reason) == [.late])
    #expect(h.deadLetters.map(\.offset) == [2])
    #expect(
      h.lines == [
        "p0 d0 a-1 n1 r0 [] [] []", "p2 d0 a-1 n1 r0 [] [] []", "p4 d0 a-1 n1 r0 [] [] []",
      ])
  }

  @Test func sameIdInOnePaneCountsOnceAndTheSmallestStays() {
    var h = H()
    h.step([
      H.signal(5, id: 1, offset: 0, area: 1), H.signal(3, id: 1, offset: 1, area: 2),
      H.signal(4, id: 1, offset: 2, area: 3),
    ])
    h.end()
    #expect(h.lines == ["p0 d0 a-1 n1 r0 [] [] []", "p0 d0 a2 n1 r0 [] [] []"])
    #expect(h.observe.counts(partition: 0)?.duplicates == 2)
  }

  @Test(arguments: [(0, "p0p1p3"), (10, "p0p3"), (30, "p0") as (Int64, String)])
  func idIsRememberedForAsLongAsTheSourceSays(seconds: Int64, panes: String) {
    var h = H(dedupe: .seconds(seconds))
    h.step([
      H.signal(5, id: 1, offset: 0), H.signal(12, id: 1, offset: 1), H.signal(32, id: 1, offset: 2),
    ])
    h.end()
    #expect(h.lines.map { $0.prefix(2) }.joined() == panes)
  }

  @Test func postWithdrawnWithinItsPaneIsGoneAndLaterItsCountStays() {
    var h = H()
    h.step([
      H.signal(1, id: 1, offset: 0), H.signal(2, id: 2, offset: 1),
      H.signal(6, id: 1, offset: 2, outcome: .retraction),
      H.signal(14, id: 2, offset: 3, outcome: .retraction),
    ])
    h.end()
    #expect(h.lines == ["p0 d0 a-1 n1 r0 [] [] []"])
  }

  @Test func fullPaneSendsTheRestToTheDeadLetters() {
    var h = H(maxEventsPerPane: 2)
    h.step((0..<4).map { H.signal(1, id: UInt64($0 + 1), offset: Int64($0)) })
    h.end()
    #expect(h.lines == ["p0 d0 a-1 n2 r0 [] [] []"])
    #expect(h.deadLetters.map(\.reason) == [.paneFull, .paneFull])
  }

  @Test func filteredRecordsShowThatTheSourceLives() {
    var h = H()
    h.step([H.signal(1, id: 1, offset: 0)])
    h.step([H.signal(0, id: 0, offset: 1, arrival: 200, outcome: .filtered)])
    #expect(h.lines == ["p0 d0 a-1 n1 r0 [] [] []"], "200 s without an event close the pane")
  }

  @Test func clockStandsForTheNextArrivalAndGuessesAreCounted() {
    var h = H()
    h.step([H.signal(1, id: 1, offset: 0)])
    h.tick(60)
    #expect(h.lines.isEmpty)
    h.tick(92)
    #expect(h.lines.count == 1)
    #expect(h.observe.frontierGuessedTotal == 0)
    h.step([H.signal(91, id: 2, offset: 1)])
    #expect(h.observe.frontierGuessedTotal == 1)
  }

  @Test func rowsHoldWhatTheEventsSay() {
    var h = H()
    var post = H.signal(1, id: 1, offset: 0, area: 2, themes: 0b110, author: 5, text: 9)
    post.terms.insert(1)
    post.flags = .repost
    h.step([post, H.signal(2, id: 2, offset: 1, author: 5, text: 9)])
    h.end()
    #expect(
      h.lines == [
        #"p0 d0 a-1 n2 r1 [5] [9] ["1x1"]"#, #"p0 d0 a2 n1 r1 [5] [9] ["1x1"]"#,
        #"p0 d1 a-1 n1 r1 [5] [9] ["1x1"]"#, #"p0 d1 a2 n1 r1 [5] [9] ["1x1"]"#,
        #"p0 d2 a-1 n1 r1 [5] [9] ["1x1"]"#, #"p0 d2 a2 n1 r1 [5] [9] ["1x1"]"#,
      ])
  }

  /// A stream with disorder within the delay, duplicates, retractions, late and filtered records.
  static func stream(seed: UInt64, count: Int) -> [Signal] {
    var random = SplitMix(state: seed)
    var clock = 0.0
    return (0..<count).map { offset in
      clock += random.unit() * 4
      if random.next() % 97 == 0 { clock += 100 }
      let isOld = random.next() % 31 == 0
      let time = clock - (isOld ? 60 : random.unit() * 15)
      var signal = H.signal(
        time, id: random.next() % 4 == 0 ? random.next() % 50 + 1 : UInt64(1000 + offset),
        offset: Int64(offset), arrival: clock, area: Int32(random.next() % 5) - 1,
        themes: random.next() & 0b110, author: random.next() % 20 + 1, text: random.next() % 30 + 1)
      signal.terms.insert(UInt16(random.next() % 2))
      if random.next() % 23 == 0 { signal.outcome = .retraction }
      if random.next() % 29 == 0 { signal.outcome = .filtered }
      return signal
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func restartAtEveryRecordGivesTheSameSums(seed: UInt64) throws {
    let stream = Self.stream(seed: seed, count: 600)
    let dedupe = Interval.seconds(seed % 2 == 0 ? 0 : 25)
    var whole = H(dedupe: dedupe)
    whole.step(stream)
    whole.end()
    #expect(whole.lines.count > 200)
    #expect(whole.deadLetters.contains { $0.reason == .late })
    for stride in [1, 7, 40] {
      var lines: [String] = []
      var dead: [DeadLetter] = []
      var commit: CommitPoint?
      var next = 0
      while next < stream.count {
        var h = H(dedupe: dedupe, resume: commit?.metadata)
        let end = min(next + stride, stream.count)
        h.step(Array(stream[Int(commit?.offset ?? 0)..<end]))
        if end == stream.count { h.end() }
        lines += h.lines
        dead += h.deadLetters
        commit = h.observe.commitPoint(partition: 0, topicID: "t")
        let text = try #require(commit?.metadata.text)
        #expect(CommitMetadata(text: text) == commit?.metadata)
        next = end
      }
      #expect(lines == whole.lines, "restart every \(stride) records, seed \(seed)")
      #expect(dead == whole.deadLetters)
    }
  }

  /// Events below the position that are not read again yet belong to open panes all the same.
  @Test func commitBeforeAllIsReadAgainKeepsTheRest() throws {
    let stream = Self.stream(seed: 8, count: 200)
    var first = H()
    first.step(stream)
    let firstPoint = first.observe.commitPoint(partition: 0, topicID: "t")
    let commit = try #require(firstPoint)
    #expect(commit.offset < 200)
    var unknown = H(resume: commit.metadata)
    let early = unknown.observe.commitPoint(partition: 0, topicID: "t")
    #expect(early == nil)
    var second = H(partitions: [])
    second.observe.assign(partition: 0, resume: commit.metadata, from: commit.offset)
    let resumed = second.observe.commitPoint(partition: 0, topicID: "t")
    #expect(resumed == commit)
    for offset in Int(commit.offset)..<200 {
      second.step([stream[offset]])
      unknown.step([stream[offset]])
      let secondPoint = second.observe.commitPoint(partition: 0, topicID: "t")
      #expect(secondPoint == commit)
      let unknownPoint = unknown.observe.commitPoint(partition: 0, topicID: "t")
      #expect(unknownPoint == commit)
    }
  }

  @Test(arguments: [UInt64(11), 12])
  func batchesMakeNoDifference(seed: UInt64) {
    let stream = Self.stream(seed: seed, count: 500)
    var whole = H()
    whole.step(stream)
    whole.end()
    var random = SplitMix(state: seed)
    var split = H()
    var next = 0
    while next < stream.count {
      let end = min(stream.count, next + Int(random.next() % 9))
      split.step(Array(stream[next..<end]))
      next = end
    }
    split.end()
    #expect(split.lines == whole.lines)
    #expect(split.deadLetters == whole.deadLetters)
  }

  @Test(arguments: ["", "1:t:0:0", "2:t:0:0:0:0", "1:t:x:0:0:0", "other"])
  func metadataOfAnotherHandIsRefused(text: String) {
    #expect(CommitMetadata(text: text) == nil)
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix64(state)
  }
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
