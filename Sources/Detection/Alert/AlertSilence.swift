package import Alerts
package import EventTime

/// Alerts that an operator does not want to hear of, for a while: they are recorded all the same.
package struct AlertSilence: Sendable, Equatable {
  /// Of the action that began it.
  package let id: String
  package let author: String
  package let reason: String
  package let matcher: AlertAction.Matcher
  /// In event time: panes that end from here on are not silent.
  package let expires: Instant
}

extension AlertAction.Matcher {
  /// That of exactly what an alert is about, however grave.
  init(of key: AlertKey, names: [SourceNames]) {
    self.init()
    let text = AlertNames(key, names)
    detector = key.detector.rawValue
    kind = key.kind.rawValue
    source = text.source
    dimension = text.dimension
    area = text.area
    item = key.item == 0 ? nil : AlertNames.hexadecimal(key.item)
  }

  func matches(_ key: AlertKey, severity: Int, names: [SourceNames]) -> Bool {
    if let severityAtMost, severity > severityAtMost { return false }
    let text = AlertNames(key, names)
    let parts = [
      (detector, key.detector.rawValue), (kind, key.kind.rawValue), (source, text.source),
      (dimension, text.dimension), (area, text.area), (item, AlertNames.hexadecimal(key.item)),
    ]
    return parts.allSatisfy { $0.0 == nil || $0.0 == $0.1 }
  }

  /// A part that nothing of this configuration can have; nil: all are known.
  func unknownPart(names: [SourceNames]) -> String? {
    if let detector, DetectorKind(rawValue: detector) == nil { return "detector" }
    if let source, !names.contains(where: { $0.source == source }) { return "source" }
    if let dimension, names.allSatisfy({ $0.dimension(named: dimension) == nil }) {
      return "dimension"
    }
    if let area, area != AlertNames.territory,
      names.allSatisfy({ $0.area(coded: area) == nil })
    {
      return "area"
    }
    return nil
  }
}
