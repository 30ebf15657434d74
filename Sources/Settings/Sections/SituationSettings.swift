/// `situation.yaml` of the directory of detectors.
package struct SituationSettings: Sendable, Equatable {
  package var enabled: Bool
  package var falseAlarmsPerWeek: Double
  package var withinMinutes: Int
  package var openLimit: Int
  package var signLimit: Int
}

extension SituationSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether signs of several detectors are joined.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.001...1000,
      "The one knob: chance situations a week; half by the rarest sign, half by the second rarest.")
    withinMinutes = s.integer(
      "withinMinutes", default: 120, in: 10...1440,
      "Signs within this time of each other can be of one situation.")
    openLimit = s.integer(
      "openLimit", default: 256, in: 1...10_000,
      "Situations that are open at a time; no further one opens, and that is counted.")
    signLimit = s.integer(
      "signLimit", default: 4096, in: 16...100_000,
      "Signs that are remembered; of more the one heard longest ago goes, and is counted.")
  }
}
