internal import EventTime
internal import Replay
internal import Signals

/// An open file of a feed: its lines, and what the source's mapping makes of them.
final class FeedFile {
  let input: ReplayInput
  private var reader: LineReader
  private var decoder: SignalDecoder
  private let lines: UnsafeMutableBufferPointer<Line>
  private var views: [RecordView] = []
  private var signals = SignalBuffer()
  private var position = 0
  private var count = 0
  private(set) var isDone = false
  /// The event time of the line that is next; where it has none, of the one before.
  private(set) var time = Instant.distantPast

  /// Opens the file, whose first line is read by `advance`.
  init(
    _ input: ReplayInput, decoder: consuming SignalDecoder, maxRecordBytes: Int
  ) throws(ReplayError) {
    self.input = input
    reader = try LineReader(path: input.path, maxLineBytes: maxRecordBytes)
    self.decoder = decoder
    lines = .allocate(capacity: FileReplay.batchLines)
    self.decoder.beginFile()
  }

  deinit { lines.deallocate() }

  /// The next line; it and its signal stay until `advance`.
  var line: Line { lines[position] }
  var signal: Signal { signals[position] }

  /// Whether the signal's time is an event's: what is rejected has none.
  var hasTime: Bool { Self.hasTime(signals[position]) }

  private static func hasTime(_ signal: Signal) -> Bool {
    switch signal.outcome {
    case .accepted, .retraction, .filtered, .hidden: signal.time > .distantPast
    case .tombstone, .rejected: false
    }
  }

  /// Goes to the next line; `isDone` when there is none.
  func advance() throws(ReplayError) {
    position += 1
    if position >= count { try refill() }
    if !isDone && hasTime { time = signals[position].time }
  }

  private func refill() throws(ReplayError) {
    position = 0
    count = try reader.nextBatch(into: lines)
    isDone = count == 0
    views.removeAll(keepingCapacity: true)
    for index in 0..<count {
      var view = RecordView(
        payload: lines[index].bytes, offset: lines[index].number, arrival: nil, hasPadding: true)
      view.isTooLarge = lines[index].isTooLarge
      views.append(view)
    }
    signals.removeAll()
    views.withUnsafeBufferPointer { decoder.decode($0, into: &signals) }
  }
}
