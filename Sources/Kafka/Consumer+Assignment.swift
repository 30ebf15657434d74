internal import CRdKafka

/// A partition that is being read.
struct AssignedPartition {
  let partition: TopicPartition
  /// The partition's own queue, taken off the common one.
  let queue: OpaquePointer
  /// Where reading goes on: the offset after the last record consumed, or where it was told to start.
  var position: StartPosition
  var isHeldBack = false
}

extension Consumer {
  /// Reads these partitions from these positions, and no others; for a reader without a group.
  ///
  /// Offsets are given by the caller or are logical; the group's are not known here.
  package func assign(_ starts: [PartitionStart]) throws(KafkaError) {
    precondition(group == nil && !isClosed && !isConsuming, "assign in a group")
    try replaceAssignment(with: starts)
  }

  /// Goes back, or on, to the given positions in partitions that are assigned, and begins with those
  /// that were to be read later; the others go on where they are. What is queued already is dropped.
  ///
  /// It re-assigns, for seeking is unsafe beside batches in librdkafka 2.0.
  package func restart(from starts: [PartitionStart]) throws(KafkaError) {
    precondition(!isClosed && !isConsuming, "restart inside a batch")
    for start in starts {
      precondition(
        deferred.contains(start.partition) || assigned.contains(start.partition),
        "restart of \(start.partition), which is not assigned")
    }
    if isCooperative {
      let moved = starts.map(\.partition).filter { assigned.contains($0) }
      for partition in moved { release(partition) }
      if !moved.isEmpty {
        try KafkaError.check(
          PartitionList(moved).lend { rd_kafka_incremental_unassign(handle.client, $0) }, "restart")
      }
      try addToAssignment(starts)
    } else {
      var positions = partitions.map { PartitionStart($0.partition, at: $0.position) }
      for start in starts {
        if let index = positions.firstIndex(where: { $0.partition == start.partition }) {
          positions[index] = start
        } else {
          positions.append(start)
        }
      }
      try replaceAssignment(with: positions)
    }
    for start in starts { deferred.remove(start.partition) }
  }

  /// Holds a partition back: `wait` no longer returns for its records. Nothing is lost; fetching
  /// stops when the local queue is full.
  package func holdBack(_ index: Int, _ isHeldBack: Bool) {
    partitions[index].isHeldBack = isHeldBack
  }

  /// Where reading a partition goes on: after the last record consumed. Nil before the first one,
  /// when it was told to start at a logical position.
  package func position(_ index: Int) -> Int64? {
    switch partitions[index].position {
    case .offset(let offset): offset
    case .beginning, .end, .beforeEnd, .committed, .later: nil
    }
  }

  func replaceAssignment(with starts: [PartitionStart]) throws(KafkaError) {
    releaseAll()
    let list = take(starts)
    try KafkaError.check(list.lend { rd_kafka_assign(handle.client, $0) }, "assign")
  }

  func addToAssignment(_ starts: [PartitionStart]) throws(KafkaError) {
    let list = take(starts)
    try KafkaError.check(list.lend { rd_kafka_incremental_assign(handle.client, $0) }, "assign")
  }

  func clearAssignment() throws(KafkaError) {
    deferred.removeAll()
    releaseAll()
    try KafkaError.check(rd_kafka_assign(handle.client, nil), "unassign")
  }

  func removeFromAssignment(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>)
    throws(KafkaError)
  {
    let going = list.pointee.partitions
    let held = going.filter { assigned.contains($0) }
    for partition in going {
      release(partition)
      deferred.remove(partition)
    }
    try KafkaError.check(
      PartitionList(held).lend { rd_kafka_incremental_unassign(handle.client, $0) }, "unassign")
  }

  /// Takes each partition's queue off the common one, before the first record can arrive.
  private func take(_ starts: [PartitionStart]) -> PartitionList {
    let list = PartitionList(capacity: starts.count)
    for start in starts {
      guard
        let queue = rd_kafka_queue_get_partition(
          handle.client, start.partition.topic, start.partition.partition)
      else { preconditionFailure("a consumer has a queue for every partition") }
      rd_kafka_queue_forward(queue, nil)
      notify(from: queue)
      partitions.append(
        AssignedPartition(partition: start.partition, queue: queue, position: start.position))
      list.add(start.partition, rawOffset: start.position.rawOffset)
    }
    assignmentChanged()
    return list
  }

  private func release(_ partition: TopicPartition) {
    guard let index = partitions.firstIndex(where: { $0.partition == partition }) else { return }
    release(partitions.remove(at: index))
    assignmentChanged()
  }

  func releaseAll() {
    for partition in partitions { release(partition) }
    partitions.removeAll(keepingCapacity: true)
    assignmentChanged()
  }

  func release(_ partition: AssignedPartition) {
    rd_kafka_queue_io_event_enable(partition.queue, -1, nil, 0)
    rd_kafka_queue_destroy(partition.queue)
  }

  /// Makes a queue wake us when it is no longer empty.
  func notify(from queue: OpaquePointer) {
    var token = WakeUp.token
    rd_kafka_queue_io_event_enable(
      queue, handle.wakeUp.descriptor, &token, MemoryLayout<UInt64>.size)
  }
}
