/// What OBSERVE of one source has done, for metrics and health.
package struct ObserveStatus: Sendable {
  package var recordsTotal: Int64 = 0
  package var deadLettersTotal: Int64 = 0
  package var panesTotal: Int64 = 0
  /// Records that retention deleted before they were read.
  package var inputLostTotal: Int64 = 0
  /// Times that all state was dropped and read again.
  package var rebuildsTotal: Int64 = 0
  /// Whether the group has answered: this member may have been given nothing.
  package var answeredByGroup = false
  /// What stands in the way now; nil when nothing does.
  package var problem: String?

  mutating func sent(_ outbox: PartitionOutbox?) {
    guard let outbox else { return }
    deadLettersTotal += Int64(outbox.deadLetters.count)
    panesTotal += Int64(outbox.sums.count)
  }
}
