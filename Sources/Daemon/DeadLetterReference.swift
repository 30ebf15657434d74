package import EventTime
internal import Foundation
package import Kafka
package import Signals

/// A dead letter as it stands in its topic: which record could not be used, and why.
package struct DeadLetterReference: Hashable, Sendable {
  /// The record in the source's topic.
  package struct Record: Hashable, Sendable, Comparable {
    package var partition: TopicPartition
    package var offset: Int64

    package init(_ partition: TopicPartition, offset: Int64) {
      self.partition = partition
      self.offset = offset
    }

    package static func < (a: Record, b: Record) -> Bool {
      (a.partition, a.offset) < (b.partition, b.offset)
    }
  }

  package var record: Record
  package var source: String
  /// As `RejectReason.name` has it; `replayedReason` says that the record was put back.
  package var reason: String
  /// When the letter was written.
  package var time: Instant
  /// When the record had reached its topic.
  package var arrival: Instant

  /// The reason of the note that `vigie deadletters replay` leaves about a record.
  package static let replayedReason = "replayed"
  /// The header of a record that was put back: where it stood before, as `PARTITION@OFFSET`.
  package static let replayedHeader = "vigie-replayed-from"

  /// Reads a record of the dead letters' topic; nil when it is none.
  package init?(_ message: Message) {
    guard let payload = message.payload,
      let letter = try? JSONDecoder().decode(Letter.self, from: Data(payload)),
      let arrival = Self.time(letter.arrival), letter.partition >= 0, letter.offset >= 0
    else { return nil }
    record = Record(TopicPartition(letter.topic, letter.partition), offset: letter.offset)
    source = letter.source
    reason = letter.reason
    self.arrival = arrival
    time = message.timestamp.map { Instant(microseconds: $0.milliseconds * 1000) } ?? arrival
  }

  /// The note that this record was put back, for the dead letters' topic.
  package var replayedNote: [UInt8] {
    let letter = Letter(
      arrival: arrival.rfc3339, offset: record.offset, partition: record.partition.partition,
      reason: Self.replayedReason, source: source, topic: record.partition.topic)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(letter) else {
      preconditionFailure("texts and numbers can be encoded")
    }
    return Array(data)
  }

  private static func time(_ text: String) -> Instant? {
    var text = text
    return text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
  }

  private struct Letter: Codable {
    var arrival: String
    var offset: Int64
    var partition: Int32
    var reason: String
    var source: String
    var topic: String
  }
}

extension RejectReason {
  /// Whether another mapping, or another limit, may take a record that was rejected for this.
  ///
  /// Not what the record's bytes or its time decide: a late one stays late.
  package var mayBeMended: Bool {
    switch self {
    case .malformed, .tooDeep, .tooLarge, .duplicateKey, .missingField, .wrongType, .badTime,
      .columnCount:
      true
    case .none, .invalidUTF8, .truncated, .numberOutOfRange, .future, .late, .paneFull: false
    }
  }
}
