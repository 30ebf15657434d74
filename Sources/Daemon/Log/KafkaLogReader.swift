internal import Kafka
internal import Pipeline
internal import Signals

/// A reader of one partition, committed records only, behind the pipelines' seam.
final class KafkaLogReader: LogReader {
  private let consumer: Consumer
  private var views: [RecordView] = []
  private var keys: [[UInt8]] = []

  init(_ consumer: Consumer) { self.consumer = consumer }

  func start(_ partition: LogPartition, at position: LogPosition) throws(LogError) {
    do {
      try consumer.assign([
        PartitionStart(TopicPartition(partition), at: StartPosition(position))
      ])
    } catch {
      throw LogError(error)
    }
  }

  func read(
    max: Int, milliseconds: Int32, _ body: (LogBatch, _ keys: [[UInt8]]) -> Void
  ) throws(LogError) {
    do {
      try consumer.poll()
    } catch {
      throw LogError(error)
    }
    consumer.wait(timeoutMilliseconds: milliseconds)
    var failure: KafkaError?
    _ = consumer.consume(0, max: max) { batch in
      views.removeAll(keepingCapacity: true)
      keys.removeAll(keepingCapacity: true)
      for position in 0..<batch.count {
        views.append(RecordView(batch[position]))
        keys.append(batch[position].key.map { Array($0) } ?? [])
      }
      failure = batch.error
      views.withUnsafeBufferPointer {
        body(LogBatch(records: $0, endOffset: batch.endOffset), keys)
      }
      return batch.count
    }
    if let failure { throw LogError(failure) }
  }

  func close() { consumer.close() }
}
