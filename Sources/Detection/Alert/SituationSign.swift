internal import Glibc
internal import EventTime

/// What one detector says of one thing, as far as a situation needs it: an alert, or a finding below
/// its threshold.
struct SituationSign: Sendable, Equatable {
  /// Hashes of terms that are kept.
  static let termLimit = 8

  /// Its opening pane is that of its alert; of a candidate the pane in which it began.
  var key: AlertKey
  var isAlert: Bool
  /// Of the alert's opening.
  var label: String
  var severity: Int
  /// log₁₀(10⁴ ÷ chance alarms a week at its peak).
  var score: Double
  /// The last pane in which it was heard.
  var pane: Pane
  /// Hashes of its terms, ascending.
  var terms: [UInt64]
  /// A situation has told of it: it goes on in that one, and opens no other when that has closed.
  var isTold = false

  /// A sign that has become so much rarer since it was told, tenfold, is news again.
  static let newsScore = 1.0

  init(
    key: AlertKey, isAlert: Bool, label: String, severity: Int, score: Double, pane: Pane,
    terms: [UInt64], isTold: Bool = false
  ) {
    self.key = key
    self.isAlert = isAlert
    self.label = label
    self.severity = severity
    self.score = score
    self.pane = pane
    self.terms = terms
    self.isTold = isTold
  }

  /// Nil: nothing that a situation is made of.
  init?(_ found: EvidencedFinding, severity: Int, terms lexicon: [String]) {
    let finding = found.finding
    guard finding.detector != .silence, finding.detector != .situation else { return nil }
    switch finding.phase {
    case .candidate, .opened, .continued: break
    case .closed, .faded: return nil
    }
    score = SituationSign.score(finding.falseAlarmsPerWeek)
    guard score >= SituationConfiguration.leastScore else { return nil }
    isAlert = finding.phase != .candidate
    key = AlertKey(
      detector: finding.detector, kind: finding.kind, series: finding.series, item: finding.item,
      openedAt: finding.phase == .continued
        ? finding.openedAt : isAlert ? finding.pane : finding.since)
    label = finding.phase == .opened ? finding.details?.label ?? "" : ""
    self.severity = isAlert ? severity : 0
    pane = finding.pane
    var words = finding.details?.terms ?? []
    if words.isEmpty {
      words = found.evidence.topTerms(limit: Self.termLimit).compactMap {
        Int($0) < lexicon.count ? lexicon[Int($0)] : nil
      }
    }
    terms = Set(words.prefix(Self.termLimit).map { hash64($0, seed: 3) }).sorted()
  }

  static func score(_ chanceAlarms: Double) -> Double {
    min(300, -log10(max(chanceAlarms, 1e-296) / SituationConfiguration.chanceScale))
  }

  /// The same thing, whatever has become of it.
  func isOf(_ other: AlertKey) -> Bool {
    key.detector == other.detector && key.kind == other.kind && key.series == other.series
      && key.item == other.item
  }

  func sharesTerm(with other: SituationSign) -> Bool {
    terms.contains { other.terms.contains($0) }
  }

  /// Near in space is given. Two that both name something must name something in common, and what is
  /// said of the whole territory is near only by what it names.
  func agrees(with other: SituationSign) -> Bool {
    if sharesTerm(with: other) { return true }
    if key.series.area < 0 || other.key.series.area < 0 { return false }
    return terms.isEmpty || other.terms.isEmpty
  }

  /// Independent enough to count as a second one: of another detector, or of other sources.
  func isAnother(than other: SituationSign) -> Bool {
    key.detector != other.key.detector || key.series.source != other.key.series.source
  }
}
