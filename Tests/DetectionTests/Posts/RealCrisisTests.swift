import Detection
import EventTime
import Foundation
import Testing

/// `emerging` and `panic` on real crises (CrisisLex T6, RumourEval), read where they lie. The
/// sample has half a post a minute, so what is seen says little of a full stream.
@Suite("Emerging and panic: real crises", .enabled(if: RealPosts.isHere, "no shared/data here"))
struct RealCrisisTests {
  /// 2013-05-20T19:56Z, the touchdown at Moore (events.json).
  static let touchdown = Instant(seconds: 1_369_079_760)

  private func run(_ posts: RealPosts, threshold: Double) -> [Finding] {
    guard let length = PaneLength(seconds: 60) else { return [] }
    var configuration = PanicConfiguration(
      source: 0, dimension: 1, markers: posts.bits["panic"] ?? 0, languages: [RealPosts.english],
      areaCount: 0, paneLength: length)
    // One series with its prior of episodes: z = 3 + 0.55 ln(rate / promise) or so.
    configuration.falseAlarmsPerWeek = threshold
    var detector = PanicDetector(configuration: configuration)
    var findings: [Finding] = []
    posts.panes(length) { pane, input in detector.step(pane, input, into: &findings) }
    return findings
  }

  /// The shipped list is strict: too few of the sample's posts are markers for the tornado itself.
  @Test func panicSaysNothingBeforeTheTornado() throws {
    let posts = try RealPosts("crisislex_t6/2013_Oklahoma_Tornado.ndjson")
    let findings = run(posts, threshold: 5)
    let opened = findings.filter { $0.phase == .opened }
    let before = opened.filter {
      ($0.pane.index + 1) * 1_000_000 * 60 < Self.touchdown.microseconds
    }
    #expect(before.isEmpty, "\(before.count) before the touchdown")
    #expect(opened.count <= 3, "\(opened.count) alerts")
    if ProcessInfo.processInfo.environment["VIGIE_REPORT"] != nil {
      for finding in findings {
        let delay = (finding.pane.index + 1) * 60 - Self.touchdown.microseconds / 1_000_000
        Issue.record(
          "panic \(finding.phase) \(delay / 60) min \(finding.score) z \(finding.threshold)")
      }
    }
  }

  struct Crisis: CustomTestStringConvertible, Sendable {
    var file: String
    /// Seconds since 1970 of the onset; nil where events.json has none.
    var onset: Int64?
    var terms: Set<String>
    /// Nobody spoke of it when the sample begins.
    var isNew = true
    var testDescription: String { file }
  }

  static let crises = [
    Crisis(
      file: "2013_Oklahoma_Tornado", onset: 1_369_079_760,
      terms: ["tornado", "#tornado", "moore", "oklahoma", "#oklahoma", "prayers"]),
    Crisis(
      file: "2012_Sandy_Hurricane", onset: nil, terms: ["sandy", "#sandy", "hurricane"],
      isNew: false),
    Crisis(file: "2013_Alberta_Floods", onset: nil, terms: ["flood", "#yycflood", "#abflood"]),
    Crisis(file: "2013_Queensland_Floods", onset: nil, terms: ["flood", "floods", "#qldfloods"]),
  ]

  @Test(arguments: crises)
  func emergingNamesFewTopicsADay(crisis: Crisis) throws {
    let posts = try RealPosts("crisislex_t6/\(crisis.file).ndjson")
    let length = try #require(PaneLength(seconds: 60))
    // The sample begins with the crisis or hours before it: a day of warm-up would be all of it.
    var configuration = EmergingConfiguration(source: 0, areaCount: 0, paneLength: length)
    configuration.warmUpHours = crisis.onset == nil ? 24 : 12
    // The sample is a small part of the stream: its terms are of few authors.
    configuration.shownFrom = configuration.minimumAuthors
    var detector = EmergingDetector(configuration: configuration)
    var findings: [Finding] = []
    posts.panes(length) { pane, input in detector.step(pane, input, into: &findings) }
    let opened = findings.filter { $0.phase == .opened }
    let first = try #require(posts.posts.first).time.microseconds
    let hit =
      opened.first { ($0.details?.terms ?? []).contains { crisis.terms.contains($0) } }
    guard let hit else {
      // Sandy was on everybody's lips before the sample begins: nothing emerges.
      #expect(!crisis.isNew && opened.count <= 20)
      return
    }
    let before = opened.filter { $0.pane < hit.pane }
    let days = Double(hit.pane.index * 60_000_000 - first) / 86_400e6
    #expect(Double(before.count) <= max(2, 2 * days), "\(before.count) before it")
    if let onset = crisis.onset {
      let delay = (hit.pane.index + 1) * 60 - onset
      #expect(delay > 0 && delay <= 35 * 60, "\(delay) s")
    }
    report(crisis.file, opened, first)
  }

  @Test func rumourThreadsStayFinite() throws {
    let posts = try RealPosts("rumoureval2017/traindev.ndjson")
    #expect(run(posts, threshold: 5).allSatisfy { $0.score.isFinite })
  }

  private func report(_ file: String, _ opened: [Finding], _ first: Int64) {
    guard ProcessInfo.processInfo.environment["VIGIE_REPORT"] != nil else { return }
    for finding in opened {
      let at = Instant(seconds: (finding.pane.index + 1) * 60)
      // Terms only, no text of anybody.
      Issue.record(
        """
        \(file) \(at.microseconds / 1_000_000) score \(finding.score) window \
        \(finding.windowMinutes) x \(finding.observed) terms \(finding.details?.terms ?? [])
        """)
    }
  }
}
