import Detection
import EventTime
import Signals
import Testing

@Suite("Panic: what opens and what does not")
struct PanicTests {
  private static func settled(
    areas: Int = 1, _ change: (inout PanicConfiguration) -> Void = { _ in }
  ) -> (PanicFixture, TestRandom) {
    var run = PanicFixture(areas: areas, change)
    var random = TestRandom(state: 5)
    run.usual(minutes: 3 * 1440, &random)
    run.findings.removeAll()
    return (run, random)
  }

  @Test func fearInAnAreaOpensThereWithWhatItSaw() throws {
    var (run, random) = Self.settled()
    let start = run.pane
    for _ in 0..<20 {
      for _ in 0..<random.poisson(5) { run.post(marker: random.uniform() < 0.06) }
      for _ in 0..<5 { run.post(marker: random.uniform() < 0.56) }
      run.step()
    }
    let opened = try #require(run.opened.first { $0.series.area == 0 })
    #expect(opened.pane.index - start.index < 15)
    #expect(opened.detector == .panic && opened.kind == .panic && opened.item == 0)
    #expect(opened.series == SeriesKey(source: 3, dimension: 5, area: 0))
    #expect(opened.distinctAuthors >= 4 && opened.score >= opened.threshold)
    let details = try #require(opened.details)
    let posts = try #require(details[.postsRead])
    let markers = try #require(details[.markerPosts])
    #expect(Int64(markers) == opened.observed && markers <= posts)
    #expect(details[.markerShare] == markers / posts)
    let usual = try #require(details[.usualShare])
    #expect(usual > 0.03 && usual < 0.1)
    #expect(details[.languageCoverage] == 1)
    #expect(details.samples.count == 5)
    let offsets = details.samples.map(\.sample.offset)
    #expect(offsets == offsets.sorted(by: >))
    // The territory holds the same posts.
    #expect(run.findings.contains { $0.series.area == -1 })
  }

  @Test func aSurgeOfOrdinaryPostsOpensNothing() {
    var (run, random) = Self.settled()
    run.usual(minutes: 60, perMinute: 40, &random)
    #expect(run.opened.isEmpty)
  }

  @Test func whatIsHappeningIsNoMarker() {
    // The theme leaves it out: such posts are posts like any other, however many.
    var (run, _) = Self.settled()
    for _ in 0..<60 { run.step(posts: 30, markers: 0) }
    #expect(run.findings.isEmpty)
  }

  @Test func aCopiedTextCountsOnce() {
    var (run, _) = Self.settled()
    for minute in 0..<30 {
      for copy in 0..<10 {
        run.post(marker: true, cluster: PostCluster(id: 77, size: Int32(minute * 10 + copy + 1)))
      }
      run.step(posts: 5, markers: 0)
    }
    #expect(run.opened.isEmpty)
  }

  @Test func aCopiedTextCountsAgainAfterAnHourOfRest() {
    var run = PanicFixture()
    func markers(_ run: inout PanicFixture) -> Int64 {
      for _ in 0..<2 { run.post(marker: true, cluster: PostCluster(id: 9, size: 7)) }
      run.step()
      return run.detector.windowMarkers(area: 0)
    }
    #expect(markers(&run) == 0)
    for _ in 0..<59 { run.step() }
    #expect(markers(&run) == 1)
    #expect(markers(&run) == 1)
  }

  @Test func shortCriesOfManyAuthorsAllCountAndThoseOfOneOnce() {
    func markers(authors: (Int) -> UInt64) -> Int64 {
      var run = PanicFixture()
      for index in 0..<200 {
        run.post(
          marker: true, tokens: 1, author: authors(index),
          cluster: PostCluster(id: 4, size: Int32(index + 1)))
      }
      run.step()
      return run.detector.windowMarkers(area: 0)
    }
    #expect(markers { UInt64($0 + 1) } == 200)
    #expect(markers { _ in 8 } == 1)
    // Without authors only the text tells them apart.
    #expect(markers { _ in 0 } == 1)
  }

  @Test func fewAuthorsOpenNothing() {
    var (run, _) = Self.settled()
    // Nobody else's markers are left in any window.
    for _ in 0..<70 { run.step(posts: 5, markers: 0) }
    for minute in 0..<30 {
      for copy in 0..<6 { run.post(marker: true, author: UInt64(minute * 6 + copy) % 3 + 1) }
      run.step()
    }
    #expect(run.findings.isEmpty)
  }

  @Test func authorsThatAreNotKnownAreNoDistinctAuthors() throws {
    func opened(minimumAuthors: Int32) -> [Finding] {
      var (run, random) = Self.settled { $0.minimumAuthors = minimumAuthors }
      for _ in 0..<70 { run.step(posts: 5, markers: 0) }
      for _ in 0..<15 {
        for _ in 0..<20 { run.post(marker: random.uniform() < 0.6, author: 0) }
        run.step()
      }
      return run.opened
    }
    #expect(opened(minimumAuthors: 1).isEmpty)
    // Without the rule the number of authors is not said.
    #expect(try #require(opened(minimumAuthors: 0).first).distinctAuthors == -1)
  }

