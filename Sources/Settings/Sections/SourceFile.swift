internal import EventTime
internal import Signals

/// A source, and where its file gives what other files can contradict.
struct SourceFile {
  var spec: SourceSpec
  /// Of the source's name.
  var location: SourceLocation
  var topicLocation: SourceLocation
  var maxDelayLocation: SourceLocation
}

extension SourceFile {
  /// Reads the map of a source's keys; `section.path` is its name.
  init(_ s: inout Section) {
    spec = SourceSpec(name: s.path)
    location = s.location
    let standard = spec
    spec.topic = s.text(
      "topic", default: standard.name, as: .topic,
      "Topic that it is read from; the default is its name.", .operation)
    spec.kind = s.choice("kind", default: standard.kind, "What one record is.")
    spec.pillar = s.choice(
      "pillar", default: standard.pillar, "What it tells the operations centre.")
    let format = Self.format(&s)
    spec.format = format
    spec.conditions = s.conditions(
      "where", format, "All must hold for a record to be taken; others are filtered out.")
    spec.retract = s.conditions(
      "retract", format, "Where all hold, the record withdraws the post of its id.")
    spec.clock = s.choice(
      "clock", default: standard.clock, "The clock that it trusts: `time`, or its arrival.")
    spec.id = s.paths(
      "id", format, default: "the payload's hash", "The parts of a record's identity, joined.")
    spec.time = s.time(
      "time", format, "When it happened; required with the event clock.")
    spec.arrival = s.time(
      "arrival", format, "In files: when it reached the log.")
    spec.author = s.path("author", format, "Who wrote it; only a keyed hash is kept.")
    spec.text = s.paths("text", format, "What it says; several are joined by a space.")
    spec.markup = s.choice(
      "markup", default: standard.markup, "Whether tags and entities are taken out of the text.")
    spec.language = s.path("language", format, "Code of the text's language.")
    spec.original = s.paths(
      "original", format,
      "Identity of the post that this one shares, in as many parts as `id`, or one URI.")
    spec.parent = s.paths(
      "parent", format,
      "Identity of the post that this one answers, in as many parts as `id`, or one URI.")
    spec.link = s.path("link", format, "A URL that it points to.")
    spec.category = Self.declared(&s, "category", format, "A dimension besides themes.")
    spec.service = Self.declared(
      &s, "service", format, "What is rated; only with kind feedback.")
    spec.domain = s.path(
      "domain", format,
      "A domain, a host or a URL, of which the registrable domain is read; only with kind report.")
    spec.merchant = s.path(
      "merchant", format, "Whom the money went to, folded; only with kind report.")
    spec.identifier = Self.identifier(&s, format)
    spec.value = s.path("value", format, "A number; required with kind count.")
    spec.place = Self.place(&s, format)
    spec.constants = Self.constants(&s)
    Self.readDelays(&s, &spec)
    topicLocation = s.location(of: "topic")
    maxDelayLocation = s.location(of: "maxDelaySeconds")
    checkRelations(s)
  }

  private static func readDelays(_ s: inout Section, _ spec: inout SourceSpec) {
    func seconds(
      _ name: String, _ standard: Interval, _ range: ClosedRange<Int>, _ meaning: String
    ) -> Interval {
      .seconds(
        Int64(
          s.integer(name, default: Int(standard.microseconds / 1_000_000), in: range, meaning)))
    }
    spec.maxDelay = seconds(
      "maxDelaySeconds", spec.maxDelay, 0...3600, "How late an event may come and still count.")
    spec.idle = seconds(
      "idleSeconds", spec.idle, 1...604_800,
      "A silence longer than this moves the frontier on; long for a source that comes in bursts.")
    spec.maxAhead = seconds(
      "maxAheadSeconds", spec.maxAhead, 1...86_400,
      "A time further ahead of its arrival is rejected as future.")
    spec.dedupe = seconds(
      "dedupeSeconds", spec.dedupe, 0...600, "How long an id is remembered beyond its pane.")
  }

