import Detection
import EventTime
import Signals
import Testing

@Suite("Rumour: accounts that act together")
struct CoordinatedTests {
  @Test func accountsThatFloodTogetherAgainAreOneGroup() throws {
    var run = RumourFixture()
    for flood in 0..<4 {
      run.chance(clusters: 150, from: flood * 150)
      run.flood(cluster: UInt64(50 + flood), accounts: 0..<30)
    }
    let groups = run.opened.filter { $0.kind == .coordinated }
    #expect(groups.count == 1)
    let group = try #require(groups.first)
    #expect(try #require(group.details?[.accounts]) >= 5)
    let items = (50..<54).map { RumourDetector.groupItem(ofCluster: UInt64($0)) }
    #expect(items.contains(group.item))
  }

  @Test func oneFloodAloneIsNoGroup() {
    var run = RumourFixture()
    run.chance(clusters: 200, from: 0)
    run.flood(cluster: 50, accounts: 0..<200)
    run.chance(clusters: 200, from: 200)
    #expect(!run.findings.contains { $0.kind == .coordinated })
  }

  @Test func peopleWhoMeetByChanceAreNoGroup() {
    var run = RumourFixture()
    run.chance(clusters: 3000, from: 0)
    #expect(!run.findings.contains { $0.kind == .coordinated })
  }

  @Test func aFloodWithinAMinuteIsSaidAsSynchrony() throws {
    var run = RumourFixture()
    run.flood(cluster: 50, accounts: 0..<60)
    run.tell(cluster: 50, authors: 100..<400, minutes: 20)
    let details = try #require(run.opened.first?.details)
    #expect(try #require(details[.synchrony]) >= 60)
  }

  @Test func theEpochsEndForgetsEveryGroup() throws {
    var run = RumourFixture()
    let epoch: Int64 = 28 * 8640
    run.pane = epoch - 1000
    for flood in 0..<4 {
      run.chance(clusters: 150, from: flood * 150)
      run.flood(cluster: UInt64(50 + flood), accounts: 0..<30)
    }
    #expect(run.opened.contains { $0.kind == .coordinated })
    while run.pane <= epoch { run.step() }
    #expect(run.findings.last?.kind == .coordinated && run.findings.last?.phase == .closed)
    let before = run.opened.count
    run.flood(cluster: 60, accounts: 0..<30)
    #expect(run.opened.count == before, "the first flood of an epoch is no group")
  }
}
