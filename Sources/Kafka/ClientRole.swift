internal import CRdKafka

/// What a client is for, and with it the properties that Vigie lays under and over those given.
package enum ClientRole: Hashable, Sendable {
  /// A member of the group, or a reader without a group when it is nil.
  case consumer(group: String?)
  case producer
  /// A producer of transactions under this id: stable over restarts, unique among the living.
  case transactionalProducer(id: String)
  /// A client that asks and administers.
  case admin

  var isConsumer: Bool {
    switch self {
    case .consumer: true
    case .producer, .transactionalProducer, .admin: false
    }
  }

  var group: String? {
    switch self {
    case .consumer(let group): group
    case .producer, .transactionalProducer, .admin: nil
    }
  }

  private static var common: [String: String] {
    ["client.id": "vigie", "client.software.name": "vigie", "client.software.version": "1"]
  }

  /// What holds unless the configuration says otherwise.
  var defaults: [String: String] {
    let own: [String: String] =
      switch self {
      case .consumer:
        [
          "auto.offset.reset": "earliest", "isolation.level": "read_committed",
          "partition.assignment.strategy": LibraryVersion.current.defaultAssignor,
          // A full local queue stops fetching for a whole second: hold more than a second's worth.
          "queued.min.messages": "500000", "queued.max.messages.kbytes": "65536",
        ]
      case .producer:
        ["enable.idempotence": "true", "linger.ms": "50", "compression.codec": "lz4"]
      case .transactionalProducer:
        [
          "linger.ms": "50", "compression.codec": "lz4", "transaction.timeout.ms": "10000",
          // Just after a commit the broker answers "concurrent transactions", and the client waits
          // one backoff: with the library's 100 ms a transaction takes seven times as long.
          "retry.backoff.ms": "10",
        ]
      case .admin: [:]
      }
    return Self.common.merging(own) { _, own in own }
  }

  /// What must hold, for this room relies on it.
  var demands: [String: String] {
    switch self {
    case .consumer(let group):
      var demands = [
        "enable.auto.commit": "false", "enable.auto.offset.store": "false",
        "enable.partition.eof": "true", "log.queue": "true",
      ]
      // The library wants a group even where nothing is ever asked of it.
      demands["group.id"] = group ?? "vigie.without-group"
      return demands
    case .producer, .admin: return ["log.queue": "true"]
    case .transactionalProducer(let id):
      return ["log.queue": "true", "transactional.id": id, "enable.idempotence": "true"]
    }
  }
}
