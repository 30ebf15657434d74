internal import Crypto
package import EventTime
package import Foundation

/// An event about Vigie itself, outside history, under an `ops/` subject: that it lives, or that a test
/// of the alarm came through.
package struct OperationsEvent: Sendable, Equatable {
  /// `ops/heartbeat/INSTANCE`, `ops/exercise/SOURCE`.
  package let subject: String
  package let type: String
  package let time: Instant
  /// CloudEvents 1.0 in structured JSON.
  package let json: Data

  /// That this instance's ALERT stage lives, how far its sources are, and what is open.
  package static func heartbeat(
    site: String, instance: String, version: String, configHash: String, time: Instant,
    openAlerts: Int, frontiers: [String: Instant]
  ) -> OperationsEvent {
    struct Body: Encodable {
      let instance: String
      let version: String
      let configHash: String
      let openAlerts: Int
      let inputFrontiers: [String: String]
      let mode = "live"
    }
    return OperationsEvent(
      site: site, subject: "ops/heartbeat/\(instance)", type: "vigie.heartbeat", time: time,
      identity: [instance, String(time.microseconds)],
      data: Body(
        instance: instance, version: version, configHash: configHash, openAlerts: openAlerts,
        inputFrontiers: frontiers.mapValues(\.rfc3339)))
  }

  /// That a test of the alarm came through, and when each stage had it.
  package static func exercise(
    site: String, source: String, exercise: String, time: Instant, sent: Instant,
    observed: Instant, detected: Instant
  ) -> OperationsEvent {
    struct Hops: Encodable {
      let sent: String
      let observed: String
      let detected: String
      let alerted: String
    }
    struct Body: Encodable {
      let exercise: String
      let hops: Hops
      let mode = "exercise"
    }
    return OperationsEvent(
      site: site, subject: "ops/exercise/\(source)", type: "vigie.alert.exercise", time: time,
      identity: [exercise],
      data: Body(
        exercise: exercise,
        hops: Hops(
          sent: sent.rfc3339, observed: observed.rfc3339, detected: detected.rfc3339,
          alerted: time.rfc3339)))
  }

  private init(
    site: String, subject: String, type: String, time: Instant, identity: [String],
    data: some Encodable
  ) {
    self.subject = subject
    self.type = type
    self.time = time
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let envelope = OperationsEnvelope(
      id: digest128([subject] + identity), source: "/vigie/\(site)", type: type, subject: subject,
      time: time.rfc3339, data: data)
    do {
      json = try encoder.encode(envelope)
    } catch {
      preconditionFailure("an event without floating-point numbers can be encoded: \(error)")
    }
  }
}

private struct OperationsEnvelope<Body: Encodable>: Encodable {
  let specversion = "1.0"
  let id: String
  let source: String
  let type: String
  let subject: String
  let time: String
  let datacontenttype = "application/json"
  let data: Body
}
