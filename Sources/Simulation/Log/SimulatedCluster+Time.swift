internal import EventTime

// What happens by itself as time passes.
extension SimulatedCluster {
  /// Lets time pass, then lets the broker do what is due.
  package func advance(microseconds: Int64) {
    let wasDown = isDown
    clock.advance(microseconds: microseconds)
    if let faults = activeFaults { strike(faults) }
    guard !isDown else { return }
    // A coordinator that comes back gives every member its whole time again.
    for group in groups { settle(group, isFresh: wasDown) }
    for transaction in transactions {
      expire(transaction)
      writeMarkers(of: transaction)
    }
  }

  private func strike(_ faults: FaultPlan) {
    if random.chance(faults.brokerStops) {
      downUntil = elapsed + 1 + Int64(random.below(Int(faults.longestOutage)))
      fire(.brokerDown)
      note(.brokerStops, nil, downUntil, 0, "stops")
    }
    if random.chance(faults.sinkFills), !topics.isEmpty {
      let topic = topics[random.below(topics.count)]
      topic.fullUntil = elapsed + 1 + Int64(random.below(Int(faults.longestFull)))
      note(.sinkFills, nil, Int64(topic.number), topic.fullUntil, "\(topic.name) is full")
    }
    if random.chance(faults.rebalances), !groups.isEmpty {
      rebalance(groups[random.below(groups.count)])
    }
    if random.chance(faults.clockJumps) {
      let running = processes.filter { !$0.isCrashed }
      if !running.isEmpty {
        let process = running[random.below(running.count)]
        let jump = Int64(random.below(Int(2 * faults.longestJump))) - faults.longestJump
        process.clock.wallOffset = Interval(microseconds: jump)
        fire(jump < 0 ? .wallClockBackward : .wallClockForward)
        note(.clockJumps, process, jump, 0, "the wall clock jumps")
      }
    }
    if random.chance(faults.compacts) {
      let compacted = topics.filter(\.isCompacted)
      if !compacted.isEmpty { compact(compacted[random.below(compacted.count)]) }
    }
  }

  /// Cleans a compacted topic, but for a tail of each partition, of some length.
  private func compact(_ topic: SimulatedTopic) {
    for index in topic.partitions.indices {
      let log = topic.partitions[index]
      let end = log.low + Int64(random.below(Int(log.high - log.low) + 1))
      let gone = topic.partitions[index].compact(upTo: end)
      guard gone > 0 else { continue }
      fire(.compacted)
      note(.compacted, nil, Int64(index), Int64(gone), "\(topic.name)[\(index)] up to \(end)")
    }
  }

  /// No more faults: what is down or full comes back at once.
  package func calm() {
    faultsAreOn = false
    let wasDown = isDown
    downUntil = 0
    for topic in topics { topic.fullUntil = 0 }
    if wasDown { for group in groups { settle(group, isFresh: true) } }
  }

  /// Tells a group's members to join again.
  package func rebalance(group name: String) {
    if let group = groups.first(where: { $0.name == name }) { rebalance(group) }
  }

  func rebalance(_ group: SimulatedGroup) {
    guard group.phase == .stable, !group.members.isEmpty else { return }
    group.prepare(until: elapsed + Self.rebalanceTimeout)
  }

  /// Puts out members that are not heard of, and ends a rebalance that all have joined.
  private func settle(_ group: SimulatedGroup, isFresh: Bool) {
    for member in group.members {
      if isFresh || member.isAlive { member.lastHeard = elapsed }
    }
    let expired = group.members.filter { elapsed - $0.lastHeard > Self.sessionTimeout }
    for member in expired {
      fire(.memberExpired)
      note(.expired, member.process, member.id, 0, "\(group.name): not heard of")
      remove(member, from: group)
    }
    if group.topic.partitions.count != group.knownPartitions { rebalance(group) }
    guard case .preparing(let until) = group.phase else { return }
    if elapsed > until {
      for member in group.members where !member.hasJoined {
        fire(.memberMissedRebalance)
        note(.expired, member.process, member.id, 1, "\(group.name): missed the rebalance")
        group.members.removeAll { $0 === member }
      }
    }
    guard group.members.allSatisfy(\.hasJoined) else { return }
    let turn = faultsAreOn && faults.rebalances > 0 ? random.below(64) : 0
    if group.complete(turn: turn) { fire(.cooperativeSecondRound) }
    note(
      .generation, nil, Int64(group.generation), Int64(group.members.count),
      "\(group.name): "
        + group.members.map { "\($0.id)@\($0.process.name) \($0.assignment)" }
        .joined(separator: ", "))
  }

  func remove(_ member: GroupMember, from group: SimulatedGroup) {
    group.members.removeAll { $0 === member }
    if group.phase == .stable { group.prepare(until: elapsed + Self.rebalanceTimeout) }
  }

  /// Aborts what is open for too long, and fences whoever opened it.
  private func expire(_ transaction: SimulatedTransaction) {
    guard transaction.phase == .ongoing, elapsed - transaction.since > Self.transactionTimeout
    else { return }
    fire(.transactionTimedOut)
    note(
      .expired, nil, Int64(transaction.serial), 2, "transaction of \(transaction.id) takes too long"
    )
    transaction.timedOutEpoch = transaction.epoch
    transaction.epoch += 1
    transaction.phase = .ending(isCommit: false)
  }
}