  private static func format(_ s: inout Section) -> RecordFormat {
    let layout = s.choice("format", default: Layout.json, "How a record is laid out.")
    let csv = s.optionalSection("csv", "Only with format csv: how its rows are written.") { csv in
      let delimiter = csv.text("delimiter", default: ",", "One ASCII character.")
      let byte = delimiter.utf8.first ?? 0
      if delimiter.utf8.count != 1 || byte >= 0x7F || "\"\n\r".utf8.contains(byte) {
        csv.fail(
          .outOfRange, at: "delimiter",
          "\(csv.path).delimiter: expected one ASCII character other than a quote",
          suggestion: "\"\\t\" is a tab")
      }
      let columns = csv.texts(
        "columns", "Names of the columns; none: the first row of a file is the header.")
      if let twice = firstRepeat(columns) {
        csv.fail(
          .contradiction, at: "columns", "\(csv.path).columns: '\(twice)' stands twice")
      }
      return (delimiter: byte, columns: columns)
    }
    switch layout {
    case .csv:
      return .csv(delimiter: csv?.delimiter ?? UInt8(ascii: ","), columns: csv?.columns ?? [])
    case .json:
      if s.has("csv") {
        s.fail(
          .contradiction, at: "csv", "'csv' with format json",
          suggestion: "write 'format: csv', or remove it")
      }
      return .json
    }
  }

  private static func declared(
    _ s: inout Section, _ name: String, _ format: RecordFormat, _ meaning: String
  ) -> CategoryField? {
    s.optionalSection(name, meaning) { category -> CategoryField? in
      let path = category.path("at", format, "Where it stands.", isRequired: true)
      let values = category.texts(
        "values", count: 1...200, isRequired: true,
        "Values that are counted apart, at most 200; all others count as other.")
      if let twice = firstRepeat(values) {
        category.fail(
          .contradiction, at: "values", "\(category.path).values: '\(twice)' stands twice")
      }
      return path.map { CategoryField(path: $0, values: values) }
    } ?? nil
  }

  private static func identifier(
    _ s: inout Section, _ format: RecordFormat
  ) -> IdentifierField? {
    s.optionalSection(
      "identifier",
      "What the watch list is asked for; nothing of a miss is kept; only with kind read."
    ) { identifier -> IdentifierField? in
      let path = identifier.path("at", format, "Where it stands.", isRequired: true)
      let kind = identifier.choice(
        "kind", default: IdentifierKind.plate, "What it is: confusable characters are a plate's.")
      return path.map { IdentifierField(path: $0, kind: kind) }
    } ?? nil
  }

  private static func place(_ s: inout Section, _ format: RecordFormat) -> PlaceFields {
    s.section("place", "Where it is about; the first that answers wins, in this order.") { place in
      var fields = PlaceFields()
      fields.code = place.path("code", format, "An area's code, as a département's.")
      fields.commune = place.path("commune", format, "An INSEE code of a commune.")
      fields.postcode = place.path("postcode", format, "A postcode.")
      fields.latitude = place.path("latitude", format, "In degrees; with longitude.")
      fields.longitude = place.path("longitude", format, "In degrees; with latitude.")
      fields.name = place.path("name", format, "A place's name.")
      fields.fromText = place.boolean(
        "text", default: true, "Whether names and hashtags in the text count.")
      for (given, missing) in [("latitude", "longitude"), ("longitude", "latitude")]
      where place.has(given) && !place.has(missing) {
        place.fail(
          .contradiction, at: given, "\(place.path): '\(given)' without '\(missing)'",
          suggestion: "give both or none")
      }
      return fields
    }
  }

  private static func constants(_ s: inout Section) -> [ConstantField: String] {
    s.optionalSection("constants", "What the records do not hold.") { constants in
      var fields: [ConstantField: String] = [:]
      fields[.language] = constants.optionalText("language", "Code of every text's language.")
      fields[.area] = constants.optionalText("area", "Code of every record's area.")
      fields[.category] = constants.optionalText("category", "Every record's category.")
      return fields
    } ?? [:]
  }
}

private enum Layout: String, CaseIterable { case json, csv }

/// The first element that was there before.
func firstRepeat(_ texts: [String]) -> String? {
  var seen: Set<String> = []
  return texts.first { !seen.insert($0).inserted }
}
