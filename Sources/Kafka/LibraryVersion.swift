internal import CRdKafka

/// A version of librdkafka, as the library numbers itself: 0xMMmmrrxx.
package struct LibraryVersion: Comparable, Hashable, Sendable {
  package let number: Int32

  package init(_ major: Int32, _ minor: Int32, _ revision: Int32) {
    number = major << 24 | minor << 16 | revision << 8
  }

  /// The library that is loaded.
  package static var current: LibraryVersion {
    let number = rd_kafka_version()
    return LibraryVersion(number >> 24, number >> 16 & 0xFF, number >> 8 & 0xFF)
  }

  package static func < (a: LibraryVersion, b: LibraryVersion) -> Bool { a.number < b.number }

  /// The assignor to ask for where the configuration names none.
  ///
  /// Below 2.3 closing a cooperative consumer before its first assignment aborts the process
  /// (librdkafka issue 4312), so those versions rebalance eagerly.
  package var defaultAssignor: String {
    self < LibraryVersion(2, 3, 0) ? "range" : "cooperative-sticky"
  }

  /// Whether SCRAM works against Kafka 4: before 2.6.1 the client sends the nonce wrong, and Kafka 4
  /// is the first to check it (librdkafka issue 4895).
  package var speaksSCRAMToKafka4: Bool { self >= LibraryVersion(2, 6, 1) }
}

extension LibraryVersion: CustomStringConvertible {
  package var description: String { "\(number >> 24).\(number >> 16 & 0xFF).\(number >> 8 & 0xFF)" }
}
