package import EventTime

/// The rules and limits by which signs of several detectors join into one situation.
package struct SituationConfiguration: Sendable, Equatable {
  /// B: chance situations a week. Half of it goes to the rarest sign of a place, half to the second
  /// rarest.
  package var falseAlarmsPerWeek = 1.0
  /// Signs within this time of each other can be of one situation.
  package var within = Interval.minutes(120)
  /// Situations that are open at a time; no further one opens.
  package var openLimit = 256
  /// Signs that are remembered; of more the one heard longest ago goes, and is counted.
  package var signLimit = 4096
  /// By area: those that touch it, ascending.
  package var neighbours: [[Int32]]

  package init(neighbours: [[Int32]]) { self.neighbours = neighbours }

  /// A sign's score is log₁₀(this ÷ its chance alarms a week): 4 is one chance alarm a week of its
  /// whole detector.
  static let chanceScale = 1e4
  /// A sign that chance brings more often than once in so many weeks of all detectors says nothing.
  static let leastScore = 0.5

  /// Of the rarest sign of a place: episodes begin at ten chance alarms a week.
  static let first: EpisodeRules = {
    var rules = EpisodeRules()
    rules.onset = 3
    rules.priorScale = 0.45
    return rules
  }()

  /// Of the second rarest: both at once are rarer, so they begin lower and fall faster.
  static let second: EpisodeRules = {
    var rules = EpisodeRules()
    rules.onset = 1.5
    rules.minimumThreshold = 2
    rules.priorScale = 0.3
    return rules
  }()
}

extension FindingKind {
  /// `situation`: signs of several detectors in one place.
  package static let situation = FindingKind(rawValue: "situation")
}

extension Measure {
  /// Of a situation: its signs, the detectors they are of, and the severity of the gravest alert.
  package static let situationSigns = Measure(rawValue: "members")
  package static let situationDetectors = Measure(rawValue: "detectors")
  package static let situationGravest = Measure(rawValue: "gravest")
}
