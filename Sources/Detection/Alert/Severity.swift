package import Alerts

/// How grave an alert is: the one table from what a detector says to a severity, and from there to the
/// words of the Common Alerting Protocol.
///
/// With r = promise ÷ chance alarms a week at a peak as high, rarity is 1 from r ≥ 1 on, 2 from 10,
/// 3 from 100, 4 from 1000.
///
/// | detector | kind | severity |
/// |---|---|---|
/// | volume | | rarity; 4 only at three times and 20 more than expected |
/// | rumour | organic | rarity up to 3; one more where at least 3 people enquire, deny or call to share it |
/// | rumour | coordinated | 2; 3 from 30 accounts on |
/// | panic | | rarity, at least 2; 4 only from 20 marked posts on |
/// | crowd | gathering | rarity up to 3 |
/// | crowd | movement | rarity and one more, at least 2, up to 3 |
/// | crowd | dispersal | 3; 4 at rarity 3 |
/// | emerging, satisfaction | | rarity up to 2 |
/// | scam | | rarity up to 2; 3 for a domain |
/// | watchlist | match; to-verify | 3; 2 |
/// | silence | source, connector; partial, area | 3; 2 |
/// | situation | | that of its gravest member, at least 2; one more where 3 detectors agree |
///
/// | severity | CAP severity | CAP urgency while open |
/// |---|---|---|
/// | 1 | Minor | Expected |
/// | 2 | Moderate | Expected |
/// | 3 | Severe | Immediate |
/// | 4 | Extreme | Immediate |
///
/// A closed alert is Past; what is counted by days (satisfaction, scam) is Future while it is open.
/// Certainty is Observed of silence, which is seen and not inferred, Likely where the confidence is
/// over a half, else Possible.
package enum Severity {
  /// - Parameter promise: of the detector, chance alarms a week.
  package static func level(of finding: Finding, promise: Double) -> Int {
    let rarity = rarity(of: finding, promise: promise)
    let measured = { (name: String) in finding.details?[Measure(rawValue: name)] ?? 0 }
    switch (finding.detector, finding.kind.rawValue) {
    case (.volume, _):
      let excess = Double(finding.observed) - finding.expected
      let isLarge = excess >= 20 && Double(finding.observed) >= 3 * finding.expected
      return isLarge ? rarity : min(3, rarity)
    case (.rumour, "coordinated"):
      return max(measured("accounts"), measured("partners")) >= 30 ? 3 : 2
    case (.rumour, _):
      let voices = measured("enquiries") + measured("denials") + measured("callsToShare")
      return min(3, rarity) + (voices >= 3 ? 1 : 0)
    case (.panic, _):
      return max(2, measured("markers") >= 20 ? rarity : min(3, rarity))
    case (.crowd, "movement"): return min(3, max(2, rarity + 1))
    case (.crowd, "dispersal"): return rarity >= 3 ? 4 : 3
    case (.crowd, _): return min(3, rarity)
    case (.emerging, _), (.satisfaction, _): return min(2, rarity)
    case (.scam, "domain"), (.scam, "new-domain"): return min(3, rarity)
    case (.scam, _): return min(2, rarity)
    case (.watchlist, "to-verify"): return 2
    case (.watchlist, _): return 3
    case (.silence, "partial"), (.silence, "area"): return 2
    case (.silence, _): return 3
    case (.situation, _):
      let gravest = Int(max(1, min(4, measured("gravest"))))
      return min(4, max(2, gravest + (measured("detectors") >= 3 ? 1 : 0)))
    }
  }

  private static func rarity(of finding: Finding, promise: Double) -> Int {
    let rarity = promise / max(finding.falseAlarmsPerWeek, 1e-12)
    if rarity >= 1000 { return 4 }
    if rarity >= 100 { return 3 }
    return rarity >= 10 ? 2 : 1
  }

  /// The probability that it is not chance, if one real incident a week is expected: 1 / (1 + λ),
  /// λ the chance alarms a week at a peak as high.
  package static func confidence(of finding: Finding) -> Double {
    1 / (1 + max(0, finding.falseAlarmsPerWeek))
  }

  package static func urgency(
    of finding: Finding, severity: Int, state: AlertEvent.State
  ) -> AlertEvent.Urgency {
    if state == .closed { return .past }
    if finding.detector == .satisfaction || finding.detector == .scam { return .future }
    return severity >= 3 ? .immediate : .expected
  }

  package static func certainty(of finding: Finding) -> AlertEvent.Certainty {
    if finding.detector == .silence { return .observed }
    return confidence(of: finding) > 0.5 ? .likely : .possible
  }
}
