import Detection
import EventTime
import Signals
import Testing

@Suite("Groups: posts that crowd counts")
struct GroupCrowdTests {
  static let hour: Int64 = 12

  /// Two days in panes of five minutes with some posts everywhere, and then an hour of many in one cell.
  static func opened(
    _ flags: SignalFlags = [], words: (Int) -> [Int]
  ) throws -> [Finding] {
    let grid = try #require(CrowdFixture.grid(side: 4, spacing: 60_000))
    let length = try #require(PaneLength(seconds: 300))
    let sources = [CrowdSource(name: "posts", countsTexts: true)]
    let crowd = CrowdDetector(
      CrowdConfiguration(grid: grid, paneLength: length, sources: sources))
    var index = NearDuplicateConfiguration()
    index.paneLength = length
    var group = GroupDetect(
      stream: 1, sources: [0], paneLength: length,
      detectors: GroupDetectors(
        text: TextDetectors(index: NearDuplicateIndex(index)), crowd: crowd,
        crowdSources: sources))
    group.hear(source: 0, isEmpty: false)
    var posts = WordPosts()
    var effects = DetectEffects()
    var pane = length.pane(of: VolumeFixture.start)
    var number = 0
    for step in 0..<Int(2 * 24 * hour + hour) {
      posts.clear()
      let isCrowded = step >= 2 * 24 * hour
      for place in 0..<(isCrowded ? 20 : 2) {
        number += 1
        let unlike = (0..<12).map { 1000 + number * 12 + $0 }
        posts.add(isCrowded ? words(number) : unlike, flags: flags)
        let last = posts.block.rows.count - 1
        posts.block.rows[last].area = isCrowded ? 5 : Int32((step * 7 + place * 5) % 16)
        posts.block.rows[last].time = length.start(of: pane)
      }
      var arrived = SourcePane(source: 0, pane: pane)
      posts.block.sort()
      arrived.posts = posts.block
      group.take(arrived)
      pane = pane.next
      group.advance(source: 0, before: pane, isEnded: false)
      group.step(into: &effects)
    }
    return effects.panes.flatMap { $0.findings.map(\.finding) }.filter { $0.phase == .opened }
  }

  @Test func manyThatWriteEachTheirOwnAreAGathering() throws {
    let opened = try Self.opened { number in (0..<12).map { 1000 + number * 12 + $0 } }
    #expect(opened.map(\.series) == [SeriesKey(source: 1, dimension: 0, area: 5)])
    #expect(opened.map(\.kind) == [.gathering])
  }

  @Test func aTextThatGoesRoundIsNone() throws {
    // The last word is another each time.
    #expect(try Self.opened { Array(0..<14) + [1000 + $0] }.isEmpty)
  }

  @Test func shortTextsAreNotTakenForCopies() throws {
    #expect(try Self.opened { _ in [7, 8] }.count == 1)
    #expect(try Self.opened(.repost) { _ in [7, 8] }.isEmpty)
  }
}
