internal import Alerts

/// The names of what an alert's key numbers, and the texts made of them.
package struct AlertNames: Sendable, Equatable {
  package static let territory = "territory"

  package let source: String
  package let dimension: String
  package let area: String

  /// What `names` does not have is empty.
  package init(_ key: AlertKey, _ names: [SourceNames]) {
    guard names.indices.contains(Int(key.series.source)) else {
      (source, dimension, area) = ("", "", key.series.area < 0 ? Self.territory : "")
      return
    }
    let known = names[Int(key.series.source)]
    source = known.source
    let (dimension, area) = (Int(key.series.dimension), Int(key.series.area))
    self.dimension = known.dimensions.indices.contains(dimension) ? known.dimensions[dimension] : ""
    self.area =
      area < 0 ? Self.territory : known.areas.indices.contains(area) ? known.areas[area] : ""
  }

  /// 16 digits.
  package static func hexadecimal(_ item: UInt64) -> String {
    let digits = String(item, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Kinds whose item is public, so that its label can stand in a key.
  private static let publicKinds: Set<String> = ["domain", "new-domain"]

  /// The alert's key for people and machines: `SOURCE/DIMENSION/AREA` of `volume`, of all others
  /// `STREAM/DETECTOR[/KIND]/ITEM-or-DIMENSION/AREA`.
  ///
  /// - Parameter label: of the finding that opened it.
  package static func subject(
    _ key: AlertKey, label: String, names: [SourceNames]
  ) -> String {
    let text = AlertNames(key, names)
    if key.detector == .volume { return "\(text.source)/\(text.dimension)/\(text.area)" }
    let stream = key.detector == .situation ? "all" : text.source
    let isPlain = key.kind == .more || key.kind.rawValue == key.detector.rawValue
    let kind = isPlain ? "" : "/\(key.kind.rawValue)"
    let item =
      key.item == 0
      ? text.dimension
      : publicKinds.contains(key.kind.rawValue) && !label.isEmpty ? label : hexadecimal(key.item)
    return "\(stream)/\(key.detector.rawValue)\(kind)/\(item)/\(text.area)"
  }
}

extension AlertChange {
  /// See `AlertNames.subject`.
  package func subject(names: [SourceNames]) -> String {
    AlertNames.subject(key, label: label, names: names)
  }

  package func alertID(names: [SourceNames]) -> String {
    AlertEvent.alertID(
      detector: key.detector.rawValue, key: subject(names: names), openingPane: key.openedAt)
  }
}
