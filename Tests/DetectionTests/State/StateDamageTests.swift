import Detection
import EventTime
import Testing

@Suite("State: damage is an error, never a trap")
struct StateDamageTests {
  /// Three days of the history, until an alert is open and sums and findings wait.
  static let cells: StateCells = {
    var history = StateHistory(seed: 5)
    var effects = ObserveEffects()
    var stages = Stages()
    for minute in 0..<2 * 1440 + 9 * 60 + 14 {
      for partition in history.partitionsNow {
        history.advance(partition, &effects)
        stages.take(effects, holds: minute > 2 * 1440 + 9 * 60 + 8)
      }
      history.endMinute()
    }
    history.advance(0, &effects)
    stages.take(effects, holds: true)
    return stages.saved()
  }()

  /// Loads into fresh machines, and steps them a little when that succeeds.
  static func load(_ cells: [String: [UInt8]]) throws(StateError) {
    var report = LoadReport()
    _ = try Stages(restoring: StateCells(cells), report: &report)
  }

  @Test func everyKindOfCellIsThere() throws {
    let keys = Self.cells.cells.keys
    for kind in [
      "posts/head", "posts/names", "posts/volume/head", "posts/volume/family/0",
      "posts/volume/series/0", "posts/evidence/0", "posts/episodes", "posts/pending/0",
      "alerts/head", "alerts/slot/0", "inbox/head", "inbox/posts/findings",
    ] {
      #expect(keys.contains(kind), "\(kind)")
    }
    #expect((Self.cells["inbox/posts/findings"]?.count ?? 0) > 200)
    #expect((Self.cells["posts/episodes"]?.count ?? 0) > 20)
    try Self.load(Self.cells.cells)
  }

  @Test func everyTruncationAndEveryMissingCellIsAnError() {
    for (key, bytes) in Self.cells.cells {
      let stride = max(1, bytes.count / 50)
      for end in Swift.stride(from: 0, to: bytes.count, by: stride) {
        var torn = Self.cells.cells
        torn[key] = Array(bytes.prefix(end))
        #expect(throws: StateError.self, "\(key) ends at \(end)") { try Self.load(torn) }
      }
      var missing = Self.cells.cells
      missing[key] = nil
      #expect(throws: StateError.self, "\(key) is missing") { try Self.load(missing) }
      var longer = Self.cells.cells
      longer[key] = bytes + [0]
      #expect(throws: StateError.self, "\(key) is longer") { try Self.load(longer) }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func whatFlippedBytesLeaveLoadsOrIsRefusedAndStepsOn(seed: UInt64) throws {
    var random = TestRandom(state: seed)
    let keys = Self.cells.cells.keys.sorted()
    var (refused, loaded) = (0, 0)
    for _ in 0..<250 {
      var cells = Self.cells.cells
      let key = keys[Int(random.uniform() * Double(keys.count))]
      guard let count = cells[key]?.count else { continue }
      for _ in 0..<1 + Int(random.uniform() * 3) {
        let place = Int(random.uniform() * Double(count))
        cells[key]?[place] ^= UInt8(1 + Int(random.uniform() * 255))
      }
      do {
        var report = LoadReport()
        var stages = try Stages(restoring: StateCells(cells), report: &report)
        loaded += 1
        guard loaded % 10 == 0 else { continue }
        var history = StateHistory(seed: 5)
        var effects = ObserveEffects()
        history.skip(to: 2 * 1440 + 9 * 60 + 16)
        for _ in 0..<70 {
          for partition in history.partitionsNow {
            history.advance(partition, &effects)
            stages.take(effects)
          }
          history.endMinute()
        }
        stages.detect.checkInvariants()
      } catch { refused += 1 }
    }
    #expect(refused > 0 && loaded > 0)
  }

  @Test(arguments: ["posts/head", "posts/volume/series/0", "alerts/head", "inbox/head"])
  func versionsThatAreNotKnownAreRefusedClearly(key: String) {
    var cells = Self.cells.cells
    cells[key]?[0] = 2
    do {
      try Self.load(cells)
      Issue.record("a newer version was read")
    } catch {
      guard case .newer(_, let version, let known) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(version == 2 && known == 1)
    }
    cells[key]?[0] = 0
    #expect(throws: StateError.self) { try Self.load(cells) }
  }

  @Test func anOlderCellGoesThroughEveryStepToThePresent() throws {
    // Version 2 put a number in front, version 3 doubled it.
    let format = CellFormat(
      "a test",
      migrations: [
        { .success([7] + $0) },
        { body in
          guard let first = body.first else { return .failure(.damaged("empty")) }
          return .success([2 * first] + Array(body.dropFirst()))
        },
      ])
    #expect(format.version == 3)
    func read(_ bytes: [UInt8]) throws(StateError) -> [UInt8] {
      try StateCells(["k": bytes]).read("k", as: format) { (reader) throws(StateError) in
        [try reader.byte(), try reader.byte()]
      }
    }
    #expect(try read([1, 5]) == [14, 5])
    #expect(try read([2, 6, 5]) == [12, 5])
    #expect(try read([3, 6, 5]) == [6, 5])
    #expect(throws: StateError.newer(what: "a test", version: 4, known: 3)) {
      try read([4, 6, 5])
    }
    #expect(throws: StateError.self) { try read([0, 6, 5]) }
  }
}
