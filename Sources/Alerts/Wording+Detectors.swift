/// What an alert of any detector but `volume` has to say, in facts; its words in French and English
/// follow: what, where, since when, how much against how much expected, why that is unusual, and what
/// speaks against it. A sentence whose number is not there is left out.
package struct DetectorFacts: Sendable, Equatable {
  package var detector: String
  package var kind: String
  /// A domain, a service, a merchant, the reference of an entry: never an identifier of a person.
  package var label: String
  /// The detector's numbers by their names.
  package var measures: [String: Double]
  /// What an alert of `volume` would know of it.
  package var base: VolumeFacts

  package init(
    detector: String, kind: String, label: String, measures: [String: Double], base: VolumeFacts
  ) {
    self.detector = detector
    self.kind = kind
    self.label = label
    self.measures = measures
    self.base = base
  }

  package var headline: AlertEvent.Words {
    AlertEvent.Words(fr: frenchHeadline, en: englishHeadline)
  }

  package var explanation: AlertEvent.Words {
    AlertEvent.Words(fr: frenchExplanation, en: englishExplanation)
  }

  /// What a kind says in one language.
  struct Phrases {
    /// What it is, without a place.
    var title: String
    /// How much, for the headline; nil where there is no number that says it.
    var amount: String?
    /// What was seen, in whole sentences.
    var seen: [String] = []
    /// What speaks against it.
    var caution: [String] = []
  }

  /// Which of its words are meant; unknown ones are told by their numbers alone.
  enum Topic: String {
    case organicRumour = "rumour/organic"
    case coordinatedRumour = "rumour/coordinated"
    case panic = "panic/panic"
    case gathering = "crowd/gathering"
    case movement = "crowd/movement"
    case dispersal = "crowd/dispersal"
    case emerging = "emerging/topic"
    case satisfaction = "satisfaction/fall"
    case scamCategory = "scam/category"
    case scamMerchant = "scam/merchant"
    case scamDomain = "scam/domain"
    case scamNewDomain = "scam/new-domain"
    case match = "watchlist/match"
    case toVerify = "watchlist/to-verify"
    case silentSource = "silence/source"
    case silentConnector = "silence/connector"
    case partialLoss = "silence/partial"
    case silentArea = "silence/area"
    case situation = "situation/situation"
    case other

    init(detector: String, kind: String) {
      let whole = "\(detector)/\(kind)"
      let plain = Topic(rawValue: "\(detector)/\(detector)")
      self =
        Topic(rawValue: whole) ?? plain
        ?? (detector == "emerging"
          ? .emerging : detector == "satisfaction" ? .satisfaction : .other)
    }
  }

  var topic: Topic { Topic(detector: detector, kind: kind) }

  func number(_ name: String) -> Double? { measures[name].flatMap { $0.isFinite ? $0 : nil } }

  /// A count of at least one.
  func count(_ name: String) -> Int64? {
    number(name).flatMap { $0 >= 0.5 && $0 < 1e15 ? Int64($0.rounded()) : nil }
  }

  /// A share in whole percent.
  func percent(_ name: String) -> Int64? {
    number(name).flatMap { (0...10).contains($0) ? Int64(($0 * 100).rounded()) : nil }
  }

  /// Points of percent between two shares.
  func points(_ name: String) -> Int64? {
    number(name).flatMap { (-1...1).contains($0) ? Int64(($0 * 100).rounded()) : nil }
  }

  /// How long nothing came, and how long that may be.
  var gapMinutes: Int64? {
    count("gapMinutes") ?? number("silentSeconds").map { max(1, Int64(min($0, 1e12) / 60)) }
  }
  var usualGapMinutes: Double? {
    number("expectedGapMinutes") ?? number("limitSeconds").map { $0 / 60 }
  }

  /// Reports that the window usually has.
  var usualReports: Double? {
    number("usual")
      ?? number("usualPerDay").map { $0 * max(1, Double(base.windowMinutes) / 1440) }
  }

  /// How many times the usual, in earnest.
  var timesUsual: Double? { base.ratio }

  /// One of eight winds, 0 is north, clockwise; `bearing` is in degrees.
  var wind: Int? {
    number("bearing").map { degrees in
      let turns = degrees / 45
      let whole = Int(turns.rounded()) % 8
      return whole < 0 ? whole + 8 : whole
    }
  }
}
