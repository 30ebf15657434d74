package import Alerts
package import Detection
internal import EventTime
internal import Foundation
package import Kafka
internal import Pipeline
package import Settings

/// Sends alerts and dead letters, and knows when all of them have arrived.
package final class AlertPublisher {
  private let producer: Producer
  private let deadLetterTopic: String
  private let records: AlertRecords
  private let sources: [(name: String, topic: String)]

  package init(
    configuration: Configuration, properties: ClientProperties,
    onLog: @escaping (LogLine) -> Void
  ) throws(KafkaError) {
    // An alert is never given up: while no broker takes it, nothing is committed.
    producer = try Producer(
      ClientProperties(["message.timeout.ms": "0"]).overridden(by: properties.values),
      onLog: onLog)
    records = AlertRecords(
      topic: configuration.alerts.topic, currentTopic: configuration.alerts.currentTopic)
    deadLetterTopic = configuration.deadLetters.topic
    sources = configuration.sources.map { ($0.name, $0.topic) }
  }

  /// Queues an alert's event for its history and as the alert's current state.
  package func publish(_ event: AlertEvent) throws(KafkaError) {
    for record in records.records(of: event) {
      try producer.produce(
        topic: record.topic, key: record.key, payload: record.payload,
        headers: record.headers.map { RecordHeader($0.name, text: $0.value) })
    }
  }

  /// Queues the reason and the reference of a record that could not be used.
  package func publish(_ letter: DeadLetter) throws(KafkaError) {
    let source = sources[Int(letter.source)]
    // Whoever asked for payloads gets the bytes as they came, whatever they are.
    let payload = letter.payload.map { #","payload":"\#(Data($0).base64EncodedString())""# } ?? ""
    let text =
      #"{"arrival":"\#(letter.arrival.rfc3339)","offset":\#(letter.offset),"#
      + #""partition":\#(letter.partition),"reason":"\#(letter.reason.name)","#
      + #""source":"\#(source.name)","topic":"\#(source.topic)"\#(payload)}"#
    try producer.produce(
      topic: deadLetterTopic, key: Array("\(source.topic)-\(letter.partition)".utf8),
      payload: Array(text.utf8),
      headers: [RecordHeader("content-type", text: "application/json")])
  }

  package func poll() { producer.poll() }

  /// Returns once everything queued is confirmed. Throws when it is not within the time, or when the
  /// broker has refused a record for good, which does not come again.
  package func flush(timeoutMilliseconds: Int32) throws(KafkaError) {
    try producer.flush(timeoutMilliseconds: timeoutMilliseconds)
  }

  package func close(timeoutMilliseconds: Int32) throws(KafkaError) {
    try producer.close(timeoutMilliseconds: timeoutMilliseconds)
  }
}
