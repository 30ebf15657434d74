internal import CRdKafka

/// Whose clock a record's timestamp is from.
package enum TimestampKind: Hashable, Sendable {
  /// The producer's.
  case createTime
  /// The broker's, when it appended the record.
  case logAppendTime
}

/// A record as it was read. Its pointers are valid while its batch is.
package struct Message {
  private let message: UnsafeMutablePointer<rd_kafka_message_t>

  package let offset: Int64
  /// Nil is a tombstone; an empty payload is empty.
  package let payload: UnsafeRawBufferPointer?
  package let key: UnsafeRawBufferPointer?

  init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    self.message = message
    offset = message.pointee.offset
    payload = message.pointee.payload.map {
      UnsafeRawBufferPointer(start: $0, count: message.pointee.len)
    }
    key = message.pointee.key.map {
      UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len)
    }
  }

  /// Milliseconds since 1970, and whose clock says so; nil when the topic keeps no time.
  package var timestamp: (milliseconds: Int64, kind: TimestampKind)? {
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let milliseconds = rd_kafka_message_timestamp(message, &kind)
    return switch kind {
    case RD_KAFKA_TIMESTAMP_CREATE_TIME: (milliseconds, .createTime)
    case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME: (milliseconds, .logAppendTime)
    default: nil
    }
  }

  /// The value of the last header of this name; nil if there is none, empty if its value is null.
  package func header(_ name: String) -> UnsafeRawBufferPointer? {
    var headers: OpaquePointer?
    guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR else {
      return nil
    }
    var value: UnsafeRawPointer?
    var size = 0
    guard rd_kafka_header_get_last(headers, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR
    else { return nil }
    return UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : size)
  }

  /// A copy of all headers in their order; away from the hot path.
  package var headers: [RecordHeader] {
    var headers: OpaquePointer?
    guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR else {
      return []
    }
    return (0..<rd_kafka_header_cnt(headers)).map { index in
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var size = 0
      _ = rd_kafka_header_get_all(headers, index, &name, &value, &size)
      return RecordHeader(
        name.map { String(cString: $0) } ?? "",
        value.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: size)) })
    }
  }
}

/// A header of a record.
package struct RecordHeader: Hashable, Sendable {
  package var name: String
  /// Nil is null, which is not the same as empty.
  package var value: [UInt8]?

  package init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }

  package init(_ name: String, text: String) { self.init(name, Array(text.utf8)) }
}
