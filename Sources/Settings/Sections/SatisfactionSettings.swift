package import Detection

/// `satisfaction.yaml` of the directory of detectors.
package struct SatisfactionSettings: Sendable, Equatable {
  package var enabled: Bool
  package var falseAlarmsPerWeek: Double
  package var minimumRatings: Int
  package var warmUpDays: Int
  package var areas: Bool
  package var maximumSeries: Int
  /// By source, in the order of their names; a source that is not there is not watched.
  package var answers: [RatingAnswers]
}

/// Which of a source's categories are good, medium and bad.
package struct RatingAnswers: Sendable, Equatable {
  package var source: String
  package var good: [String]
  package var medium: [String]
  package var bad: [String]

  package init(source: String, good: [String], medium: [String], bad: [String]) {
    self.source = source
    self.good = good
    self.medium = medium
    self.bad = bad
  }

  /// The class of each of the source's categories, in their order.
  package func classes(of categories: [String]) -> [RatingClass] {
    categories.map { category in
      good.contains(category)
        ? .good : medium.contains(category) ? .medium : bad.contains(category) ? .bad : .none
    }
  }

  /// Of the sources that are shipped.
  package static let shipped: [RatingAnswers] = [
    RatingAnswers(source: "jedonnemonavis", good: ["good"], medium: ["medium"], bad: ["bad"]),
    RatingAnswers(
      source: "services-publics-plus", good: ["Positif"], medium: ["Neutre"], bad: ["Négatif"]),
    RatingAnswers(
      source: "services-publics-plus-csv", good: ["Positif"], medium: ["Neutre"],
      bad: ["Négatif"]),
  ]
}

extension SatisfactionSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance alarms a week over all its series: the one knob.")
    minimumRatings = s.integer(
      "minimumRatings", default: 5, in: 1...1000, "Ratings that a window needs.")
    warmUpDays = s.integer(
      "warmUpDays", default: 28, in: 7...365, "A younger series is only learned.")
    areas = s.boolean(
      "areas", default: true, "Whether a service in each area is a series besides the service.")
    maximumSeries = s.integer(
      "maximumSeries", default: 5000, in: 1...100_000,
      "Services in areas; further ones count for their service alone.")
    let given = s.map(
      "answers", keys: "SOURCE", type: "map",
      "Which categories of a source are good, medium and bad; without it those of the shipped sources."
    ) { entry, value -> RatingAnswers? in
      var section = Section(value)
      defer { section.finish() }
      return RatingAnswers(source: entry.key, &section)
    }
    if s.ledger.isReference {
      var section = Section(absent: "answers.SOURCE", ledger: s.ledger, location: s.location)
      _ = RatingAnswers(source: "", &section)
    }
    let listed = given.map(\.value)
    answers = (s.has("answers") ? listed : RatingAnswers.shipped).sorted { $0.source < $1.source }
  }
}

extension RatingAnswers {
  fileprivate init(source: String, _ s: inout Section) {
    self.source = source
    good = s.texts("good", count: 1...200, isRequired: true, "Categories that are good.")
    medium = s.texts("medium", "Categories that are neither.")
    bad = s.texts("bad", count: 1...200, isRequired: true, "Categories that are bad.")
    if let twice = firstRepeat(good + medium + bad) {
      s.fail(.contradiction, "\(s.path): '\(twice)' stands twice")
    }
  }
}
