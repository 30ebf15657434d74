internal import Crypto
package import EventTime

/// One step in an alert's life, as it is published: what other tools and people read.
///
/// Every field of `data` in `Config/schemas/alert.schema.json` stands here under the same name.
package struct AlertEvent: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable, Codable {
    case opened, updated, acknowledged, transferred, closed, stale
  }
  package enum Mode: String, Sendable, CaseIterable, Codable {
    case live
    case catchUp = "catch-up"
    case shadow, replay, exercise
  }
  package enum Urgency: String, Sendable, CaseIterable, Codable {
    case immediate, expected, future, past
  }
  package enum Certainty: String, Sendable, CaseIterable, Codable {
    case observed, likely, possible
  }

  /// What operators have done with the alert so far.
  package struct Handling: Sendable, Equatable {
    /// Who took note of it last.
    package var acknowledgedBy: String?
    /// The authority that has it now.
    package var transferredTo: String?
    package init() {}
  }

  /// A text in both languages of the operators.
  package struct Words: Sendable, Equatable, Codable {
    package var fr: String
    package var en: String
    package init(fr: String, en: String) {
      self.fr = fr
      self.en = en
    }
  }

  package struct Area: Sendable, Equatable, Codable {
    package var code: String
    package var name: String
    package var latitude: Double
    package var longitude: Double
    /// Radius of a disc of the area's usual size; nil when it is not known.
    package var radiusKm: Double?
    package init(
      code: String, name: String, latitude: Double, longitude: Double, radiusKm: Double? = nil
    ) {
      self.code = code
      self.name = name
      self.latitude = latitude
      self.longitude = longitude
      self.radiusKm = radiusKm
    }
  }

  /// Where a record of evidence stands; never what it says.
  package struct SampleRef: Sendable, Equatable, Codable {
    package var topic: String
    package var partition: Int32
    package var offset: Int64
    package init(topic: String, partition: Int32, offset: Int64) {
      self.topic = topic
      self.partition = partition
      self.offset = offset
    }
  }

  package struct Evidence: Sendable, Equatable {
    package var observed: Int64
    package var expected: Double
    /// Surprise, −log10 p.
    package var score: Double
    /// 10^−score; at least 1e-300.
    package var pValue: Double
    /// Chance alarms a week, over all series of the detector, at a score as high as the peak.
    package var falseAlarmsPerWeek: Double
    /// Exact up to 64; nil when the source names no authors.
    package var distinctAuthors: Int?
    /// Share of the signals since the episode began whose text had stood in another one.
    package var duplicateRatio: Double
    /// The commonest terms of the theme; empty under k authors.
    package var topTerms: [String]
    package var sources: [String]
    /// Empty under k authors.
    package var sampleRefs: [SampleRef]
    /// Numbers of the detector by their names; nothing that is not finite.
    package var measures: [String: Double] = [:]
    /// Of a situation: ids of the alerts in it.
    package var members: [String] = []
    /// At most 140 scrubbed characters. It stands in the alert's present state and nowhere else.
    package var excerpt: String?
    package init(
      observed: Int64, expected: Double, score: Double, pValue: Double, falseAlarmsPerWeek: Double,
      distinctAuthors: Int?, duplicateRatio: Double, topTerms: [String], sources: [String],
      sampleRefs: [SampleRef]
    ) {
      self.observed = observed
      self.expected = expected
      self.score = score
      self.pValue = pValue
      self.falseAlarmsPerWeek = falseAlarmsPerWeek
      self.distinctAuthors = distinctAuthors
      self.duplicateRatio = duplicateRatio
      self.topTerms = topTerms
      self.sources = sources
      self.sampleRefs = sampleRefs
    }
  }

  package struct Provenance: Sendable, Equatable {
    package var configHash: String
    package var version: String
    /// By source: the time before which its panes are stepped.
    package var inputFrontiers: [String: Instant]
    package init(configHash: String, version: String, inputFrontiers: [String: Instant]) {
      self.configHash = configHash
      self.version = version
      self.inputFrontiers = inputFrontiers
    }
  }

  /// Of this event: hash(alert id, pane, state).
  package var id: String
  /// Of the alert: hash(detector, key, opening pane).
  package var alertID: String
  package var site: String
  /// The alert's key, for people and machines: `SOURCE/DIMENSION/AREA`.
  package var subject: String
  /// The end of the pane at which this was known.
  package var time: Instant
  package var state: State
  package var detector: String
  /// What kind of thing it is, such as `volume`.
  package var kind: String
  /// 1 minor, 2 moderate, 3 severe, 4 extreme.
  package var severity: Int
  /// In [0, 1].
  package var confidence: Double
  package var urgency: Urgency
  /// Nil is the whole territory.
  package var area: Area?
  package var firstSeen: Instant
  package var windowStart: Instant
  package var windowEnd: Instant
  package var lastSeen: Instant
  /// The highest score so far.
  package var peak: Double
  package var expires: Instant
  /// From opening to close; nil before.
  package var durationSeconds: Int64?
  package var headline: Words
  package var explanation: Words
  package var evidence: Evidence
  package var provenance: Provenance
  /// The id of the alert that this one is silent beside, `flood-guard`, or `silence:` and the id of
  /// the action that silences it; nil when it rings.
  package var suppressedBy: String?
  package var mode: Mode
  package var certainty = Certainty.possible
  package var handling = Handling()
  /// The action that caused the event; nil where the data did.
  package var action: AlertAction?
  /// For the alert's present state alone: nothing happened, but something is shown no more.
  package var isErasure = false

  package init(
    id: String, alertID: String, site: String, subject: String, time: Instant, state: State,
    detector: String, kind: String, severity: Int, confidence: Double, urgency: Urgency,
    area: Area?, firstSeen: Instant, windowStart: Instant, windowEnd: Instant, lastSeen: Instant,
    peak: Double, expires: Instant, durationSeconds: Int64?, headline: Words, explanation: Words,
    evidence: Evidence, provenance: Provenance, suppressedBy: String?, mode: Mode
  ) {
    self.id = id
    self.alertID = alertID
    self.site = site
    self.subject = subject
    self.time = time
    self.state = state
    self.detector = detector
    self.kind = kind
    self.severity = severity
    self.confidence = confidence
    self.urgency = urgency
    self.area = area
    self.firstSeen = firstSeen
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.lastSeen = lastSeen
    self.peak = peak
    self.expires = expires
    self.durationSeconds = durationSeconds
    self.headline = headline
    self.explanation = explanation
    self.evidence = evidence
    self.provenance = provenance
    self.suppressedBy = suppressedBy
    self.mode = mode
  }
}

extension AlertEvent {
  /// hash(detector, key, opening pane).
  package static func alertID(detector: String, key: String, openingPane: Pane) -> String {
    digest128([detector, key, String(openingPane.index)])
  }

  /// hash(alert id, pane, state).
  package static func eventID(alertID: String, pane: Pane, state: State) -> String {
    digest128([alertID, String(pane.index), state.rawValue])
  }

  /// hash(alert id, action id), of an event that an action caused.
  package static func eventID(alertID: String, action: String) -> String {
    digest128([alertID, action])
  }

  /// The event without what may differ between two runs over the same history: mode, references
  /// and input frontiers.
  package var withoutCircumstances: AlertEvent {
    var event = self
    event.mode = .replay
    event.evidence.sampleRefs = []
    event.evidence.excerpt = nil
    event.provenance.inputFrontiers = [:]
    return event
  }
}
