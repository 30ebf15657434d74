import Detection
import EventTime
import Signals
import Testing

@Suite("Rumour: what may be shown")
struct RumourPrivacyTests {
  private static let words = ["bridge", "collapsed", "lyon"]

  private static func told(by authors: Int) -> RumourFixture {
    var run = RumourFixture()
    for author in 0..<authors {
      // One member in two has a name in it that no other has.
      let name = author % 2 == 0 ? "person\(author)" : "again"
      run.post(
        cluster: 5, author: author, words: words + [name],
        excerpt: "The Bridge at Lyon collapsed, says \(name)")
      if author % 4 == 3 { run.step() }
    }
    run.step()
    return run
  }

  @Test func wordsAreShownFromKMembersOn() throws {
    let run = Self.told(by: 200)
    let details = try #require(run.findings.last?.details)
    #expect(details.terms.sorted() == ["again", "bridge", "collapsed", "lyon"])
    #expect(
      !run.findings.contains { ($0.details?.terms ?? []).contains { $0.hasPrefix("person") } })
  }

  @Test func theExcerptHidesWhatFewerThanKMembersHold() throws {
    let run = Self.told(by: 200)
    let excerpts = run.findings.compactMap { $0.details?.excerpt }
    let excerpt = try #require(excerpts.last)
    #expect(excerpt.hasPrefix("The Bridge at Lyon collapsed,"))
    #expect(!excerpts.contains { $0.contains("person") })
  }

  @Test func theExcerptGoesWithItsPost() throws {
    var run = Self.told(by: 200)
    let before = try #require(run.findings.last?.details)
    #expect(before.excerpt != nil && !before.samples.isEmpty)
    // All that the samples name is withdrawn, and what came after the tenth author.
    var ids: [UInt64] = []
    for post in 1...201 { ids.append(mix64(UInt64(post) ^ 0x99_0000) & (1 << 48 - 1) | 1) }
    run.input.retractions = ids
    run.step()
    run.step(minutes: 90)
    let after = try #require(run.findings.last)
    #expect(after.phase == .closed || after.phase == .faded)
    #expect(after.details?.excerpt == nil)
    #expect(after.details?.samples == [])
    #expect(after.details?[.tellings] == 0)
  }

  @Test func noFindingNamesAnAccount() {
    var run = RumourFixture()
    for flood in 0..<6 {
      run.chance(clusters: 150, from: flood * 150)
      run.flood(cluster: UInt64(100 + flood), accounts: 0..<20)
    }
    let groups = run.findings.filter { $0.kind == .coordinated }
    #expect(!groups.isEmpty)
    let accounts = Set((0..<20).map(RumourFixture.author))
    for finding in groups { #expect(!accounts.contains(finding.item)) }
  }
}