  @Test func fewMarkersSayMuchWhereThereWereNone() throws {
    var run = PanicFixture(areas: 0) { $0.falseAlarmsPerWeek = 5 }
    // 20 hours without a marker, then five among sixty posts in an hour.
    for minute in 0..<1200 { run.step(posts: minute % 3 == 0 ? 1 : 0, markers: 0, area: -1) }
    for minute in 0..<60 { run.step(posts: 1, markers: minute % 12 == 11 ? 1 : 0, area: -1) }
    let finding = try #require(run.findings.last)
    #expect(finding.score > 3)
    #expect(try #require(finding.details?[.usualShare]) < 0.006)
  }

  @Test func aLanguageWithoutAListIsNotReadAndSeenAsUncovered() throws {
    var (run, random) = Self.settled()
    for _ in 0..<1440 {
      for _ in 0..<15 { run.post(marker: true, language: PanicFixture.italian) }
      run.step()
    }
    #expect(run.opened.isEmpty)
    let rows = run.detector.coverage
    #expect(rows.map(\.language) == [PanicFixture.french, PanicFixture.italian])
    #expect(rows.map(\.isListed) == [true, false])
    #expect(rows[1].posts > 10_000)
    for _ in 0..<15 {
      for _ in 0..<10 { run.post(marker: random.uniform() < 0.6) }
      run.step()
    }
    let coverage = try #require(run.opened.first?.details?[.languageCoverage])
    #expect(coverage > 0 && coverage < 0.5)
  }

  @Test func postsOfNoKnownLanguageAreRead() {
    var run = PanicFixture()
    run.post(marker: true, language: 0)
    run.step()
    #expect(run.detector.windowMarkers(area: 0) == 1)
  }

  /// A plain binomial opens 122 times where one is promised: markers come in bursts.
  @Test func overDispersedQuietStreamsKeepThePromise() {
    var run = PanicFixture(areas: 10) { $0.falseAlarmsPerWeek = 1 }
    var random = TestRandom(state: 11)
    var shares = [Double](repeating: 0.06, count: 10)
    for minute in 0..<10_080 {
      for area in 0..<10 {
        if minute % 30 == 0 {
          // Uniform between a third and five thirds of the mean: ρ is about 0.01.
          shares[area] = 0.06 * (0.33 + 1.34 * random.uniform())
        }
        for _ in 0..<random.poisson(2) {
          run.post(marker: random.uniform() < shares[area], area: Int32(area))
        }
      }
      run.step()
    }
    #expect(run.opened.count <= 3, "\(run.opened.count) in a week")
  }

  @Test func theFreezeIsBoundedSoThatALastingChangeIsLearned() throws {
    var (run, random) = Self.settled()
    run.usual(minutes: 11 * 60, share: 0.5, &random)
    let frozen = run.detector.usualShare(area: 0)
    #expect(frozen < 0.1, "learned \(frozen) while frozen")
    run.usual(minutes: 14 * 1440, share: 0.5, &random)
    let learned = run.detector.usualShare(area: 0)
    #expect(learned > 0.3, "\(learned)")
    let closed = run.findings.filter { $0.phase == .closed && $0.series.area == 0 }
    #expect(closed.count == 1)
  }

  @Test func aWithdrawnPostIsNoSample() throws {
    var (run, _) = Self.settled()
    run.step(posts: 12, markers: 10)
    let ids = run.open.posts.rows.map(\.id)
    #expect(ids.isEmpty)
    let samples = try #require(run.findings.last?.details?.samples)
    run.open.retractions = samples.map(\.sample.id)
    run.findings.removeAll()
    for _ in 0..<6 { run.step(posts: 2, markers: 1) }
    let said = run.findings.compactMap(\.details).flatMap(\.samples).map(\.sample.id)
    #expect(!said.isEmpty && Set(said).isDisjoint(with: samples.map(\.sample.id)))
  }

  @Test func theAreasHourDecidesWhatIsUsual() throws {
    // Tahiti is 11 hours behind Paris in summer: the same instant is another hour there.
    var run = PanicFixture(areas: 2) {
      $0.zones = [.utc, (try? TimeZoneRule(name: "Tahiti", posix: "<-10>10")) ?? .utc]
    }
    var random = TestRandom(state: 3)
    for minute in 0..<6 * 1440 {
      for area in 0..<2 {
        let local = (minute / 60 + (area == 1 ? 14 : 0)) % 24
        let share = local < 12 ? 0.02 : 0.3
        for _ in 0..<random.poisson(6) {
          run.post(marker: random.uniform() < share, area: Int32(area))
        }
      }
      run.step()
    }
    // It is local midnight in area 0 and 14 h in area 1.
    run.step()
    #expect(run.detector.usualShare(area: 0) < 0.15)
    #expect(run.detector.usualShare(area: 1) > 0.2)
  }
}
