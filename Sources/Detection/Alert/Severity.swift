/// How grave an alert is, by how rarely chance does as much.
///
/// With r = promise ÷ chance alarms a week at a peak as high:
///
/// | severity | r at least | and |
/// |---|---|---|
/// | 1 minor | 1 | |
/// | 2 moderate | 10 | |
/// | 3 severe | 100 | |
/// | 4 extreme | 1000 | at least three times and 20 more than expected |
package enum Severity {
  package static func level(of finding: Finding, promise: Double) -> Int {
    let rarity = promise / max(finding.falseAlarmsPerWeek, 1e-12)
    let excess = Double(finding.observed) - finding.expected
    if rarity >= 1000 && excess >= 20 && Double(finding.observed) >= 3 * finding.expected {
      return 4
    }
    if rarity >= 100 { return 3 }
    return rarity >= 10 ? 2 : 1
  }

  /// The probability that it is not chance, if one real incident a week is expected: 1 / (1 + λ),
  /// λ the chance alarms a week at a peak as high.
  package static func confidence(of finding: Finding) -> Double {
    1 / (1 + max(0, finding.falseAlarmsPerWeek))
  }
}
