import Detection
import EventTime
import Signals
import Testing

@Suite("Emerging: topics that open and those that do not")
struct EmergingTests {
  /// Warm by two hours.
  private static func settled(
    paneSeconds: Int64 = 60, _ change: (inout EmergingConfiguration) -> Void = { _ in }
  ) -> (EmergingFixture, TestRandom) {
    var run = EmergingFixture(paneSeconds: paneSeconds) {
      $0.warmUpHours = 8
      change(&$0)
    }
    var random = TestRandom(state: 8)
    run.usual(minutes: 600 * 60 / Int(paneSeconds), &random)
    #expect(run.detector.isWarm && run.opened.isEmpty)
    run.findings.removeAll()
    return (run, random)
  }

  @Test func newWordsInManyTextsAreOneTopicNamedByItsTerms() throws {
    var (run, random) = Self.settled()
    let start = run.pane
    for _ in 0..<10 {
      run.chatter(10, &random)
      for index in 0..<3 {
        run.post(["glissement", "#glissement", "versant"], area: index == 0 ? 3 : 4)
      }
      run.step()
    }
    #expect(run.opened.count == 1)
    let opened = try #require(run.opened.first)
    #expect(opened.pane.index - start.index < 5)
    #expect(opened.detector == .emerging && opened.kind == .topic && opened.item != 0)
    #expect(opened.series.source == 4 && opened.series.dimension == 0)
    #expect(opened.distinctAuthors >= 5 && opened.observed >= 5)
    let last = try #require(run.findings.last?.details)
    #expect(Set(last.terms) == ["glissement", "#glissement", "versant"])
    #expect(last.label == last.terms.first)
    #expect(last[.topicTerms] == 3 && (last[.topicTexts] ?? 0) >= 20)
    #expect(last.samples.count == 5)
  }

  @Test func theTopicIsWhereItsPostsAre() {
    var (run, random) = Self.settled()
    for area in 0..<10 { for _ in 0..<20 { run.post(["bonjour\(area)"], area: Int32(area)) } }
    run.step()
    // What was said there is another topic.
    run.usual(minutes: 20, &random)
    for _ in 0..<10 {
      run.chatter(10, &random)
      for _ in 0..<3 { run.post(["effondrement"], area: 7) }
      run.step()
    }
    let first = run.opened.first { $0.item == hash64("effondrement") }
    #expect(first?.series.area == 7)
    for _ in 0..<5 {
      run.chatter(10, &random)
      for area in 0..<10 { run.post(["feudartifice"], area: Int32(area)) }
      run.step()
    }
    let second = run.opened.first { $0.item == hash64("feudartifice") }
    #expect(second?.series.area == -1 && second?.details?.areas == [])
  }

  @Test func oneCopiedTextIsNotManyTerms() {
    var (run, random) = Self.settled()
    for minute in 0..<30 {
      run.chatter(10, &random)
      for copy in 0..<20 {
        run.post(
          ["jeux", "concours", "gagnez", "cadeau"],
          cluster: PostCluster(id: 99, size: Int32(minute * 20 + copy + 1)))
      }
      run.step()
    }
    #expect(run.opened.isEmpty)
  }

  /// A text that is copied a little changed each time is one cluster as long as its index keeps it so;
  /// where the index breaks it into a few, those few count, not their copies.
  @Test func aChainOfCopiesCountsItsClustersOnly() {
    var (run, random) = Self.settled()
    for minute in 0..<30 {
      run.chatter(10, &random)
      for copy in 0..<20 {
        let size = Int32(minute * 20 + copy) / 4 + 1
        run.post(
          ["chaine", "maillon\(copy)"], cluster: PostCluster(id: UInt64(copy % 4 + 1), size: size))
      }
      run.step()
    }
    #expect(run.opened.isEmpty)
  }

  @Test(arguments: [9, 10, 60, 180])
  func aTextCountsAgainForWindowsNoLongerThanItRested(rest: Int) {
    var (run, random) = Self.settled()
    // Known to the table, and remembered as copies.
    for copy in 1...9 {
      for size in [1, 2] as [Int32] {
        run.post(["reprise"], cluster: PostCluster(id: UInt64(copy), size: size))
      }
    }
    run.step()
    run.usual(minutes: rest - 1, perMinute: 3, &random)
    let before = run.detector.windowTexts(ofTerm: hash64("reprise"))
    for copy in 1...9 { run.post(["reprise"], cluster: PostCluster(id: UInt64(copy), size: 3)) }
    run.step()
    let after = run.detector.windowTexts(ofTerm: hash64("reprise"))
    for (w, window) in [10, 60, 180].enumerated() {
      // What was there before left the window, or is in it still.
      let isNew = rest >= window
      #expect(after[w] == (isNew ? 9 : before[w]), "window \(window) after \(rest)")
    }
  }

  @Test func aSurgeOfTheWholeStreamOpensNothing() {
    var (run, random) = Self.settled()
    run.usual(minutes: 60, perMinute: 80, &random)
    #expect(run.opened.isEmpty)
  }

