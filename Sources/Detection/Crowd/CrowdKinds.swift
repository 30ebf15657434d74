extension FindingKind {
  /// More people in one place than usual.
  package static let gathering = FindingKind(rawValue: "gathering")
  /// A gathering whose centre moves.
  package static let movement = FindingKind(rawValue: "movement")
  /// A gathering whose people run apart.
  package static let dispersal = FindingKind(rawValue: "dispersal")
}

extension Measure {
  /// Where it moves to: degrees from north by east, [0, 360).
  package static let bearing = Measure(rawValue: "bearing")
  /// Metres a second.
  package static let speed = Measure(rawValue: "speed")
  /// Metres that the centre has moved within the fit.
  package static let path = Measure(rawValue: "path")
  /// What is there beyond what is expected, in the unit of `observed`.
  package static let excess = Measure(rawValue: "excess")
}
