internal import CRdKafka

extension Consumer {
  /// Hands `body` up to `max` records that have arrived from one partition, without waiting.
  ///
  /// It is called also when there are none: the batch may say that the end was reached, or an error.
  /// The payloads are librdkafka's own and die with the batch. When `body` throws, the position has
  /// passed the whole batch all the same: `restart` to go back. Nothing is allocated for records.
  @discardableResult
  package func consume<Result, Failure: Error>(
    _ index: Int, max: Int, _ body: (borrowing MessageBatch) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(!isConsuming && !isClosed && max > 0, "a batch inside a batch, or after close")
    if messages.count < max {
      messages.deallocate()
      messages = .allocate(capacity: max)
      messages.initialize(repeating: nil)
    }
    isConsuming = true
    defer { isConsuming = false }
    let taken = rd_kafka_consume_batch_queue(
      partitions[index].queue, 0, messages.baseAddress, max)
    let batch = MessageBatch(
      messages, taken: Swift.max(0, taken), of: partitions[index].partition)
    if batch.count > 0 {
      partitions[index].position = .offset(batch[batch.count - 1].offset + 1)
    }
    return try body(batch)
  }
}
