package import Detection
package import EventTime

/// `crowd.yaml` of the directory of detectors.
package struct CrowdSettings: Sendable, Equatable {
  /// One source in a group.
  package struct Source: Sendable, Equatable {
    package var name: String
    package var mode: CrowdSource.Mode
    package var stepMinutes: Int
    package var secrecyThreshold: Int
  }

  /// Sources that are watched on one grid.
  package struct Group: Sendable, Equatable {
    package var name: String
    package var sources: [Source]
  }

  /// An announced event, in one area or at one place.
  package struct Event: Sendable, Equatable {
    package enum Place: Sendable, Equatable {
      /// By its code.
      case area(String)
      case point(latitude: Double, longitude: Double)
    }

    package var name: String
    package var place: Place
    package var start: Instant
    package var end: Instant
    /// Nil: not known.
    package var factor: Double?
    package var radiusKm: Double
  }

  package var enabled: Bool
  /// Chance alarms a week, over the cells of each group.
  package var falseAlarmsPerWeek: Double
  /// Residents that a shown place has at least.
  package var minimumPopulation: Int
  /// Empty: every located post source, as one group.
  package var groups: [Group]
  package var events: [Event]
}

extension CrowdSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance alarms a week over the cells of a group: the one knob.")
    minimumPopulation = s.integer(
      "minimumPopulation", default: 2000, in: 0...100_000_000,
      "Residents that a shown place has at least; smaller ones are merged. 0 merges none.")
    let isReference = s.ledger.isReference
    groups = s.sections(
      "groups", default: [], shown: "one, of the sources of located posts",
      "Sources whose evidence of one place adds up."
    ) { group in
      let name = group.text("name", default: nil, as: .name, "Name of the group.")
      let sources = group.sections(
        "sources", default: [], shown: "none", "Its sources, 1…\(CrowdLimits.sources)."
      ) { Source(&$0, known: known) }
      if !isReference {
        if sources.isEmpty || sources.count > CrowdLimits.sources {
          group.fail(
            .outOfRange, at: "sources", "\(group.path): \(sources.count) sources",
            suggestion: "give 1…\(CrowdLimits.sources)")
        }
        if let twice = firstRepeat(sources.map(\.name)) {
          group.fail(.contradiction, at: "sources", "\(group.path): '\(twice)' stands twice")
        }
      }
      return Group(name: name, sources: sources)
    }
    events = s.sections(
      "events", default: [], shown: "none", "Gatherings that are known beforehand."
    ) { Event(&$0) }.compactMap(\.self)
    if let twice = firstRepeat(groups.map(\.name)) {
      s.fail(.contradiction, at: "groups", "groups: '\(twice)' stands twice")
    }
  }
}

extension CrowdSettings.Source {
  fileprivate init(_ s: inout Section, known: KnownNames) {
    name = s.text("name", default: nil, as: .name, "Name of the source.")
    if !s.ledger.isReference, !name.isEmpty, !known.sources.contains(name) {
      s.fail(
        .contradiction, at: "name", "there is no source '\(name)'",
        suggestion: suggestion(for: name, among: known.sources, noun: "there are"))
    }
    mode = s.choice(
      "mode", default: CrowdSource.Mode.flow,
      "flow: counts add up; stock: a gauge, whose values have a mean.")
    stepMinutes = s.integer(
      "stepMinutes", default: 0, in: 0...60,
      "How often it speaks; shorter windows are skipped. 0: at any time.")
    secrecyThreshold = s.integer(
      "secrecyThreshold", default: 0, in: 0...10_000,
      "Counts below this are hidden, and an absent cell is hidden too; 0: none are.")
    if mode == .stock, stepMinutes == 0 {
      s.fail(
        .contradiction, at: "stepMinutes", "\(s.path): a stock needs its step",
        suggestion: "write how many minutes lie between two values")
    }
  }
}

extension CrowdSettings.Event {
  fileprivate init?(_ s: inout Section) {
    let name = s.text("name", default: nil, "What it is called in alerts.")
    let area = s.optionalText("area", "Code of the area that it is in; or latitude, longitude.")
    let latitude = s.optionalNumber("latitude", in: -90...90, "In degrees.")
    let longitude = s.optionalNumber("longitude", in: -180...180, "In degrees.")
    let start = s.moment("start", "When it begins, as YYYY-MM-DDTHH:MM:SSZ.")
    let end = s.moment("end", "When it ends, later.")
    factor = s.optionalNumber(
      "factor", in: 0...10_000,
      "What it adds as a factor of the usual: 3 makes four times; none: not known.")
    radiusKm = s.number("radiusKm", default: 0.5, in: 0...50, "How far it spreads.")
    guard !s.ledger.isReference, let start, let end else { return nil }
    guard start < end else {
      s.fail(.contradiction, at: "end", "\(s.path): it ends before it begins")
      return nil
    }
    switch (area, latitude, longitude) {
    case (let area?, nil, nil): place = .area(area)
    case (nil, let latitude?, let longitude?):
      place = .point(latitude: latitude, longitude: longitude)
    case (.none, _, _), (.some, _, _):
      s.fail(
        .contradiction, "\(s.path): neither one area nor one place",
        suggestion: "give area, or latitude and longitude")
      return nil
    }
    self.name = name
    self.start = start
    self.end = end
  }
}

extension Section {
  fileprivate mutating func optionalNumber(
    _ name: String, in range: ClosedRange<Double>, _ meaning: String
  ) -> Double? {
    let type = "number, \(decimalText(range.lowerBound))…\(decimalText(range.upperBound))"
    let value = declare(name, type, default: "none", meaning)?.number(in: range)
    if let value { ledger.record(joined(path, name), "\(value)", .results) }
    return value
  }

  fileprivate mutating func moment(_ name: String, _ meaning: String) -> Instant? {
    let value = declare(name, "time", default: "", meaning, isRequired: true)
    guard let value, let text = value.text() else { return nil }
    guard let seconds = calendarSeconds(parsing: text) else {
      value.fail(.wrongType, "'\(text)' is no time: expected YYYY-MM-DDTHH:MM:SSZ")
      return nil
    }
    ledger.record(joined(path, name), YAMLNode.quoted(text), .results)
    return Instant(seconds: seconds)
  }
}
