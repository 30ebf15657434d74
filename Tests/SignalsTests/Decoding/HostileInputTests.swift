import EventTime
import Signals
import Testing

private let post = Array(
  #"""
  {"did":"did:plc:a","time_us":1772395445000000,"kind":"commit","n":-1.5e3,"b":[true,false,null],
  "commit":{"rkey":"k","record":{"text":"<p>\u00e9t\u00e9 &amp; \"co\u006Cis\"</p>","langs":["fr"]}}}
  """#.utf8)
private let row = Array("5;\"un \"\"mot\"\"; deux\";fr;;\"x\ny\"".utf8)

private func posts() throws -> SourceSpec {
  var spec = SourceSpec(name: "posts")
  spec.time = TimeField(path: try path("/time_us"), format: .epochMicroseconds)
  spec.id = [try path("/did"), try path("/commit/rkey")]
  spec.author = try path("/did")
  spec.text = [try path("/commit/record/text"), try path("/b/2")]
  spec.markup = .html
  spec.language = try path("/commit/record/langs/0")
  spec.category = CategoryField(path: try path("/n"), values: ["-1500"])
  spec.conditions = [FieldCondition(path: try path("/kind"), test: .noneOf(["identity"]))]
  return spec
}

private func rows() -> SourceSpec {
  func column(_ name: String) -> FieldPath { FieldPath(text: name, steps: [.key(name)]) }
  var spec = SourceSpec(name: "rows")
  spec.format = .csv(delimiter: 0x3B, columns: ["t", "text", "l", "none", "last"])
  spec.time = TimeField(path: column("t"), format: .epochSeconds)
  spec.text = [column("text"), column("last")]
  spec.language = column("l")
  return spec
}

/// Each signal must be of its record, and rejected with a reason if and only if rejected.
private func check(_ signals: [Signal], count: Int, _ comment: Comment) {
  #expect(signals.count == count, comment)
  #expect(signals.enumerated().allSatisfy { $0.element.offset == Int64($0.offset) }, comment)
  #expect(
    signals.allSatisfy { ($0.outcome == .rejected) == ($0.reason != .none) }, comment)
}

@Suite struct HostileInputTests {
  @Test func recordCutAnywhereIsOneSignal() throws {
    let cut = (0..<post.count).map { Array(post[..<$0]) }
    let signals = try decode(cut + [post], as: try posts())
    check(signals, count: cut.count + 1, "posts")
    #expect(signals.dropLast().allSatisfy { $0.outcome == .rejected })
    #expect(signals.dropFirst().dropLast().allSatisfy { $0.reason == .truncated })
    let rowCuts = (0...row.count).map { Array(row[..<$0]) }
    let rowSignals = try decode(rowCuts, as: rows())
    check(rowSignals, count: rowCuts.count, "rows")
    #expect(rowSignals.last?.outcome == .accepted)
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func changedBytesNeverCrashAndGiveOneSignalEach(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    for (sample, spec) in [(post, try posts()), (row, rows())] {
      let payloads = (0..<1000).map { _ in mutated(sample, &generator) }
      check(try decode(payloads, as: spec), count: payloads.count, "seed \(seed)")
    }
  }

  @Test func decoderForgetsABadRecord() throws {
    var generator = SeededGenerator(state: 5)
    for (sample, spec) in [(post, try posts()), (row, rows())] {
      let clean = try decode([sample], as: spec)[0]
      try #require(clean.outcome == .accepted)
      let mixed = (0..<100).flatMap { _ in [mutated(sample, &generator), sample] }
      let signals = try decode(mixed, as: spec)
      let clear = signals.filter { $0.offset % 2 == 1 }
      #expect(clear.count == 100)
      #expect(clear.allSatisfy { $0.id == clean.id && $0.author == clean.author })
      #expect(clear.allSatisfy { $0.text == clean.text && $0.language == clean.language })
      #expect(clear.allSatisfy { $0.time == clean.time && $0.outcome == .accepted })
    }
  }

  @Test func tombstoneIsNoErrorAndAnEmptyPayloadIsOne() throws {
    let arrival = Instant(seconds: 9)
    let signals = try decode([nil, [], nil], as: try posts(), arrival: arrival)
    #expect(signals.map(\.outcome) == [.tombstone, .rejected, .tombstone])
    #expect(signals[0].arrival == arrival)
  }

  @Test func batchesDoNotChangeSignals() throws {
    var generator = SeededGenerator(state: 6)
    let payloads = (0..<300).map { _ in mutated(post, &generator) }
    let whole = try decode(payloads, as: try posts())
    var decoder = try SignalDecoder(
      spec: try posts(), territory: Territory(name: "none"),
      lexicon: try Lexicon(themes: [], places: []), pseudonymKey: key, maxRecordBytes: 4 << 20)
    let singles = payloads.map { decode([$0], with: &decoder)[0] }
    for (single, signal) in zip(singles, whole) {
      #expect(single.reason == signal.reason && single.outcome == signal.outcome)
      #expect(single.id == signal.id && single.text == signal.text)
    }
  }

  /// One to four bytes changed, dropped, doubled or swapped.
  private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !result.isEmpty {
      let at = Int.random(in: 0..<result.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: result[at] = UInt8.random(in: 0...255, using: &generator)
      case 1: result.remove(at: at)
      case 2: result.insert(result[at], at: at)
      default: result.swapAt(at, Int.random(in: 0..<result.count, using: &generator))
      }
    }
    return result
  }
}
