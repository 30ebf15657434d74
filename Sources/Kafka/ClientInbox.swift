internal import CRdKafka

/// A line of librdkafka's own log.
package struct LogLine: Hashable, Sendable {
  /// As in syslog: 0 emergency … 3 error, 4 warning, 5 notice, 6 information, 7 debugging.
  package var severity: Int32
  /// librdkafka's name for the place it comes from, such as `FAIL`.
  package var facility: String
  package var text: String
}

/// What a client tells besides records: its log, its errors, its statistics, its deliveries.
///
/// Everything arrives on the thread that polls the client, and only while it polls.
final class ClientInbox {
  /// Errors kept until somebody asks; a client without a broker repeats itself.
  private static let errorLimit = 32

  private let onLog: (LogLine) -> Void
  /// Ends the reason of an authentication error, where we know more than the broker says.
  private let authenticationAdvice: String
  /// The group of a consumer, which the broker's refusals do not name.
  private let group: String?

  private(set) var errors: [KafkaError] = []
  private(set) var fatalError: KafkaError?
  private(set) var statistics: String?
  var deliveries = DeliveryTally()
  /// The partition that the broker kept out of a transaction, and why: only the log names it.
  var refusedPartition: String?

  init(
    _ properties: ClientProperties, group: String? = nil, onLog: @escaping (LogLine) -> Void
  ) {
    self.onLog = onLog
    self.group = group
    let mechanism = (properties["sasl.mechanism"] ?? properties["sasl.mechanisms"] ?? "")
    authenticationAdvice =
      mechanism.uppercased().hasPrefix("SCRAM") && !LibraryVersion.current.speaksSCRAMToKafka4
      ? """
      . Kafka 4 refuses SCRAM from librdkafka \(LibraryVersion.current), also with the right \
      password (librdkafka issue 4895): use PLAIN over TLS, mutual TLS, or librdkafka 2.6.1 or later
      """
      : ""
  }

  func receive(error: KafkaError) {
    // Without a group nothing is asked of one, and being refused it means nothing.
    if error.code == .groupAuthorizationFailed, group == nil { return }
    var error = error.namingCertificate
    if error.code == .authentication { error.reason += authenticationAdvice }
    if error.code == .groupAuthorizationFailed, let group { error.reason += ", group \(group)" }
    if error.isFatal { fatalError = error }
    if errors.count == Self.errorLimit { errors.removeFirst() }
    errors.append(error)
  }

  func receive(statistics json: String) { statistics = json }

  func receive(log: LogLine) {
    // All partitions of a request fail with the one at fault: those were "not attempted".
    if log.facility == "ADDPARTS", refusedPartition == nil, !log.text.contains("not attempted"),
      let range = log.text.firstRange(of: "Failed to add partition ")
    {
      refusedPartition = String(log.text[range.lowerBound...])
    }
    onLog(log)
  }

  func takeErrors() -> [KafkaError] {
    defer { errors.removeAll(keepingCapacity: true) }
    return errors
  }

  /// The latest error that says why no broker answers; "all brokers are down" does not.
  var latestCause: KafkaError? { errors.last { $0.code != .allBrokersDown } }

  /// Makes librdkafka deliver here. The client keeps the inbox for as long as it lives.
  func install(on configuration: OpaquePointer) {
    rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(self).toOpaque())
    rd_kafka_conf_set_error_cb(configuration) { client, code, reason, opaque in
      guard let inbox = ClientInbox.of(opaque) else { return }
      let text = reason.map { String(cString: $0) } ?? ""
      inbox.receive(error: .ofClient(client, rd_kafka_resp_err_t(code), text))
    }
    rd_kafka_conf_set_stats_cb(configuration) { _, json, length, opaque in
      guard let json, let inbox = ClientInbox.of(opaque) else { return 0 }
      inbox.receive(
        statistics: String(
          decoding: UnsafeRawBufferPointer(start: json, count: length), as: UTF8.self))
      return 0
    }
    rd_kafka_conf_set_log_cb(configuration) { client, severity, facility, text in
      guard let client, let inbox = ClientInbox.of(rd_kafka_opaque(client)) else { return }
      inbox.receive(log: LogLine(severity: severity, facility: facility, text: text))
    }
  }

  static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientInbox? {
    opaque.map { Unmanaged<ClientInbox>.fromOpaque($0).takeUnretainedValue() }
  }
}

extension LogLine {
  init(severity: Int32, facility: UnsafePointer<CChar>?, text: UnsafePointer<CChar>?) {
    self.severity = severity
    self.facility = facility.map { String(cString: $0) } ?? ""
    self.text = text.map { String(cString: $0) } ?? ""
  }
}

extension KafkaError {
  /// A connection that the broker ended because of our certificate, as an error of TLS that says so.
  ///
  /// With TLS 1.3 the broker asks for it after the handshake is over for us, so that the refusal
  /// looks like any broken connection.
  fileprivate var namingCertificate: KafkaError {
    guard code == .transport, reason.contains("SSL routines"), reason.contains(" alert ") else {
      return self
    }
    let isMissing = ["bad certificate", "certificate required"].contains { reason.contains($0) }
    let advice =
      isMissing
      ? "the broker wants a certificate from us: ssl.certificate.location and ssl.key.location"
      : "the broker does not take our certificate: has an authority signed it that it trusts?"
    return KafkaError(code: .tls, reason: "\(reason): \(advice)", isRetriable: isRetriable)
  }

  /// An error that a client raised by itself. "Fatal" is only a sign there: the client knows which.
  static func ofClient(_ client: OpaquePointer?, _ code: rd_kafka_resp_err_t, _ text: String)
    -> KafkaError
  {
    guard code == RD_KAFKA_RESP_ERR__FATAL, let client else {
      return KafkaError(code: Code(code), reason: text)
    }
    var message = [CChar](repeating: 0, count: 512)
    let cause = rd_kafka_fatal_error(client, &message, message.count)
    let reason = message.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
    return KafkaError(code: Code(cause), reason: reason ?? text, isFatal: true)
  }
}
