import Detection
import EventTime
import Signals

/// A detector fed with posts that a test writes down.
struct PanicFixture {
  static let french: UInt16 = 0x6672
  static let italian: UInt16 = 0x6974
  /// Monday, 2024-01-01T00:00Z.
  static let start = Instant(seconds: 1_704_067_200)

  var detector: PanicDetector
  var pane: Pane
  var findings: [Finding] = []
  var next: UInt64 = 1
  var open = TextPane()
  let paneLength: PaneLength

  init(
    areas: Int = 1, paneSeconds: Int64 = 60, _ change: (inout PanicConfiguration) -> Void = { _ in }
  ) {
    paneLength = PaneLength(seconds: paneSeconds) ?? .standard
    var configuration = PanicConfiguration(
      source: 3, dimension: 5, markers: 0b10, languages: [Self.french], areaCount: areas,
      paneLength: paneLength)
    change(&configuration)
    detector = PanicDetector(configuration: configuration)
    pane = paneLength.pane(of: Self.start)
  }

  /// Adds a post of a text of its own, by an author of its own, to the present pane.
  mutating func post(
    marker: Bool = false, area: Int32 = 0, language: UInt16 = PanicFixture.french,
    tokens: UInt16 = 12, author: UInt64? = nil, cluster: PostCluster? = nil
  ) {
    next += 1
    var row = PostRow()
    row.time = paneLength.start(of: pane)
    row.offset = Int64(next)
    row.id = mix64(next)
    row.author = author ?? mix64(next ^ 0xABCD_0000)
    row.area = area
    row.language = language
    row.tokens = tokens
    row.themes = marker ? 0b11 : 0b01
    open.posts.rows.append(row)
    open.clusters.append(cluster ?? PostCluster(id: mix64(next ^ 0x5A5A) | 1, size: 1))
  }

  /// Ends the pane.
  mutating func step() {
    detector.step(pane, open, into: &findings)
    pane = pane.next
    open = TextPane()
  }

  mutating func step(posts: Int, markers: Int, area: Int32 = 0) {
    for index in 0..<posts { post(marker: index < markers, area: area) }
    step()
  }

  /// Minutes of `perMinute` posts on average of which `share` are markers.
  mutating func usual(
    minutes: Int, perMinute: Double = 5, share: Double = 0.06, _ random: inout TestRandom
  ) {
    for _ in 0..<minutes {
      for _ in 0..<random.poisson(perMinute) { post(marker: random.uniform() < share) }
      step()
    }
  }

  var opened: [Finding] { findings.filter { $0.phase == .opened } }
}

extension TestRandom {
  mutating func bits() -> UInt64 { UInt64(uniform() * 0x1p53) }
}
