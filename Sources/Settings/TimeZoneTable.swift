package import EventTime

/// The time zones that the configuration knows: the file that its key `timeZones` names.
///
/// Time-zone data is configuration, so that a replay on another machine sees the same local time.
package struct TimeZoneTable: Sendable, Equatable {
  package struct Zone: Sendable, Equatable {
    package var name: String
    /// A POSIX TZ string.
    package var posix: String
    /// Where it does not hold, in the order of time.
    package var exceptions: [TimeZoneRule.Exception]
  }
  /// By name.
  package private(set) var zones: [String: Zone]
  private var rules: [String: TimeZoneRule]

  /// A table of universal time alone.
  package init() {
    zones = ["UTC": Zone(name: "UTC", posix: "UTC0", exceptions: [])]
    rules = ["UTC": .utc]
  }

  /// The rule of a zone; nil for a name that is not in the table.
  package func rule(named name: String) -> TimeZoneRule? { rules[name] }

  /// The names of all zones, sorted.
  package var names: [String] { zones.keys.sorted() }
}

extension TimeZoneTable {
  /// Reads the root of a file of zones.
  init(_ s: inout Section) {
    self.init()
    let found = s.map(
      "zones", keys: "NAME", type: "map", "A time zone, as Europe/Paris.", .operation
    ) { entry, value -> (zone: Zone, rule: TimeZoneRule)? in
      let key = YAMLNode(content: .scalar(entry.key, isPlain: false), location: entry.location)
      guard Value(node: key, path: value.path, ledger: value.ledger).text(.zone) != nil else {
        return nil
      }
      var section = Section(value)
      defer { section.finish() }
      let zone = Zone(name: entry.key, &section)
      return zone.rule(section).map { (zone, $0) }
    }
    if s.ledger.isReference {
      var section = Section(absent: "zones.NAME", ledger: s.ledger, location: s.location)
      _ = Zone(name: "", &section)
    }
    for (name, value) in found {
      zones[name] = value.zone
      rules[name] = value.rule
    }
  }
}

extension TimeZoneTable.Zone {
  fileprivate init(name: String, _ s: inout Section) {
    self.name = name
    posix = s.text(
      "rule", default: nil,
      "POSIX TZ string (IEEE Std 1003.1, 8.3), as CET-1CEST,M3.5.0,M10.5.0/3.",
      .operation)
    exceptions = s.sections(
      "exceptions", default: [], shown: "none", "Where the rule does not hold, in order."
    ) { exception in
      let from = exception.moment("from", "The first moment, as 2026-02-15T02:00:00Z.")
      let until = exception.moment("until", "The first moment after it.")
      let offset = exception.integer(
        "offsetSeconds", default: 0, in: -93_600...93_600, "East of Greenwich.", .operation)
      return TimeZoneRule.Exception(from: from, until: until, offsetSeconds: Int64(offset))
    }
  }
}

extension TimeZoneTable.Zone {
  /// The one place where a zone's data becomes its rule; nil, with an error, where it is none.
  fileprivate func rule(_ s: Section) -> TimeZoneRule? {
    guard !posix.isEmpty else { return nil }
    do {
      return try TimeZoneRule(name: name, posix: posix, exceptions: exceptions)
    } catch {
      s.fail(.wrongType, at: "rule", "\(s.path): \(error.message)")
      return nil
    }
  }
}

extension Section {
  fileprivate mutating func moment(_ name: String, _ meaning: String) -> Instant {
    let text = text(name, default: nil, meaning, .operation)
    guard let seconds = calendarSeconds(parsing: text) else {
      if !text.isEmpty {
        fail(
          .wrongType, at: name,
          "\(joined(path, name)): '\(text)' is no moment: expected YYYY-MM-DDTHH:MM:SSZ")
      }
      return Instant(microseconds: 0)
    }
    return Instant(seconds: seconds)
  }

  /// A zone of the table by its name; nil where the key is absent.
  mutating func zone(
    _ name: String, default shown: String, _ meaning: String
  ) -> TimeZoneRule? {
    let value = declare(name, TextRule.zone.type, default: shown, meaning)
    guard let value, let text = value.text(.zone) else { return nil }
    guard let zone = ledger.zones.zones[text], let rule = ledger.zones.rule(named: text) else {
      let known = ledger.zones.names
      value.fail(
        .contradiction, "there is no zone '\(text)'",
        suggestion: known.count == 1
          ? "'timeZones' in vigie.yaml names the file of zones"
          : suggestion(for: text, among: known, noun: "zones"))
      return nil
    }
    // Universal time is the default everywhere: written or not, it is the same.
    if rule != .utc { ledger.record(joined(path, name), zone.canonicalText, .results) }
    return rule
  }
}

extension TimeZoneTable.Zone {
  fileprivate var canonicalText: String {
    let stretches = exceptions.map {
      "\($0.from.microseconds)…\($0.until.microseconds):\($0.offsetSeconds)"
    }
    return YAMLNode.quoted(name) + YAMLNode.quoted(posix)
      + "[\(stretches.joined(separator: ","))]"
  }
}
