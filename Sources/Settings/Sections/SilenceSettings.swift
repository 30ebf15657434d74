/// `silence.yaml` of the directory of detectors.
package struct SilenceSettings: Sendable, Equatable {
  package var enabled: Bool
  package var falseAlarmsPerWeek: Double
  package var warmUpDays: Double
  package var minimumSeconds: Int
  package var partial: Bool
  package var areas: Bool
  package var maximumPartitions: Int
  package var maximumAreas: Int
}

extension SilenceSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance alarms a week over all sources for gaps, and as many for partial loss and areas.")
    warmUpDays = s.number(
      "warmUpDays", default: 3, in: 0.1...60, "Days of a source that are only learned.")
    minimumSeconds = s.integer(
      "minimumSeconds", default: 60, in: 1...86_400, "No shorter silence is said.")
    partial = s.boolean("partial", default: true, "Whether less than usual is said.")
    areas = s.boolean("areas", default: true, "Whether one area that is missing is said.")
    maximumPartitions = s.integer(
      "maximumPartitions", default: 256, in: 1...4096,
      "Partitions of a source that are told apart.")
    maximumAreas = s.integer(
      "maximumAreas", default: 512, in: 1...10_000, "Areas of a source that are told apart.")
  }
}
