internal import Glibc

/// What can go wrong in one run, and how often. Every number is a probability unless it says more.
package struct FaultPlan: Sendable, Equatable {
  /// A call fails and has done nothing.
  package var failsBefore = 0.0
  /// A call has done its work and says that it has not, or does not know.
  package var failsAfter = 0.0
  package var crashBefore = 0.0
  package var crashAfter = 0.0
  /// A record of the transaction was given up: the transaction must be aborted.
  package var aborts = 0.0
  /// A producer breaks without a reason that it knows of.
  package var producerBreaks = 0.0
  /// A consumer breaks, and its process must begin anew.
  package var consumerBreaks = 0.0
  /// Nothing has arrived yet, at a call that asks for records.
  package var nothingArrives = 0.0
  /// Records handed over at most; 0 is no limit of the simulation's own.
  package var largestBatch = 0
  /// A record that is queued is sent at once, ahead of the commit.
  package var sendsEarly = 0.0
  /// A record was appended and the answer is lost, so that it is sent again.
  package var answerLost = 0.0
  /// A step of time in which a marker of an ended transaction is not written yet.
  package var markerDelayed = 0.0
  /// In a step of time, the broker goes down, and for how many microseconds at most.
  package var brokerStops = 0.0
  package var longestOutage: Int64 = 20_000_000
  /// In a step of time, a topic takes no records, and for how many microseconds at most.
  package var sinkFills = 0.0
  package var longestFull: Int64 = 5_000_000
  /// In a step of time, a group is told to rebalance.
  package var rebalances = 0.0
  /// In a step of time, a machine's wall clock jumps, and by how many microseconds at most.
  package var clockJumps = 0.0
  package var longestJump: Int64 = 7_200_000_000
  /// In a step of time, a compacted topic is compacted.
  package var compacts = 0.0

  /// Nothing goes wrong.
  package init() {}

  /// A plan of which each fault is a part or not, and rare or frequent, by chance: runs with few
  /// kinds of faults reach further than runs with all of them.
  package init(random: inout Xoshiro256) {
    func some(_ least: Double, _ greatest: Double, _ random: inout Xoshiro256) -> Double {
      guard random.chance(0.5) else { return 0 }
      // Even over the orders of magnitude.
      return least * pow(greatest / least, random.uniform())
    }
    failsBefore = some(0.001, 0.1, &random)
    failsAfter = some(0.001, 0.1, &random)
    crashBefore = some(0.0001, 0.003, &random)
    crashAfter = some(0.0001, 0.003, &random)
    aborts = some(0.0005, 0.02, &random)
    producerBreaks = some(0.0002, 0.005, &random)
    consumerBreaks = some(0.0001, 0.002, &random)
    nothingArrives = some(0.02, 0.6, &random)
    largestBatch = random.chance(0.5) ? 1 + random.below(100) : 0
    sendsEarly = some(0.05, 1, &random)
    answerLost = some(0.005, 0.2, &random)
    markerDelayed = some(0.05, 0.9, &random)
    brokerStops = some(0.0002, 0.005, &random)
    sinkFills = some(0.0005, 0.01, &random)
    rebalances = some(0.0005, 0.02, &random)
    clockJumps = some(0.001, 0.01, &random)
    compacts = some(0.005, 0.2, &random)
  }
}
