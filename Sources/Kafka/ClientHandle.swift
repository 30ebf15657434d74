internal import CRdKafka

/// The one owner of a `rd_kafka_t`: made from properties, destroyed with the value.
///
/// Whatever was taken from the client (messages, queues, topic handles) must be given back before.
struct ClientHandle: ~Copyable {
  let client: OpaquePointer
  let inbox: ClientInbox
  /// Closed after the client, which may write to it until then.
  let wakeUp: WakeUp

  init(
    _ properties: ClientProperties, role: ClientRole, wakeUp: WakeUp = WakeUp(),
    onLog: @escaping (LogLine) -> Void
  ) throws(KafkaError) {
    let configuration = try properties.configuration(for: role)
    let inbox = ClientInbox(properties, group: role.group, onLog: onLog)
    inbox.install(on: configuration)
    if role.isConsumer {
      rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_REBALANCE)
    } else {
      DeliveryTally.install(on: configuration)
    }
    var message = [CChar](repeating: 0, count: 512)
    let type = role.isConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
    guard let client = rd_kafka_new(type, configuration, &message, message.count) else {
      let code = rd_kafka_last_error()
      rd_kafka_conf_destroy(configuration)
      let reason = message.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
      // It fails for what properties mean together, for files they name, or for want of threads.
      throw KafkaError(
        code: KafkaError.Code(code), reason: reason ?? "librdkafka gives no reason",
        property: code == RD_KAFKA_RESP_ERR__INVALID_ARG ? "" : nil)
    }
    self.client = client
    self.inbox = inbox
    self.wakeUp = wakeUp
  }

  deinit {
    // Leaving a group is the consumer's `close`; here nothing may block.
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
  }
}
