package import EventTime

/// What a source is and where its canonical fields stand: the whole of `Config/sources/NAME.yaml`.
package struct SourceSpec: Sendable, Equatable {
  package var name: String
  package var topic: String
  package var kind: SignalKind
  package var pillar: Pillar
  package var format: RecordFormat
  /// All of them must hold for a record to be taken; others are filtered out.
  package var conditions: [FieldCondition]
  /// When all of them hold (and there is at least one), the record withdraws the post of its id.
  package var retract: [FieldCondition]
  package var clock: SourceClock
  /// The parts of the id, joined; empty: the payload's hash stands for it.
  package var id: [FieldPath]
  package var time: TimeField?
  /// For files: where the time of arrival stands.
  package var arrival: TimeField?
  package var author: FieldPath?
  /// Joined by a space.
  package var text: [FieldPath]
  package var markup: TextMarkup
  package var language: FieldPath?
  /// The id of the post that this one shares: same parts as `id`. Where present, it is a repost.
  package var original: [FieldPath]
  /// The parts of the id of the post that this one answers.
  package var parent: [FieldPath]
  package var link: FieldPath?
  package var category: CategoryField?
  /// What is rated: declared services, all others count as `other`.
  package var service: CategoryField?
  /// Of a report: a domain, a host or a URL; its registrable domain is read.
  package var domain: FieldPath?
  /// Of a report: whom the money went to.
  package var merchant: FieldPath?
  /// Of a read: what the watch list is asked for; only a keyed hash of it, and no longer than that.
  package var identifier: IdentifierField?
  package var value: FieldPath?
  package var place: PlaceFields
  /// Fields that the records do not hold: language, area code, category.
  package var constants: [ConstantField: String]
  package var maxDelay: Interval
  package var idle: Interval
  package var maxAhead: Interval
  /// How long an id is remembered beyond its pane; at most 10 minutes.
  package var dedupe: Interval

  /// A source with the defaults of every key, and no field mapped.
  package init(name: String) {
    self.name = name
    topic = name
    kind = .post
    pillar = .perception
    format = .json
    conditions = []
    retract = []
    clock = .event
    id = []
    time = nil
    arrival = nil
    author = nil
    text = []
    markup = .plain
    language = nil
    original = []
    parent = []
    link = nil
    category = nil
    service = nil
    domain = nil
    merchant = nil
    identifier = nil
    value = nil
    place = PlaceFields()
    constants = [:]
    maxDelay = .seconds(20)
    idle = .seconds(60)
    maxAhead = .minutes(5)
    dedupe = .zero
  }
}

package enum SignalKind: String, Sendable, CaseIterable { case post, feedback, report, count, read }
package enum Pillar: String, Sendable, CaseIterable { case visibility, perception, actions }
package enum TextMarkup: String, Sendable, CaseIterable { case plain, html }

/// Which clock a source trusts: a field of the record, or the time at which it reached the log.
package enum SourceClock: String, Sendable, CaseIterable { case event, arrival }

package enum ConstantField: String, Sendable, CaseIterable { case language, area, category }

/// How the bytes of a record are laid out.
package enum RecordFormat: Sendable, Equatable {
  case json
  /// One row a record. Columns by name, in the order of `columns`; when that is empty the first
  /// row of a file is the header.
  case csv(delimiter: UInt8, columns: [String])
}

/// Where a field stands: a JSON pointer (RFC 6901) that may select inside an array by a member's
/// value, as in `/answers/[field_code=satisfaction]/intention`, or the name of a CSV column.
package struct FieldPath: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    case key(String)
    case index(Int)
    /// The first element of an array whose member `key` is the string `value`.
    case select(key: String, value: String)
  }
  /// As written in the configuration.
  package var text: String
  package var steps: [Step]

  package init(text: String, steps: [Step]) {
    self.text = text
    self.steps = steps
  }
}

/// A test on one field.
package struct FieldCondition: Sendable, Equatable {
  package enum Test: Sendable, Equatable {
    /// The field's text is one of these; numbers and booleans by their JSON text.
    case oneOf([String])
    /// The field is there and its text is none of these.
    case noneOf([String])
    /// Whether the field is there and not null.
    case exists(Bool)
  }
  package var path: FieldPath
  package var test: Test
  package init(path: FieldPath, test: Test) {
    self.path = path
    self.test = test
  }
}

/// Where a time stands and how it is written.
package struct TimeField: Sendable, Equatable {
  package var path: FieldPath
  package var format: TimeFormat
  package init(path: FieldPath, format: TimeFormat) {
    self.path = path
    self.format = format
  }
}

package enum TimeFormat: Sendable, Equatable {
  /// RFC 3339, with any number of digits of a second; a space may stand for the T. Without an
  /// offset the time is in `zone`.
  case rfc3339(zone: TimeZoneRule)
  case epochSeconds
  case epochMilliseconds
  case epochMicroseconds
  /// `Wed Oct 10 20:19:24 +0000 2018`.
  case twitter
  /// `DD/MM/YYYY`, with an optional `HH:MM` or `HH:MM:SS`, local time of `zone`.
  case dayMonthYear(zone: TimeZoneRule)
}

/// Where the place of a signal can be read; the first that answers wins, in this order.
package struct PlaceFields: Sendable, Equatable {
  /// A code of the territory (département, region).
  package var code: FieldPath?
  package var commune: FieldPath?
  package var postcode: FieldPath?
  package var latitude: FieldPath?
  package var longitude: FieldPath?
  /// A field that holds a place's name.
  package var name: FieldPath?
  /// Whether names and hashtags in the text count.
  package var fromText = true
  package init() {}
}

/// A dimension besides themes: declared values, all others count as `other`.
package struct CategoryField: Sendable, Equatable {
  package var path: FieldPath
  /// In the order of their dense indexes; `other` follows the last.
  package var values: [String]
  package init(path: FieldPath, values: [String]) {
    self.path = path
    self.values = values
  }
}

/// Where the identifier of a read stands, and of what kind it is.
package struct IdentifierField: Sendable, Equatable {
  package var path: FieldPath
  package var kind: IdentifierKind
  package init(path: FieldPath, kind: IdentifierKind) {
    self.path = path
    self.kind = kind
  }
}
