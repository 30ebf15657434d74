internal import EventTime
package import Foundation

/// An alert event as CloudEvents 1.0 in structured JSON (`application/cloudevents+json`).
package struct CloudEventEncoder {
  /// Of the Kafka header `content-type`.
  package static let contentType = "application/cloudevents+json"

  private let encoder: JSONEncoder

  package init() {
    encoder = JSONEncoder()
    // The same event is the same bytes.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// One line of JSON, without a line end. Throws when a number is not finite.
  ///
  /// - Parameter withExcerpt: for the alert's present state alone, where it can be erased again.
  package func encode(_ event: AlertEvent, withExcerpt: Bool = false) throws -> Data {
    var event = event
    if !withExcerpt { event.evidence.excerpt = nil }
    return try encoder.encode(Envelope(event: event))
  }
}

private struct Envelope: Encodable {
  let event: AlertEvent

  enum Key: String, CodingKey {
    case specversion, id, source, type, subject, time, datacontenttype, data
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode("1.0", forKey: .specversion)
    try fields.encode(event.id, forKey: .id)
    try fields.encode("/vigie/\(event.site)", forKey: .source)
    try fields.encode("vigie.alert.\(event.state.rawValue)", forKey: .type)
    try fields.encode(event.subject, forKey: .subject)
    try fields.encode(event.time.rfc3339, forKey: .time)
    try fields.encode("application/json", forKey: .datacontenttype)
    try fields.encode(AlertData(event: event), forKey: .data)
  }
}

private struct AlertData: Encodable {
  let event: AlertEvent

  enum Key: String, CodingKey {
    case alertId, state, detector, kind, severity, confidence, urgency, certainty, area, firstSeen
    case windowStart, windowEnd, lastSeen, peak, expires, durationSeconds, headline, explanation
    case evidence, provenance, suppressedBy, mode, handling, action
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(event.alertID, forKey: .alertId)
    try fields.encode(event.state, forKey: .state)
    try fields.encode(event.detector, forKey: .detector)
    try fields.encode(event.kind, forKey: .kind)
    try fields.encode(event.severity, forKey: .severity)
    try fields.encode(event.confidence, forKey: .confidence)
    try fields.encode(event.urgency, forKey: .urgency)
    try fields.encode(event.certainty, forKey: .certainty)
    // Absent and unknown are told apart: null says that there is none.
    try fields.encode(event.area, forKey: .area)
    try fields.encode(event.firstSeen.rfc3339, forKey: .firstSeen)
    try fields.encode(event.windowStart.rfc3339, forKey: .windowStart)
    try fields.encode(event.windowEnd.rfc3339, forKey: .windowEnd)
    try fields.encode(event.lastSeen.rfc3339, forKey: .lastSeen)
    try fields.encode(event.peak, forKey: .peak)
    try fields.encode(event.expires.rfc3339, forKey: .expires)
    try fields.encodeIfPresent(event.durationSeconds, forKey: .durationSeconds)
    try fields.encode(event.headline, forKey: .headline)
    try fields.encode(event.explanation, forKey: .explanation)
    try fields.encode(EvidenceData(evidence: event.evidence), forKey: .evidence)
    try fields.encode(ProvenanceData(provenance: event.provenance), forKey: .provenance)
    try fields.encode(event.suppressedBy, forKey: .suppressedBy)
    try fields.encode(event.mode, forKey: .mode)
    if event.handling != AlertEvent.Handling() {
      try fields.encode(HandlingData(handling: event.handling), forKey: .handling)
    }
    if let action = event.action { try fields.encode(ActionData(action: action), forKey: .action) }
  }
}

private struct HandlingData: Encodable {
  let handling: AlertEvent.Handling

  enum Key: String, CodingKey { case acknowledgedBy, transferredTo }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(handling.acknowledgedBy, forKey: .acknowledgedBy)
    try fields.encode(handling.transferredTo, forKey: .transferredTo)
  }
}

private struct ActionData: Encodable {
  let action: AlertAction

  enum Key: String, CodingKey { case id, kind, author, time, to, reason }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(action.id, forKey: .id)
    try fields.encode(action.kind.rawValue, forKey: .kind)
    try fields.encode(action.author, forKey: .author)
    try fields.encode(action.time.rfc3339, forKey: .time)
    try fields.encodeIfPresent(action.to, forKey: .to)
    try fields.encodeIfPresent(action.reason, forKey: .reason)
  }
}

private struct EvidenceData: Encodable {
  let evidence: AlertEvent.Evidence

  enum Key: String, CodingKey {
    case observed, expected, score, pValue, falseAlarmsPerWeek, distinctAuthors, duplicateRatio
    case topTerms, sources, sampleRefs, measures, members, excerpt
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(evidence.observed, forKey: .observed)
    try fields.encode(evidence.expected, forKey: .expected)
    try fields.encode(evidence.score, forKey: .score)
    try fields.encode(evidence.pValue, forKey: .pValue)
    try fields.encode(evidence.falseAlarmsPerWeek, forKey: .falseAlarmsPerWeek)
    try fields.encode(evidence.distinctAuthors, forKey: .distinctAuthors)
    try fields.encode(evidence.duplicateRatio, forKey: .duplicateRatio)
    try fields.encode(evidence.topTerms, forKey: .topTerms)
    try fields.encode(evidence.sources, forKey: .sources)
    try fields.encode(evidence.sampleRefs, forKey: .sampleRefs)
    if !evidence.measures.isEmpty { try fields.encode(evidence.measures, forKey: .measures) }
    if !evidence.members.isEmpty { try fields.encode(evidence.members, forKey: .members) }
    try fields.encodeIfPresent(evidence.excerpt, forKey: .excerpt)
  }
}

private struct ProvenanceData: Encodable {
  let provenance: AlertEvent.Provenance

  enum Key: String, CodingKey { case configHash, version, inputFrontiers }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(provenance.configHash, forKey: .configHash)
    try fields.encode(provenance.version, forKey: .version)
    try fields.encode(
      provenance.inputFrontiers.mapValues(\.rfc3339), forKey: .inputFrontiers)
  }
}
