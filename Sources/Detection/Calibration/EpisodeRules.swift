/// The numbers by which episodes begin and end, and by which a promise becomes a threshold. A score is
/// −log10 p. The defaults are those of `volume`.
package struct EpisodeRules: Sendable, Equatable {
  /// The score at which an episode begins; its excess is its peak less this.
  package var onset = 3.0
  /// Without an alert an episode ends after so long below `onset`.
  package var restMinutes = 60.0
  /// An alert closes when the score stays below this share of its threshold for so long.
  package var closingShare = 0.4
  package var closingMinutes = 30.0
  /// A finding is said again when its peak grew by so much, or so much time went by.
  package var growth = 0.3
  package var repeatMinutes = 5.0

  package var minimumThreshold = 3.2
  /// Beyond every surprise; it keeps a threshold finite whatever a series went through.
  package var maximumThreshold = 1000.0
  /// The tail's prior: pseudo-points of a generalised Pareto distribution.
  package var priorScale = 0.55
  package var priorShape = 0.03
  package var priorPoints = 50
  package var maximumShape = 0.3
  package var halfLifeDays = 56.0
  /// A family's rate: (episodes + this) / (series-weeks + that).
  package var familyRatePriorEpisodes = 10.0
  package var familyRatePriorWeeks = 1.0
  /// A series is shrunk to its family with so many weeks of rate and episodes of tail.
  package var seriesRatePriorWeeks = 4.0
  package var seriesTailPriorEpisodes = 30.0

  package init() {}
}
