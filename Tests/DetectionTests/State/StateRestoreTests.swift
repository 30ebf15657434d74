import Detection
import EventTime
import Testing

@Suite("State: a restored machine goes on as if nothing had been")
struct StateRestoreTests {
  /// Both machines live through the same weeks; one of them dies and comes back at random.
  @Test(arguments: [UInt64(1), 2])
  func savedAndRestoredAtAnyPaneItSaysTheSame(seed: UInt64) throws {
    var history = StateHistory(seed: seed)
    var random = TestRandom(state: seed &+ 1000)
    var effects = ObserveEffects()
    var undisturbed = Stages()
    var restored = Stages()
    var told = 0
    var (restarts, withSums, withAlerts, withFindings, withEpisodes) = (0, 0, 0, 0, 0)
    for minute in 0..<14 * 1440 {
      let holds = minute % 7 == 3
      for partition in history.partitionsNow {
        history.advance(partition, &effects)
        undisturbed.take(effects, holds: holds)
        restored.take(effects, holds: holds)
        guard random.uniform() < (minute % 1440 / 60 == 9 ? 0.01 : 0.001) else { continue }
        let cells = restored.saved()
        #expect(undisturbed.saved().cells == cells.cells, "minute \(minute)")
        #expect(restored.lines[told...] == undisturbed.lines[told...], "minute \(minute)")
        told = undisturbed.lines.count
        let before = restored.lines
        var report = LoadReport()
        restored = try Stages(restoring: cells, report: &report)
        #expect(report == LoadReport())
        #expect(restored.saved().cells == cells.cells, "minute \(minute)")
        restored.resume(lines: before)
        restarts += 1
        if cells["posts/pending/0"] != nil { withSums += 1 }
        if cells.cells.keys.contains(where: { $0.hasPrefix("alerts/slot/") }) { withAlerts += 1 }
        if (cells["posts/episodes"]?.count ?? 0) > 2 { withEpisodes += 1 }
        if (cells["inbox/posts/findings"]?.count ?? 0) > 30 { withFindings += 1 }
      }
      history.endMinute()
    }
    #expect(restored.lines == undisturbed.lines)
    #expect(undisturbed.saved().cells == restored.saved().cells)
    #expect(undisturbed.lines.contains { $0.contains("closed") })
    #expect(undisturbed.detect.joinedLateTotal > 0)
    #expect(restarts > 50 && withSums > 5 && withAlerts > 3 && withEpisodes > 3)
    #expect(withFindings > 0)
  }

  @Test func cellsChangeOnlyWhereSomethingHappened() throws {
    var wide = WideSource(areas: 99)
    wide.step(second: 0, areas: 0..<99)
    wide.step(second: 121, areas: 0..<1)
    wide.step(second: 131, areas: 0..<1)
    let before = wide.saved()
    // Within a minute: the whole territory in the first cell, and one area in the second.
    wide.step(second: 141, areas: 40..<41)
    wide.step(second: 151, areas: 0..<1)
    let after = wide.saved()
    let changed = after.cells.filter { before[$0.key] != $0.value }.keys
      .filter { $0.contains("/series/") || $0.contains("/evidence/") }.sorted()
    #expect(
      changed == [
        "posts/evidence/0", "posts/evidence/1", "posts/volume/series/0", "posts/volume/series/1",
      ])
    #expect(after.cells.keys.count { $0.contains("/series/") } == 4)
  }
}
