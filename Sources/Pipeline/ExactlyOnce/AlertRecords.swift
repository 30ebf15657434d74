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

  package func records(of event: AlertEvent) -> [OutRecord] {
    let payload: [UInt8]
    do {
      payload = Array(try encoder.encode(event))
    } catch {
      // Every number of an event is finite by construction.
      preconditionFailure("alert \(event.alertID) cannot be encoded: \(error)")
    }
    return [topic, currentTopic].map { topic in
      OutRecord(
        topic: topic, partition: nil, key: Array(event.alertID.utf8), payload: payload,
        headers: Self.headers)
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
