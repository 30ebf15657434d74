import Detection
import EventTime
import Signals
import Testing

@Suite("Rumour: state")
struct RumourRestoreTests {
  /// Rumours, floods, shares, answers and withdrawals, all at once.
  private static func fill(_ run: inout RumourFixture, _ pane: Int, _ ids: inout [UInt64]) {
    func number(_ place: Int, _ count: Int) -> Int {
      Int(mix64(UInt64(pane * 100 + place)) % UInt64(count))
    }
    for place in 0..<12 {
      let cluster = UInt64(1 + number(place, 20))
      ids.append(
        run.post(
          cluster: cluster, author: number(place + 20, 3000), area: Int32(number(place, 4)),
          second: Double(place) / 2, words: ["word\(cluster)", "other\(number(place, 5))"],
          excerpt: "The word\(cluster) of people"))
    }
    if pane % 5 == 0 {
      for account in 0..<12 {
        run.post(cluster: UInt64(1000 + pane), author: 9000 + account, second: Double(account) / 3)
      }
    }
    run.post(
      cluster: 0, author: 1, themes: RumourFixture.enquiry, flags: .reply,
      related: ids[number(90, ids.count)])
    run.post(
      cluster: 0, author: 2, themes: 0, flags: .repost, related: ids[number(91, ids.count)])
    if pane % 7 == 0 { run.input.retractions = [ids[number(92, ids.count)]] }
  }

  @Test(arguments: [0, 1, 40, 111, 399])
  func aRestoredDetectorGoesOnAlike(restoredAt: Int) throws {
    var (straight, other) = (RumourFixture(), RumourFixture())
    var (a, b): ([UInt64], [UInt64]) = ([], [])
    for pane in 0..<420 {
      Self.fill(&straight, pane, &a)
      straight.step()
      Self.fill(&other, pane, &b)
      other.step()
      guard pane == restoredAt else { continue }
      var cells = StateCells()
      other.detector.save("rumour", into: &cells)
      other.detector = RumourDetector(RumourFixture.configuration())
      try other.detector.load("rumour", cells)
    }
    #expect(straight.opened.contains { $0.kind == .organic })
    #expect(straight.opened.contains { $0.kind == .coordinated })
    #expect(straight.findings == other.findings)
    var (left, right) = (StateCells(), StateCells())
    straight.detector.save("rumour", into: &left)
    other.detector.save("rumour", into: &right)
    #expect(left.cells == right.cells)
  }

  @Test func damagedStateIsAnErrorAndNeverATrap() {
    var run = RumourFixture()
    var ids: [UInt64] = []
    for pane in 0..<60 {
      Self.fill(&run, pane, &ids)
      run.step()
    }
    var cells = StateCells()
    run.detector.save("rumour", into: &cells)
    var refused = 0
    var random: UInt64 = 7
    for key in cells.cells.keys.sorted() {
      for _ in 0..<6 {
        var damaged = cells.cells
        guard var bytes = damaged[key], !bytes.isEmpty else { continue }
        random = mix64(random &+ 1)
        bytes.removeLast(1 + Int(random % UInt64(bytes.count)))
        damaged[key] = bytes
        var detector = RumourDetector(RumourFixture.configuration())
        do throws(StateError) {
          try detector.load("rumour", StateCells(damaged))
          Issue.record("cell \(key) was cut and read")
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > 20)
  }
}