  @Test func fewAuthorsOpenNothingAndNoTextOfTheirsIsKept() {
    var (run, random) = Self.settled()
    for minute in 0..<30 {
      run.chatter(10, &random)
      for copy in 0..<5 { run.post(["secretword"], author: UInt64(minute + copy) % 4 + 1) }
      run.step()
    }
    #expect(run.opened.isEmpty)
    var cells = StateCells()
    run.detector.save("e", into: &cells)
    let needle = Array("secretword".utf8)
    #expect(!cells.cells.values.contains { $0.firstRange(of: needle) != nil })
    for author in 100..<130 { run.post(["secretword"], author: UInt64(author)) }
    run.step()
    #expect(run.opened.count == 1)
    var later = StateCells()
    run.detector.save("e", into: &later)
    #expect(later.cells.values.contains { $0.firstRange(of: needle) != nil })
  }

  @Test func authorsThatAreNotKnownAreNoDistinctAuthors() {
    var (run, random) = Self.settled()
    for _ in 0..<30 {
      run.chatter(10, &random)
      for _ in 0..<5 { run.post(["secretword"], author: 0) }
      run.step()
    }
    #expect(run.opened.isEmpty)
  }

  @Test func termOfFewAuthorsIsNotNamedBesideOneOfMany() throws {
    var (run, random) = Self.settled()
    for minute in 0..<10 {
      run.chatter(10, &random)
      for author in 0..<2 { run.post(["manysay"], author: UInt64(minute * 2 + author + 1)) }
      // Of the same topic, by seven authors.
      run.post(["manysay", "fewsay"], author: UInt64(minute % 7 + 1))
      run.step()
    }
    let last = try #require(run.findings.last { $0.phase == .opened || $0.phase == .continued })
    #expect(last.details?.terms == ["manysay"])
    #expect(last.details?.label == "manysay")
    #expect(try #require(last.details?[.topicTerms]) >= 2)
  }

  @Test func manyAuthorsOfATermAreCountedUpToSixteen() throws {
    var (run, random) = Self.settled()
    for minute in 0..<10 {
      run.chatter(10, &random)
      for author in 0..<2 { run.post(["newword"], author: UInt64(minute * 2 + author + 1)) }
      run.step()
    }
    let last = try #require(run.findings.last { $0.phase == .opened || $0.phase == .continued })
    #expect(last.distinctAuthors == 16)
  }

  @Test func termsOfOneTopicAreFoldedForTwoHoursAndTermsOfAnotherAreNot() {
    var (run, random) = Self.settled()
    func talk(_ words: [String], minutes: Int, authors: UInt64) {
      for minute in 0..<minutes {
        run.chatter(10, &random)
        for index in 0..<3 {
          run.post(words, author: authors + UInt64((minute * 3 + index) % 20))
        }
        run.step()
      }
    }
    talk(["incendie"], minutes: 10, authors: 1000)
    // Shares a token with it; then one that shares nothing.
    run.usual(minutes: 40, &random)
    talk(["#incendiemassif"], minutes: 10, authors: 2000)
    #expect(run.opened.count == 1)
    talk(["greve"], minutes: 10, authors: 3000)
    #expect(run.opened.count == 2)
    #expect(Set(run.opened.map(\.item)).count == 2)
  }

  @Test func nothingIsSaidInTheFirstDayNorInAFloodAfterTheStateWasLost() {
    var run = EmergingFixture()
    var random = TestRandom(state: 21)
    for minute in 0..<1439 {
      run.chatter(3, &random)
      // New words all the time, in many texts each.
      if minute < 1200 { for _ in 0..<6 { run.post(["fresh\(minute / 5)"]) } }
      run.step()
    }
    #expect(run.findings.isEmpty)
    // What everybody says stays usual when the day is over.
    run.usual(minutes: 300, perMinute: 3, &random)
    #expect(run.opened.count <= 1, "\(run.opened.count)")
  }

  @Test func atTheLimitTheLeastRecentlyUsedTermsGoAndAreCounted() {
    var run = EmergingFixture { $0.maximumTerms = 1000 }
    let capacity = run.detector.termCapacity
    #expect(capacity == 1024)
    for round in 0..<40 {
      for word in 0..<100 {
        // Three times each, so that they are followed.
        for _ in 0..<3 { run.post(["term\(round)of\(word)", "always"]) }
      }
      run.step()
      run.detector.checkInvariants()
    }
    #expect(run.detector.forgottenTerms >= 4000 - capacity)
    #expect(run.detector.windowTexts(ofTerm: hash64("always"))[1] > 0)
    #expect(run.detector.windowTexts(ofTerm: hash64("term39of5"))[0] > 0)
    #expect(run.detector.windowTexts(ofTerm: hash64("term0of5")) == [])
  }

  @Test func aTermIsFollowedFromItsThirdPostOn() {
    var run = EmergingFixture()
    for count in 1...3 {
      run.post(["rare"])
      run.step()
      #expect(run.detector.windowTexts(ofTerm: hash64("rare")).isEmpty == (count < 3))
    }
  }
}
