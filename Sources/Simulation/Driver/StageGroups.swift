/// The consumer groups of the stages.
enum StageGroups {
  static let prefix = "vigie."
  static let detect = prefix + "detect"
  static let alert = prefix + "alert"
  static func observe(_ source: String) -> String { "\(prefix)observe.\(source)" }
}
