internal import CRdKafka
internal import Glibc

extension Consumer {
  /// Serves one event of a queue; returns whether there was one.
  func serve<Owner: PartitionOwner & ~Copyable>(
    _ queue: OpaquePointer, timeoutMilliseconds: Int32, _ owner: inout Owner
  ) throws(KafkaError) -> Bool {
    guard let event = rd_kafka_queue_poll(queue, timeoutMilliseconds) else { return false }
    defer { rd_kafka_event_destroy(event) }
    switch rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_REBALANCE:
      try rebalance(event, &owner)
    case RD_KAFKA_EVENT_ERROR:
      handle.inbox.receive(error: error(of: event))
    case RD_KAFKA_EVENT_STATS:
      if let json = rd_kafka_event_stats(event) {
        handle.inbox.receive(statistics: String(cString: json))
      }
    case RD_KAFKA_EVENT_LOG:
      var facility: UnsafePointer<CChar>?
      var text: UnsafePointer<CChar>?
      var severity: Int32 = 0
      if rd_kafka_event_log(event, &facility, &text, &severity) == 0 {
        handle.inbox.receive(log: LogLine(severity: severity, facility: facility, text: text))
      }
    case RD_KAFKA_EVENT_FETCH where isClosing:
      break
    case RD_KAFKA_EVENT_FETCH:
      // A record here has missed its partition's queue, and its successors may have been consumed.
      throw KafkaError(
        code: .inconsistent, reason: "a record arrived outside its partition's queue", isFatal: true
      )
    default:
      break
    }
    return true
  }

  private func error(of event: OpaquePointer) -> KafkaError {
    let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
    return .ofClient(handle.client, rd_kafka_event_error(event), text)
  }

  private func rebalance<Owner: PartitionOwner & ~Copyable>(
    _ event: OpaquePointer, _ owner: inout Owner
  ) throws(KafkaError) {
    guard let list = rd_kafka_event_topic_partition_list(event) else {
      preconditionFailure("a rebalance has a list")
    }
    switch rd_kafka_event_error(event) {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
      try assign(list, &owner)
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
      try revoke(list, &owner)
    default:
      try clearAssignment()
      handle.inbox.receive(error: error(of: event))
    }
  }

  private func assign<Owner: PartitionOwner & ~Copyable>(
    _ list: UnsafePointer<rd_kafka_topic_partition_list_t>, _ owner: inout Owner
  ) throws(KafkaError) {
    let name = rd_kafka_rebalance_protocol(handle.client).map { String(cString: $0) }
    isCooperative = name == "COOPERATIVE"
    if isClosing { return try decline() }
    let coming = list.pointee.partitions
    let given: [PartitionStart]
    do throws(KafkaError) {
      given = try owner.assigned(coming, by: self)
    } catch {
      // The library waits for an answer either way.
      try decline()
      throw error
    }
    let positions = Dictionary(
      given.map { ($0.partition, $0.position) }, uniquingKeysWith: { first, _ in first })
    let starts = coming.map { PartitionStart($0, at: positions[$0] ?? .committed) }
      .filter { $0.position != .later }
    let later = coming.filter { positions[$0] == .later }
    defer { deferred.formUnion(later) }
    if isCooperative {
      try addToAssignment(starts)
    } else {
      try replaceAssignment(with: starts)
    }
  }

  private func revoke<Owner: PartitionOwner & ~Copyable>(
    _ list: UnsafePointer<rd_kafka_topic_partition_list_t>, _ owner: inout Owner
  ) throws(KafkaError) {
    // What the owner declined, or settled before closing, is no longer its business.
    let going = list.pointee.partitions.filter { partition in
      assigned.contains(partition) || deferred.contains(partition)
    }
    var failure: KafkaError?
    if !going.isEmpty {
      do throws(KafkaError) {
        try owner.revoked(going, lost: isAssignmentLost, by: self)
      } catch {
        failure = error
      }
    }
    if isCooperative {
      try removeFromAssignment(list)
    } else {
      try clearAssignment()
    }
    if let failure { throw failure }
  }

  private var isAssignmentLost: Bool { rd_kafka_assignment_lost(handle.client) != 0 }

  /// Answers an assignment without taking any of it.
  private func decline() throws(KafkaError) {
    if isCooperative {
      try addToAssignment([])
    } else {
      try clearAssignment()
    }
  }

  /// Settles with the owner, then leaves the group.
  ///
  /// The owner comes first: closing during a rebalance, librdkafka 2.0 can leave the group before it
  /// revokes, and then the broker refuses the last commit as one of an unknown member.
  func leave<Owner: PartitionOwner & ~Copyable>(
    _ owner: inout Owner, timeoutMilliseconds: Int32
  ) throws(KafkaError) {
    var failure: KafkaError?
    do throws(KafkaError) {
      while try serve(groupQueue, timeoutMilliseconds: 0, &owner) {}
    } catch {
      failure = error
    }
    isClosing = true
    if !partitions.isEmpty || !deferred.isEmpty {
      do throws(KafkaError) {
        try owner.revoked(assigned + deferred.sorted(), lost: isAssignmentLost, by: self)
      } catch {
        failure = failure ?? error
      }
      deferred.removeAll()
      releaseAll()
    }
    guard let queue = rd_kafka_queue_new(handle.client) else {
      preconditionFailure("out of memory")
    }
    defer { rd_kafka_queue_destroy(queue) }
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    try KafkaError.check(rd_kafka_consumer_close_queue(handle.client, queue), "close")
    while rd_kafka_consumer_closed(handle.client) == 0, !deadline.hasPassed {
      do throws(KafkaError) {
        _ = try serve(queue, timeoutMilliseconds: min(100, deadline.milliseconds), &owner)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    if rd_kafka_consumer_closed(handle.client) == 0 {
      throw KafkaError(
        code: .timedOut,
        reason: "close: the group did not let us go within \(timeoutMilliseconds) ms")
    }
  }
}
