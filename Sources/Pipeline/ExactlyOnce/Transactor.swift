/// Why a pipeline cannot go on.
package enum PipelineError: Error, Sendable, CustomStringConvertible {
  /// Settings, or what stands in the log, must be changed first; trying again is of no use.
  case configuration(String)
  /// A client is finished: the process must begin anew, and loses nothing by it.
  case fatal(String)

  package var description: String {
    switch self {
    case .configuration(let reason), .fatal(let reason): reason
    }
  }

  /// Of an error that trying again does not mend; nil of all others.
  init?(_ error: LogError) {
    switch error.kind {
    case .configuration: self = .configuration(error.reason)
    case .fatal: self = .fatal(error.reason)
    default: return nil
    }
  }
}

/// One pipeline's transactions: a producer that is rebuilt when it is lost, and the one transaction
/// that may be on its way.
///
/// What a transaction sends must be kept by the caller until `committed`; after `nothing` it sends the
/// same again.
package final class Transactor {
  package enum Outcome: Sendable, Equatable {
    /// All of it is there.
    case committed
    /// None of it is there, nor ever will be: to be sent again. The reason is for the log.
    case nothing(String)
    /// Nobody knows yet: `resume`, and change nothing until then.
    case unresolved(String)
    /// The producer is finished and the outcome may be unknown: what was derived from uncommitted
    /// input must be dropped, and read again from the committed positions.
    case lost(String)
  }

  private enum Phase { case unbuilt, ready, committing, aborting }

  package let id: String
  private let cluster: any LogCluster
  private var producer: (any LogProducer)?
  private var phase = Phase.unbuilt
  /// Transactions by outcome, since the start.
  package private(set) var committedTotal: Int64 = 0
  package private(set) var abortedTotal: Int64 = 0
  /// Producers that were built, the first included.
  package private(set) var producersTotal: Int64 = 0

  package init(id: String, cluster: any LogCluster) {
    self.id = id
    self.cluster = cluster
  }

  package var isReady: Bool { phase == .ready }
  package var isUnresolved: Bool { phase == .committing || phase == .aborting }

  /// Builds the producer where there is none, and takes the id over. Throws while that does not work.
  package func prepare() throws(LogError) {
    guard phase == .unbuilt else { return }
    let made: any LogProducer
    if let producer {
      made = producer
    } else {
      made = try cluster.producer(transactionalID: id)
      producersTotal += 1
      producer = made
    }
    do {
      try made.initialise()
    } catch {
      if error.kind == .producerLost { discard() }
      throw error
    }
    phase = .ready
  }

  /// Sends records and positions in one transaction.
  package func send(
    _ records: [OutRecord], offsets: [LogOffset], of consumer: (any LogConsumer)?
  ) throws(PipelineError) -> Outcome {
    guard let producer, phase == .ready else {
      preconditionFailure("a transaction of \(id) without a producer that is ready")
    }
    do {
      try producer.begin()
    } catch {
      // There is nothing to abort.
      guard error.kind != .producerLost, PipelineError(error) == nil else {
        return try failed(error)
      }
      return .nothing(error.reason)
    }
    do {
      for record in records { try producer.produce(record) }
      if let consumer, !offsets.isEmpty { try producer.sendOffsets(offsets, of: consumer) }
    } catch {
      return try failed(error)
    }
    phase = .committing
    return try resume()
  }

  /// Goes on with what is unresolved.
  package func resume() throws(PipelineError) -> Outcome {
    guard let producer else { preconditionFailure("nothing of \(id) is unresolved") }
    switch phase {
    case .committing:
      do {
        try producer.commit()
        phase = .ready
        committedTotal += 1
        return .committed
      } catch {
        switch error.kind {
        case .unavailable, .unresolved: return .unresolved(error.reason)
        default: return try failed(error)
        }
      }
    case .aborting:
      return try abort("resumed")
    case .ready, .unbuilt:
      preconditionFailure("nothing of \(id) is unresolved")
    }
  }

  /// Gives the producer up. The next one settles what this one left open.
  package func discard() {
    producer?.close()
    producer = nil
    phase = .unbuilt
  }

  package func poll() { producer?.poll() }

  private func failed(_ error: LogError) throws(PipelineError) -> Outcome {
    if let final = PipelineError(error) {
      discard()
      throw final
    }
    guard error.kind == .producerLost else { return try abort(error.reason) }
    discard()
    return .lost(error.reason)
  }

  private func abort(_ reason: String) throws(PipelineError) -> Outcome {
    guard let producer else { preconditionFailure("no producer of \(id)") }
    phase = .aborting
    do {
      try producer.abort()
    } catch {
      switch error.kind {
      case .unavailable, .unresolved: return .unresolved("\(reason); abort: \(error.reason)")
      default:
        discard()
        if let final = PipelineError(error) { throw final }
        return .lost("\(reason); abort: \(error.reason)")
      }
    }
    phase = .ready
    abortedTotal += 1
    return .nothing(reason)
  }
}
