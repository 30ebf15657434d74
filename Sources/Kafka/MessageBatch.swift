internal import CRdKafka

/// Records of one partition, in the order of their offsets, borrowed for the length of one call.
///
/// A batch can be empty of records and still say that the end was reached, or what went wrong after
/// the last of them.
package struct MessageBatch: ~Copyable {
  private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>

  package let partition: TopicPartition
  /// How many records there are.
  package let count: Int
  /// The partition was read to its end, and this is the offset the next record will have at least.
  /// Nil if records were still coming when the batch was taken.
  package let endOffset: Int64?
  /// What went wrong behind the records of this batch, such as `offsetReset` when the position no
  /// longer exists and `auto.offset.reset` is `error`. Without error the partition goes on.
  package let error: KafkaError?

  /// Takes over `taken` messages, some of which are events rather than records.
  init(
    _ messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>,
    taken: Int, of partition: TopicPartition
  ) {
    var count = 0
    var endOffset: Int64?
    var error: KafkaError?
    for index in 0..<taken {
      guard let message = messages[index] else { continue }
      let code = message.pointee.err
      if code == RD_KAFKA_RESP_ERR_NO_ERROR {
        messages[count] = message
        count += 1
        endOffset = nil
        continue
      }
      if code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
        endOffset = message.pointee.offset
      } else if error == nil {
        let text = rd_kafka_message_errstr(message).map { String(cString: $0) } ?? ""
        error = KafkaError(code: KafkaError.Code(code), reason: "\(partition): \(text)")
      }
      rd_kafka_message_destroy(message)
    }
    self.messages = messages
    self.partition = partition
    self.count = count
    self.endOffset = endOffset
    self.error = error
  }

  deinit {
    for index in 0..<count { rd_kafka_message_destroy(messages[index]) }
  }

  package var isEmpty: Bool { count == 0 }

  /// The record at `index`, from 0 up to `count`. It must not outlive the batch.
  package subscript(index: Int) -> Message {
    precondition(index >= 0 && index < count, "no such record in the batch")
    guard let message = messages[index] else { preconditionFailure("a record was taken away") }
    return Message(message)
  }
}
