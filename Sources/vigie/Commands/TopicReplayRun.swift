import Daemon
import EventTime
import Kafka
import Pipeline
import Settings
import Signals

/// `vigie replay --from --to`: history as it stands in the topics.
struct TopicReplayRun {
  private let assembly: Assembly
  private let from: Instant
  private let until: Instant

  init(_ arguments: Arguments, _ assembly: Assembly) throws(Failure) {
    self.assembly = assembly
    from = try moment(arguments["from"], "from", command: "replay") ?? Instant(seconds: 0)
    until = try moment(arguments["to"], "to", command: "replay") ?? .distantFuture
    guard from < until else {
      throw .usage("--from must be before --to", command: "replay")
    }
  }

  func run(
    _ chain: inout Chain, _ write: (borrowing Chain, inout ChainEffects) throws(Failure) -> Void
  ) throws(Failure) {
    var effects = ChainEffects()
    do {
      let replay = try TopicReplay(
        topics: assembly.configuration.sources.map(\.topic), from: from, until: until,
        properties: Loading.properties(assembly.configuration))
      replay.assign(to: chain)
      let bar = ProgressBar(total: nil, of: .records)
      while try replay.step(&chain, into: &effects) {
        try write(chain, &effects)
        bar.show(replay.recordsTotal, at: nil)
      }
      bar.end()
    } catch let error as KafkaError {
      throw Failure(error)
    } catch let error as Failure {
      throw error
    } catch {
      throw .bug("\(error)")
    }
  }
}
