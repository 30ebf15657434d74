internal import CRdKafka

/// A record that did not reach its topic.
package struct DeliveryFailure: Hashable, Sendable {
  package var partition: TopicPartition
  package var error: KafkaError
}

/// What became of the records that a producer was given.
struct DeliveryTally {
  /// Failures kept in full; beyond that they are only counted.
  static let failureLimit = 64

  var delivered: Int64 = 0
  var failed: Int64 = 0
  /// The first failures since they were taken.
  var failures: [DeliveryFailure] = []

  mutating func record(_ message: UnsafePointer<rd_kafka_message_t>) {
    if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
      delivered += 1
      return
    }
    failed += 1
    guard failures.count < Self.failureLimit else { return }
    let topic = message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? ""
    let partition = TopicPartition(topic, message.pointee.partition)
    failures.append(
      DeliveryFailure(
        partition: partition, error: KafkaError(message.pointee.err, "delivery to \(partition)")))
  }

  static func install(on configuration: OpaquePointer) {
    rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
      guard let message, let inbox = ClientInbox.of(opaque) else { return }
      inbox.deliveries.record(message)
    }
  }
}
