/// A rare path that a run must have taken for it to mean anything.
package enum Probe: String, CaseIterable, Sendable {
  case commitUnresolvedApplied = "commit.unresolved.applied"
  case commitUnresolvedNotApplied = "commit.unresolved.not-applied"
  case commitResumedApplied = "commit.resumed.applied"
  case commitResumedNotApplied = "commit.resumed.not-applied"
  case commitVisibleInSteps = "commit.visible.in-steps"
  case commitAborted = "commit.abort"
  case abortUnresolved = "abort.unresolved"
  case transactionTimedOut = "transaction.timed-out"
  case transactionLeftOpen = "transaction.left-open.aborted-by-successor"
  case transactionLeftCommitting = "transaction.left-committing.completed"
  case initialiseWaited = "initialise.waited"
  case producerFenced = "producer.fenced"
  case producerBroken = "producer.broken"
  case consumerBroken = "consumer.broken"
  case produceResentDeduplicated = "produce.resent.deduplicated"
  case produceSinkFull = "produce.sink-full"
  case offsetsOfOldGeneration = "offsets.old-generation"
  case committedPending = "committed.pending"
  case readerHeldUp = "reader.held-up-by-open-transaction"
  case readerSkippedAborted = "reader.skipped-aborted"
  case readerSkippedCompacted = "reader.skipped-compacted"
  case offsetOutOfRange = "reader.offset-out-of-range"
  case memberExpired = "group.member-expired"
  case memberMissedRebalance = "group.missed-rebalance"
  case partitionsLost = "group.partitions-lost"
  case partitionsRevoked = "group.partitions-revoked"
  case rebalanceWithinTransaction = "group.rebalance-within-transaction"
  case cooperativeSecondRound = "group.cooperative.second-round"
  case memberLeft = "group.member-left"
  case partitionAdded = "topic.partition-added"
  case compacted = "topic.compacted"
  case trimmed = "topic.trimmed"
  case crashBeforeCall = "crash.before-call"
  case crashAfterCall = "crash.after-call"
  case crashWithinRevocation = "crash.within-revocation"
  case crashAfterCommitApplied = "crash.after-commit-applied"
  case crashWithinTransaction = "crash.within-transaction"
  case brokerDown = "broker.down"
  case brokerDownWithinTransaction = "broker.down.within-transaction"
  case wallClockForward = "clock.forward"
  case wallClockBackward = "clock.backward"
  case pipelineRebuilt = "pipeline.rebuilt"
  case stateRestored = "pipeline.state-restored"
  case stateReread = "pipeline.input-read-again"
  case processClosed = "process.closed-in-order"
  case processPaused = "process.paused"
  case processZombie = "process.zombie"
  case groupGhost = "group.member-without-commits"
  case refusedTornChangelog = "refused.torn-changelog"
  case refusedInputGone = "refused.input-gone"
  case alertToldLate = "alert.quiet-one-announced"
}

/// How often each probe fired.
package struct ProbeCounts: Sendable, Equatable {
  private var counts = [Int64](repeating: 0, count: Probe.allCases.count)

  package init() {}

  package mutating func fire(_ probe: Probe) { counts[Self.index[probe, default: 0]] += 1 }
  package subscript(probe: Probe) -> Int64 { counts[Self.index[probe, default: 0]] }

  package static func += (a: inout ProbeCounts, b: ProbeCounts) {
    for index in a.counts.indices { a.counts[index] += b.counts[index] }
  }

  /// Those that never fired.
  package var silent: [Probe] { Probe.allCases.filter { self[$0] == 0 } }

  private static let index = Dictionary(
    uniqueKeysWithValues: Probe.allCases.enumerated().map { ($0.element, $0.offset) })
}
