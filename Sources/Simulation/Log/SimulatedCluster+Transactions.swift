internal import Pipeline

// The transaction coordinator.
extension SimulatedCluster {
  /// Takes a transactional id over: fences a predecessor, and settles what it left open.
  func initialise(_ id: String) throws(LogError) -> SimulatedTransaction {
    guard let transaction = transactions.first(where: { $0.id == id }) else {
      let transaction = SimulatedTransaction(id: id, producerID: Int64(transactions.count))
      transactions.append(transaction)
      return transaction
    }
    switch transaction.phase {
    case .idle: break
    case .ongoing:
      fire(.transactionLeftOpen)
      transaction.epoch += 1
      transaction.phase = .ending(isCommit: false)
    case .ending(let isCommit):
      if isCommit { fire(.transactionLeftCommitting) }
    }
    writeMarkers(of: transaction)
    guard transaction.phase == .idle else {
      fire(.initialiseWaited)
      throw LogError(.unavailable, "a transaction of \(id) is being ended")
    }
    transaction.epoch += 1
    transaction.timedOutEpoch = nil
    return transaction
  }

  /// Why a producer of this epoch may not go on; nil when it may.
  func objection(to epoch: Int32, of transaction: SimulatedTransaction) -> LogError? {
    guard epoch != transaction.epoch else { return nil }
    let isTimeout =
      transaction.timedOutEpoch == epoch && transaction.epoch == epoch + 1 && !timeoutEndsProducer
    if isTimeout { return LogError(.abort, "the transaction took too long") }
    fire(.producerFenced)
    return LogError(.producerLost, "fenced by another producer of \(transaction.id)")
  }

  /// Adds a place to a producer's transaction, which begins with the first; false while the
  /// transaction before is being ended.
  func add(_ target: SimulatedTransaction.Target, to transaction: SimulatedTransaction) -> Bool {
    switch transaction.phase {
    case .ending: return false
    case .idle:
      transaction.phase = .ongoing
      transaction.serial = serial()
      transaction.since = elapsed
      transaction.targets = [target]
    case .ongoing:
      if !transaction.targets.contains(target) { transaction.targets.append(target) }
    }
    return true
  }

  /// Ends a transaction at its producer's word. Once this has returned it is decided; those who read
  /// see it when its markers are written.
  func end(_ transaction: SimulatedTransaction, serial: Int32, isCommit: Bool) throws(LogError) {
    if let ended = transaction.ended, ended.serial == serial {
      if ended.isCommit == isCommit { return }
      throw LogError(.producerLost, "the transaction was ended otherwise")
    }
    precondition(transaction.phase == .ongoing && transaction.serial == serial)
    transaction.phase = .ending(isCommit: isCommit)
    transaction.ended = (serial, isCommit)
    writeMarkers(of: transaction)
  }

  /// Writes the markers of a decided transaction, one place after the other, in any order.
  func writeMarkers(of transaction: SimulatedTransaction) {
    guard case .ending(let isCommit) = transaction.phase else { return }
    while !transaction.targets.isEmpty {
      var place = 0
      if let faults = activeFaults, faults.markerDelayed > 0 {
        if random.chance(faults.markerDelayed) {
          if isCommit { fire(.commitVisibleInSteps) }
          return
        }
        place = random.below(transaction.targets.count)
      }
      let target = transaction.targets.remove(at: place)
      switch target {
      case .partition(let topic, let partition):
        topic.partitions[partition].end(
          transaction: transaction.serial, isCommit: isCommit, time: clock.now)
        note(
          .marker, nil, Int64(topic.number) << 16 | Int64(partition), isCommit ? 1 : 0,
          "\(isCommit ? "commit" : "abort") of \(transaction.id) in \(topic.name)[\(partition)]")
      case .group(let group):
        group.end(transaction: transaction.serial, isCommit: isCommit)
        note(
          .marker, nil, -1, isCommit ? 1 : 0,
          "\(isCommit ? "commit" : "abort") of \(transaction.id) in group \(group.name)")
      }
    }
    transaction.phase = .idle
  }
}
