package import Signals

/// Some of the names that there are, or every one.
package enum Selection: Sendable, Equatable {
  case every
  case listed([String])
}

extension Selection {
  /// Whether `name` is among them.
  package func holds(_ name: String) -> Bool {
    switch self {
    case .every: true
    case .listed(let names): names.contains(name)
    }
  }
}

/// The combinations of one line of a detector's series.
package struct SeriesSelection: Sendable, Equatable {
  package var sources: Selection
  /// Only sources of these kinds; empty is every kind.
  package var kinds: [SignalKind]
  /// `all` is the theme that every signal has; `every` is `all` and each declared theme.
  package var themes: Selection
  /// Every area, besides the territory as a whole.
  package var areas: Bool
  /// Each category of the sources that declare some.
  package var categories: Bool

  package init(
    sources: Selection = .every, kinds: [SignalKind] = [], themes: Selection = .every,
    areas: Bool = true,
    categories: Bool = false
  ) {
    self.sources = sources
    self.kinds = kinds
    self.themes = themes
    self.areas = areas
    self.categories = categories
  }
}

/// Days that have a rhythm of their own.
package struct HolidaySettings: Sendable, Equatable {
  package var name: String
  /// Codes of the areas that keep these days.
  package var areas: Selection
  /// Days since 1970-01-01, ascending.
  package var days: [Int32]
}

/// `volume.yaml` of the directory of detectors.
package struct VolumeSettings: Sendable, Equatable {
  package var enabled: Bool
  /// Chance alarms a week, over all its series.
  package var falseAlarmsPerWeek: Double
  /// Distinct authors that a window needs; 0 or 1 turns the rule off.
  package var minimumAuthors: Int
  package var minimumCount: Int
  package var series: [SeriesSelection]
  package var holidays: [HolidaySettings]
}

/// The names that a detector's file may speak of.
struct KnownNames {
  var sources: [String]
  /// Without `all`.
  var themes: [String]
}

extension VolumeSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance alarms a week over all its series: the one knob.")
    minimumAuthors = s.integer(
      "minimumAuthors", default: 3, in: 0...64,
      "Distinct authors that a window needs; 0 turns the rule off.")
    minimumCount = s.integer(
      "minimumCount", default: 3, in: 1...1000, "Signals that a window needs.")
    series = s.sections(
      "series", default: [SeriesSelection()], shown: "one, of its keys' defaults",
      "What is counted apart; their number is the N of the promise."
    ) { line in
      SeriesSelection(
        sources: line.selection(
          "sources", among: known.sources, "Sources, each apart."),
        kinds: line.kinds(),
        themes: line.selection(
          "themes", among: ["all"] + known.themes,
          "Themes; all is the theme that every signal has, every is all and each theme."),
        areas: line.boolean(
          "areas", default: true, "Whether every area is a series besides the territory."),
        categories: line.boolean(
          "categories", default: false, "Whether the sources' categories are series too."))
    }
    let calendars = s.map(
      "holidays", keys: "NAME", type: "map", "A calendar of days with a rhythm of their own."
    ) { entry, value -> HolidaySettings? in
      var section = Section(value)
      defer { section.finish() }
      return HolidaySettings(name: entry.key, &section)
    }
    if s.ledger.isReference {
      var section = Section(absent: "holidays.NAME", ledger: s.ledger, location: s.location)
      _ = HolidaySettings(name: "", &section)
    }
    holidays = calendars.map(\.value).sorted { $0.name < $1.name }
  }
}

extension HolidaySettings {
  fileprivate init(name: String, _ s: inout Section) {
    self.name = name
    areas = s.selection("areas", among: nil, "Codes of the areas that keep these days.")
    let value = s.declare(
      "dates", "list of YYYY-MM-DD", default: "", "Its days.", isRequired: true)
    let found = (value?.elements() ?? []).compactMap { day -> Int32? in
      guard let text = day.text() else { return nil }
      let number = calendarDay(parsing: text)
      if number == nil { day.fail(.wrongType, "'\(text)' is no day: expected YYYY-MM-DD") }
      return number
    }
    days = Set(found).sorted()
  }
}

extension Section {
  /// The kinds of sources that a line of series is for.
  mutating func kinds() -> [SignalKind] {
    let chosen = selection(
      "kinds", among: SignalKind.allCases.map(\.rawValue),
      "Of them, those of these kinds: post, feedback, report, count, read.")
    switch chosen {
    case .every: return []
    case .listed(let names): return names.compactMap(SignalKind.init)
    }
  }

  /// `every`, one name, or a list of names; each among those that there are, where they are known.
  mutating func selection(
    _ name: String, among known: [String]?, _ meaning: String
  ) -> Selection {
    let value = declare(name, "every, name or list of names", default: "every", meaning)
    var selection = Selection.every
    if let value, let elements = value.elements(acceptsSingle: true, count: 1...10_000) {
      let names = elements.compactMap { element -> String? in
        guard let text = element.text() else { return nil }
        if elements.count == 1, text == "every" { return text }
        if let known, !known.contains(text) {
          element.fail(
            .contradiction, "there is no '\(text)'",
            suggestion: suggestion(for: text, among: known, noun: "there are"))
        }
        return text
      }
      if let twice = firstRepeat(names) { value.fail(.contradiction, "'\(twice)' stands twice") }
      if names != ["every"] { selection = .listed(names) }
    }
    switch selection {
    case .every: ledger.record(joined(path, name), "every", .results)
    case .listed(let names):
      let texts = names.map { YAMLNode.quoted($0) }
      ledger.record(joined(path, name), "[\(texts.joined(separator: ","))]", .results)
    }
    return selection
  }
}

extension VolumeSettings {
  /// The days, since 1970-01-01 and ascending, that an area keeps by all calendars together; for
  /// the territory, nil, those that every area keeps.
  package func holidays(ofArea code: String?) -> [Int32] {
    let calendars = holidays.filter { calendar in
      code.map { calendar.areas.holds($0) } ?? (calendar.areas == .every)
    }
    return Set(calendars.flatMap(\.days)).sorted()
  }
}
