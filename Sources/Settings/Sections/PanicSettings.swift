/// `panic.yaml` of the directory of detectors.
package struct PanicSettings: Sendable, Equatable {
  package var enabled: Bool
  /// Chance alarms a week, over all areas and the territory.
  package var falseAlarmsPerWeek: Double
  /// Distinct known authors of markers that a window needs.
  package var minimumAuthors: Int
  /// Markers that a window needs.
  package var minimumMarkers: Int
}

extension PanicSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance alarms a week over all areas and the territory: the one knob.")
    minimumAuthors = s.integer(
      "minimumAuthors", default: 4, in: 0...16,
      "Distinct known authors of markers that a window needs; 0: who wrote does not matter.")
    minimumMarkers = s.integer(
      "minimumMarkers", default: 4, in: 4...1000, "Markers that a window needs.")
  }
}
