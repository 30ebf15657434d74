internal import Pipeline

/// A member of a group that takes partitions and does nothing with them, for a while.
final class GhostMember: LogMember {
  let machine: SimulatedProcess
  private let consumer: any LogConsumer
  /// When it goes, in microseconds since the start.
  let until: Int64

  init(group: String, topic: String, until: Int64, machine: SimulatedProcess) throws(LogError) {
    self.machine = machine
    self.until = until
    consumer = try machine.consumer(group: group, topic: topic)
  }

  func assigned(_ partitions: [LogPartition]) {}
  func revoked(_ partitions: [LogPartition], lost: Bool) {}

  /// What fails is of no matter to it.
  func poll() { try? consumer.poll(self) }
  func leave() { try? consumer.close(self) }
}
