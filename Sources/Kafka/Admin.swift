internal import CRdKafka

/// A client that asks a cluster what there is, and creates and deletes topics.
///
/// Every call blocks for at most its timeout. The thread that calls it owns it.
package final class Admin {
  let handle: ClientHandle
  private let servers: String

  /// Makes the client; no broker is contacted yet. Throws an error of the configuration.
  package init(_ properties: ClientProperties, onLog: @escaping (LogLine) -> Void = { _ in })
    throws(KafkaError)
  {
    handle = try ClientHandle(properties, role: .admin, onLog: onLog)
    servers = properties["bootstrap.servers"] ?? properties["metadata.broker.list"] ?? ""
    rd_kafka_set_log_queue(handle.client, nil)
  }

  /// Throws unless a broker answers in time; the error names the addresses, and why none answers as
  /// far as it is known: refused, unknown host, TLS, wrong password.
  package func checkReachable(timeoutMilliseconds: Int32 = 10_000) throws(KafkaError) {
    _ = try metadata(timeoutMilliseconds: timeoutMilliseconds)
  }

  /// The brokers, the topics and their partitions. It creates no topic by asking.
  package func metadata(timeoutMilliseconds: Int32 = 10_000) throws(KafkaError) -> ClusterMetadata {
    var metadata: UnsafePointer<rd_kafka_metadata_t>?
    let code = rd_kafka_metadata(handle.client, 1, nil, &metadata, timeoutMilliseconds)
    defer { metadata.map { rd_kafka_metadata_destroy($0) } }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
      throw unreachable(KafkaError.Code(code), timeoutMilliseconds)
    }
    return ClusterMetadata(metadata.pointee)
  }

  /// The error of a call that nobody answered.
  func unreachable(_ code: KafkaError.Code, _ timeoutMilliseconds: Int32) -> KafkaError {
    rd_kafka_poll(handle.client, 0)
    let cause = handle.inbox.latestCause
    let reason =
      "no answer from \(servers) within \(timeoutMilliseconds) ms"
      + (cause.map { ": \($0.reason)" } ?? "")
    // Who is refused for the password or the certificate should read that, and not "timed out".
    if let cause, [.authentication, .tls].contains(cause.code) {
      return KafkaError(code: cause.code, reason: reason)
    }
    return KafkaError(code: code, reason: reason)
  }

  /// Starts an administrative request on a queue of its own, and waits for its result; `read` gets the
  /// event, which is destroyed afterwards.
  func request<Result>(
    _ subject: String, _ operation: rd_kafka_admin_op_t, _ timeoutMilliseconds: Int32,
    start: (OpaquePointer?, OpaquePointer) -> Void,
    read: (OpaquePointer) throws(KafkaError) -> Result
  ) throws(KafkaError) -> Result {
    guard
      let queue = rd_kafka_queue_new(handle.client),
      let options = rd_kafka_AdminOptions_new(handle.client, operation)
    else { preconditionFailure("out of memory") }
    defer { rd_kafka_queue_destroy(queue) }
    defer { rd_kafka_AdminOptions_destroy(options) }
    var message = [CChar](repeating: 0, count: 256)
    try KafkaError.check(
      rd_kafka_AdminOptions_set_request_timeout(
        options, timeoutMilliseconds, &message, message.count), subject)
    start(options, queue)
    // The request's own timeout comes first; the margin is for its answer to reach the queue.
    guard let event = rd_kafka_queue_poll(queue, timeoutMilliseconds + 1_000) else {
      throw unreachable(.timedOut, timeoutMilliseconds)
    }
    defer { rd_kafka_event_destroy(event) }
    let code = rd_kafka_event_error(event)
    if code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT {
      throw unreachable(KafkaError.Code(code), timeoutMilliseconds)
    }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
      throw KafkaError(code: KafkaError.Code(code), reason: "\(subject): \(text)")
    }
    return try read(event)
  }
}
