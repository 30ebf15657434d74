import Daemon
import EventTime
import Kafka
import Pipeline
import Settings
import Signals

/// What the present configuration makes of records, as if they came now.
final class MappingTrial {
  private let configuration: Configuration
  private let now = SystemClock.now()
  private var decoders: [String: SourceDecoder] = [:]
  private var signals = SignalBuffer()
  private var counts: [Outcome: Int] = [:]
  private var rejected: [String: Int] = [:]
  private var late = 0

  /// A decoder cannot stand in a collection by itself.
  private final class SourceDecoder {
    var decoder: SignalDecoder
    init(_ decoder: consuming SignalDecoder) { self.decoder = decoder }
  }

  init(_ assembly: Assembly) throws(Failure) {
    configuration = assembly.configuration
    let key = try Loading.key(configuration)
    for (index, source) in configuration.sources.enumerated() {
      do {
        decoders[source.name] = SourceDecoder(try assembly.decoder(source: index, key: key))
      } catch {
        throw .configuration(error.message)
      }
    }
  }

  func decode(_ message: Message, of letter: DeadLetterReference) {
    guard let source = decoders[letter.source],
      let spec = configuration.sources.first(where: { $0.name == letter.source })
    else { return }
    signals.removeAll()
    let view = RecordView(
      payload: message.payload ?? UnsafeRawBufferPointer(start: nil, count: 0),
      offset: message.offset, arrival: now)
    withUnsafePointer(to: view) {
      source.decoder.decode(UnsafeBufferPointer(start: $0, count: 1), into: &signals)
    }
    let signal = signals[0]
    counts[signal.outcome, default: 0] += 1
    if signal.outcome == .rejected { rejected[signal.reason.name, default: 0] += 1 }
    if signal.isAccepted, signal.time < now - spec.maxDelay { late += 1 }
  }

  /// How many would be taken, and what would become of the others.
  var summary: String {
    var parts = [
      "\(counts[.accepted, default: 0] + counts[.retraction, default: 0]) would be taken"
    ]
    if late > 0 { parts[0] += " (\(late) of them older than their source's delay: late)" }
    let left = [.filtered, .hidden, .tombstone].reduce(0) { $0 + counts[$1, default: 0] }
    if left > 0 { parts.append("\(left) left out") }
    for (reason, count) in rejected.sorted(by: { $0.key < $1.key }) {
      parts.append("\(count) rejected again as \(reason)")
    }
    return parts.joined(separator: ", ")
  }
}
