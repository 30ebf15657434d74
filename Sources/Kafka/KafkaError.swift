internal import CRdKafka

/// What went wrong between us and a broker, and what may be done about it.
///
/// - `isFatal`: this client is finished; build another one.
/// - `requiresAbort`: the transaction is lost; abort it, go back to its first record, begin again.
/// - `isRetriable`: the same call with the same arguments may succeed later.
/// - none of them: the call will not succeed as it stands.
package struct KafkaError: Error, Hashable, Sendable {
  /// librdkafka's number for the error: negative for its own, positive for those of the protocol.
  package var code: Code
  /// A sentence for people. It never holds a secret.
  package var reason: String
  package var isFatal: Bool
  package var isRetriable: Bool
  package var requiresAbort: Bool
  /// The librdkafka property at fault, for an error in the configuration.
  package var property: String?

  package init(
    code: Code, reason: String, isFatal: Bool = false, isRetriable: Bool? = nil,
    requiresAbort: Bool = false, property: String? = nil
  ) {
    self.code = code
    self.reason = reason
    self.isFatal = isFatal || code == .fatal || code == .fenced
    self.isRetriable = (isRetriable ?? code.isTransient) && !self.isFatal
    self.requiresAbort = requiresAbort
    self.property = property
  }

  /// The symbolic name of the code, such as `_TIMED_OUT` or `TOPIC_ALREADY_EXISTS`.
  package var name: String { code.name }

  /// Whether the configuration is to blame, and trying again is of no use.
  package var isConfigurationError: Bool { property != nil }
}

extension KafkaError: CustomStringConvertible {
  package var description: String { "\(reason) (\(name))" }
}

extension KafkaError {
  /// An error of a call on `subject`, worded by librdkafka.
  init(_ code: rd_kafka_resp_err_t, _ subject: String) {
    self.init(code: Code(code), reason: "\(subject): \(String(cString: rd_kafka_err2str(code)))")
  }

  /// Takes over `error` and destroys it.
  init(consuming error: OpaquePointer, _ subject: String) {
    self.init(
      code: Code(rd_kafka_error_code(error)),
      reason: "\(subject): \(String(cString: rd_kafka_error_string(error)))",
      isFatal: rd_kafka_error_is_fatal(error) != 0,
      isRetriable: rd_kafka_error_is_retriable(error) != 0,
      requiresAbort: rd_kafka_error_txn_requires_abort(error) != 0)
    rd_kafka_error_destroy(error)
  }

  /// Copies `error`, which belongs to a result.
  init(borrowing error: OpaquePointer, _ subject: String) {
    self.init(
      code: Code(rd_kafka_error_code(error)),
      reason: "\(subject): \(String(cString: rd_kafka_error_string(error)))")
  }

  /// Throws unless `code` says success.
  static func check(_ code: rd_kafka_resp_err_t, _ subject: @autoclosure () -> String)
    throws(KafkaError)
  {
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, subject()) }
  }

  /// Throws what librdkafka returned, if it returned an error at all.
  static func check(_ error: OpaquePointer?, _ subject: @autoclosure () -> String)
    throws(KafkaError)
  {
    if let error { throw KafkaError(consuming: error, subject()) }
  }
}
