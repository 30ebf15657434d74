package import EventTime

/// What OBSERVE commits for a partition: the offset to read again from, and what it knew there.
package struct CommitPoint: Sendable, Equatable {
  /// The earliest event of a pane that is still needed, or the position when there is none.
  package var offset: Int64
  package var metadata: CommitMetadata
}

/// A partition's state beside the events that will be read again, as the commit's metadata string.
///
/// Written `1:TOPIC-ID:F:Q:C:POSITION`, with times in microseconds.
package struct CommitMetadata: Sendable, Equatable {
  /// The version that this code writes and reads.
  package static let version = 1

  /// The broker's id of the topic, or its name; another one means another history.
  package var topicID: String
  package var frontier: PartitionFrontier
  /// The first offset that has not been handled: below it nothing moves the frontier.
  package var position: Int64

  package init(topicID: String, frontier: PartitionFrontier, position: Int64) {
    self.topicID = topicID
    self.frontier = frontier
    self.position = position
  }

  /// The metadata of a commit; nil when it is not ours, of another version, or damaged.
  package init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "1", let frontier = Int64(parts[2]),
      let lastArrival = Int64(parts[3]), let slack = Int64(parts[4]),
      let position = Int64(parts[5])
    else { return nil }
    self.init(
      topicID: String(parts[1]),
      frontier: PartitionFrontier(
        frontier: Instant(microseconds: frontier), lastArrival: Instant(microseconds: lastArrival),
        slack: Interval(microseconds: slack)),
      position: position)
  }

  package var text: String {
    let times = [
      frontier.frontier.microseconds, frontier.lastArrival.microseconds,
      frontier.slack.microseconds,
    ]
    let numbers = times.map(String.init).joined(separator: ":")
    return "\(Self.version):\(topicID):\(numbers):\(position)"
  }
}
