package import Detection
internal import EventTime
package import Signals

/// The decoder and the first stage of one source. A class for its place in its owner alone.
package final class SourceObserver {
  package let index: Int32
  package let name: String
  package let topic: String
  private var decoder: SignalDecoder
  private var observe: Observe
  private var signals = SignalBuffer()

  package init(
    index: Int32, name: String, topic: String, decoder: consuming SignalDecoder,
    observe: consuming Observe
  ) {
    self.index = index
    self.name = name
    self.topic = topic
    self.decoder = decoder
    self.observe = observe
  }

  func assign(partition: Int32, resume: CommitMetadata?, from offset: Int64?) {
    observe.assign(partition: partition, resume: resume, from: offset)
  }

  func revoke(partition: Int32) { observe.revoke(partition: partition) }

  func feed(
    _ records: UnsafeBufferPointer<RecordView>, partition: Int32, into effects: inout ObserveEffects
  ) {
    signals.removeAll()
    decoder.decode(records, into: &signals)
    observe.screen(signals.signals)
    observe.step(
      UnsafeBufferPointer(signals.signals), details: signals.details.bytes, partition: partition,
      into: &effects)
  }

  func tick(partition: Int32, clock: Instant, into effects: inout ObserveEffects) {
    observe.tick(partition: partition, clock: clock, into: &effects)
  }

  /// What is announced of a partition that was read to its end and holds no event.
  func excuse(partition: Int32) -> Announcement {
    Announcement(
      partition: partition, frontier: .distantPast, openPane: Pane(index: .min),
      lastAccepted: .distantPast, lastArrival: .distantPast,
      counts: observe.counts(partition: partition) ?? PartitionCounts(), ended: true)
  }

  func commitPoint(partition: Int32) -> CommitPoint? {
    observe.commitPoint(partition: partition, topicID: topic)
  }

  func frontier(partition: Int32) -> Instant? { observe.frontier(partition: partition) }
  func lastArrival(partition: Int32) -> Instant? { observe.lastArrival(partition: partition) }
  package var totalCounts: PartitionCounts { observe.totalCounts }
  package var frontierGuessedTotal: Int64 { observe.frontierGuessedTotal }
  package func rejectedTotal(_ reason: RejectReason) -> Int64 {
    observe.rejectedByReason[Int(reason.rawValue)]
  }
}
