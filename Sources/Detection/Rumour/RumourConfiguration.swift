package import EventTime

/// What an operator decides about `rumour`, for one group of sources.
package struct RumourConfiguration: Sendable, Equatable {
  /// Chance alarms a week of the organic kind.
  package var falseAlarmsPerWeek = 5.0
  /// Distinct authors who tell it independently within an hour, below which nothing is said.
  package var minimumAuthors = 5
  /// Members who must hold a word before it is shown, and authors before an excerpt is.
  package var k = 10
  /// Candidate clusters at most; beyond it the least recently used goes, and is counted.
  package var maximumClusters = 1 << 19
  /// Of them those that two authors or more wrote in; beyond it as above.
  package var maximumSpreading = 1 << 16
  /// Posts that a share, an answer or a withdrawal can be attached by, a power of two.
  package var maximumPosts = 1 << 20
  /// Whether pairs of accounts are compared with chance.
  package var coordinated = true
  /// Pairs and accounts remembered, powers of two; beyond it the least recently used goes.
  package var maximumPairs = 1 << 20
  package var maximumAccounts = 1 << 18
  /// Groups at most in an epoch; further ones are counted and not watched.
  package var maximumGroups = 1 << 14
  /// Bits of the filter that a pair must pass, a power of two; it is emptied when a sixteenth is set.
  package var filterBits = 1 << 27
  /// How long pseudonyms of accounts stay the same: pairs go with them.
  package var epochDays: Int64 = 28
  /// Areas of the territory: one of them stands out by chance so many times more often.
  package var areaCount = 1
  package var markers = MarkerThemes()
  package var paneLength = PaneLength.standard

  package init() {}

  /// How long a telling counts.
  static let windowMinutes = 60.0
  /// Residence of a candidate that one author wrote, and of others after their last post.
  static let singleMinutes = 60.0
  static let spreadingMinutes = 1440.0

  /// How a cluster's episodes become the promise. A score is 1.5 log10 of the tellings and an area's
  /// surprise; popularity is a power law, whose logarithm has an exponential tail. The onset lies above
  /// what few tellers in one place reach: below it are other clusters than those of the tail. With one
  /// series, what stands for its alarms would make a free shape run away: it stays near exponential.
  static let episodes: EpisodeRules = {
    var rules = EpisodeRules()
    rules.onset = 3.2
    rules.minimumThreshold = 3.2
    rules.priorScale = 0.55
    rules.priorShape = 0
    rules.maximumShape = 0.02
    rules.priorPoints = 30
    rules.familyRatePriorEpisodes = 30
    rules.familyRatePriorWeeks = 0.5
    rules.seriesRatePriorWeeks = 0.5
    return rules
  }()

  func panes(minutes: Double) -> Int64 { Int64((minutes / paneLength.minutes).rounded(.up)) }
}

extension FindingKind {
  /// `rumour`: the same told independently by many.
  package static let organic = FindingKind(rawValue: "organic")
  /// `rumour`: the same accounts together again and again.
  package static let coordinated = FindingKind(rawValue: "coordinated")
}

extension Measure {
  /// Authors who told it independently within the hour.
  package static let tellings = Measure(rawValue: "tellings")
  package static let shares = Measure(rawValue: "shares")
  /// Distinct authors within the hour, shares apart.
  package static let authors = Measure(rawValue: "authors")
  package static let enquiries = Measure(rawValue: "enquiries")
  package static let denials = Measure(rawValue: "denials")
  package static let callsToShare = Measure(rawValue: "callsToShare")
  /// Independent tellers with a place.
  package static let placed = Measure(rawValue: "placed")
  /// Of them the share in the fullest area.
  package static let areaShare = Measure(rawValue: "areaShare")
  /// Tellings of the last 10 minutes for each of the 10 before.
  package static let growth = Measure(rawValue: "growth")
  /// The most authors within one minute, from 10 on.
  package static let synchrony = Measure(rawValue: "synchrony")
  /// Accounts of a group, the most partners that one of them has, and floods they made together.
  package static let accounts = Measure(rawValue: "accounts")
  package static let partners = Measure(rawValue: "partners")
  package static let floods = Measure(rawValue: "floods")
}
