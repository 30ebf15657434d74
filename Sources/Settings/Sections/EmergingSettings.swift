/// `emerging.yaml` of the directory of detectors.
package struct EmergingSettings: Sendable, Equatable {
  package var enabled: Bool
  /// Chance topics a week.
  package var falseAlarmsPerWeek: Double
  /// Distinct authors that a window needs; a term's text is not kept before.
  package var minimumAuthors: Int
  /// Different texts that a window needs.
  package var minimumTexts: Int
  package var warmUpHours: Double
  package var maximumTerms: Int
}

extension EmergingSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance topics a week, once past topics have calibrated the threshold: the one knob.")
    minimumAuthors = s.integer(
      "minimumAuthors", default: 5, in: 1...8,
      "Distinct authors that a window needs; a term's text is not kept before.")
    minimumTexts = s.integer(
      "minimumTexts", default: 5, in: 3...1000,
      "Different texts that must hold a term in a window.")
    warmUpHours = s.number(
      "warmUpHours", default: 24, in: 1...168,
      "Hours of the stream that are read before anything is said.")
    maximumTerms = s.integer(
      "maximumTerms", default: 60_000, in: 1000...4_000_000,
      "Terms followed; at the limit the least recently used one of its bucket goes.")
  }
}
