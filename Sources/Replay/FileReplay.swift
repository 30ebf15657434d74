package import EventTime
package import Pipeline
internal import Signals

/// One file of history, replayed as one partition of a source.
package struct ReplayInput: Sendable, Equatable {
  /// Index of the source in its chain.
  package var source: Int
  /// A path; `-` is standard input.
  package var path: String

  package init(source: Int, path: String) {
    self.source = source
    self.path = path
  }
}

/// What a replay has read so far.
package struct ReplayProgress: Sendable, Equatable {
  package var lines: Int64 = 0
  /// Lines longer than `maxRecordBytes`.
  package var tooLarge: Int64 = 0
  package var bytes: Int64 = 0
  /// The frontier of the slowest input; nil before all of them have one.
  package var frontier: Instant?

  package init() {}
}

/// Reads history from files through a chain, as fast as the machine goes.
///
/// Files of one source are its partitions; of several inputs the one whose frontier is behind is read
/// next, so that none runs ahead of the others. Line numbers are offsets.
package struct FileReplay: ~Copyable {
  /// Lines taken from one input at a time.
  package static let batchLines = 1024

  private var files: [ReplayFile] = []
  private let lines: UnsafeMutableBufferPointer<Line>
  private var views: UnsafeMutableBufferPointer<RecordView>
  package private(set) var progress = ReplayProgress()

  /// Opens every file. Throws for one that is not there.
  package init(
    inputs: [ReplayInput], chain: borrowing Chain, maxRecordBytes: Int
  ) throws(ReplayError) {
    lines = .allocate(capacity: Self.batchLines)
    views = .allocate(capacity: Self.batchLines)
    for (index, input) in inputs.enumerated() {
      let partition = Int32(inputs[..<index].count { $0.source == input.source })
      let source = chain.sources[input.source]
      source.guardsArrivals = true
      source.assign(partition: partition)
      files.append(
        ReplayFile(
          input: input, partition: partition,
          reader: try LineReader(path: input.path, maxLineBytes: maxRecordBytes)))
    }
  }

  deinit {
    lines.deallocate()
    views.deallocate()
  }

  /// Takes some lines of the input that is behind, and ends inputs that are read; false when all are.
  package mutating func step(
    _ chain: inout Chain, into effects: inout ChainEffects
  ) throws(ReplayError) -> Bool {
    var behind: Int?
    var least = Instant.distantFuture
    for index in files.indices where !files[index].isDone {
      let file = files[index]
      let frontier =
        chain.sources[file.input.source].frontier(partition: file.partition) ?? .distantPast
      if behind == nil || frontier < least {
        behind = index
        least = frontier
      }
    }
    guard let behind else { return false }
    progress.frontier = least == .distantPast ? nil : least
    let file = files[behind]
    let source = chain.sources[file.input.source]
    let start = source.now
    let count = try file.read(into: lines)
    guard count > 0 else {
      file.isDone = true
      chain.end(
        source: file.input.source, partition: file.partition, present: .distantFuture,
        into: &effects)
      return true
    }
    for index in 0..<count {
      let line = lines[index]
      progress.bytes += Int64(line.bytes.count) + 1
      if line.isTooLarge { progress.tooLarge += 1 }
      views.initializeElement(
        at: index, to: line.view(maxRecordBytes: file.maxRecordBytes))
    }
    progress.lines += Int64(count)
    source.times.read += source.now - start
    if !file.hasBegun { source.beginFile() }
    file.hasBegun = true
    chain.feed(
      UnsafeBufferPointer(rebasing: views[0..<count]), source: file.input.source,
      partition: file.partition, present: .distantFuture, into: &effects)
    return true
  }
}

/// An open file of a replay; a class because its reader cannot be copied.
private final class ReplayFile {
  let input: ReplayInput
  let partition: Int32
  var isDone = false
  var hasBegun = false
  let maxRecordBytes: Int
  private var reader: LineReader

  init(input: ReplayInput, partition: Int32, reader: consuming LineReader) {
    self.input = input
    self.partition = partition
    maxRecordBytes = reader.maxLineBytes
    self.reader = reader
  }

  func read(into lines: UnsafeMutableBufferPointer<Line>) throws(ReplayError) -> Int {
    try reader.nextBatch(into: lines)
  }
}

extension Line {
  /// The line as a record; one that is too long becomes a record that the decoder rejects as such.
  fileprivate func view(maxRecordBytes: Int) -> RecordView {
    var view = RecordView(payload: bytes, offset: number, arrival: nil)
    view.hasPadding = true
    view.isTooLarge = isTooLarge
    return view
  }
}
