package import Alerts
internal import Foundation

/// Alert events as records: of their history, and as the alert's present state.
package struct AlertRecords {
  private let encoder = CloudEventEncoder()
  private let topic: String
  private let currentTopic: String

  package init(topic: String, currentTopic: String) {
    self.topic = topic
    self.currentTopic = currentTopic
  }

  /// The event for its history, and then the alert's present state: with the excerpt, which is nowhere
  /// else and so can be erased; a tombstone once it is closed.
  package func records(of event: AlertEvent) -> [OutRecord] {
    let history = event.isErasure ? [] : [record(topic, event, encoded(event, withExcerpt: false))]
    let state = event.state == .closed ? nil : encoded(event, withExcerpt: true)
    return history + [record(currentTopic, event, state)]
  }

  private func record(_ topic: String, _ event: AlertEvent, _ payload: [UInt8]?) -> OutRecord {
    OutRecord(
      topic: topic, partition: nil, key: Array(event.alertID.utf8), payload: payload,
      headers: payload == nil ? [] : Self.headers)
  }

  private func encoded(_ event: AlertEvent, withExcerpt: Bool) -> [UInt8] {
    do {
      return Array(try encoder.encode(event, withExcerpt: withExcerpt))
    } catch {
      // Every number of an event is finite by construction.
      preconditionFailure("alert \(event.alertID) cannot be encoded: \(error)")
    }
  }

  /// An event about ourselves, for the history alone.
  package func record(of event: OperationsEvent) -> OutRecord {
    OutRecord(
      topic: topic, partition: nil, key: Array(event.subject.utf8),
      payload: Array(event.json), headers: Self.headers)
  }

  private static let headers = [("content-type", CloudEventEncoder.contentType)]
    .map { (name: $0.0, value: $0.1) }
}
