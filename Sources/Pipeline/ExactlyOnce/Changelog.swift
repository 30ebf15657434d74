package import Detection
internal import EventTime

/// What a changelog partition says of itself: whose state, up to where, under which settings.
package struct ChangelogHeader: Sendable, Equatable {
  /// The seed of the hash from dimension to shard; another one puts series elsewhere.
  package static let shardSeed = ShardMap.seed

  /// The state follows from everything before this offset of the stage's input.
  package var inputOffset: Int64
  package var paneMicroseconds: Int64
  package var shards: Int
  /// Of all live cells, so that a torn changelog shows.
  package var digest: UInt64
  package var cellCount: Int

  func write(into writer: inout StateWriter) {
    writer.signed(inputOffset)
    writer.signed(paneMicroseconds)
    writer.count(shards)
    writer.fixed64(Self.shardSeed)
    writer.fixed64(digest)
    writer.count(cellCount)
  }

  init(
    inputOffset: Int64, paneMicroseconds: Int64, shards: Int, digest: UInt64, cellCount: Int
  ) {
    self.inputOffset = inputOffset
    self.paneMicroseconds = paneMicroseconds
    self.shards = shards
    self.digest = digest
    self.cellCount = cellCount
  }

  init(from reader: inout StateReader) throws(StateError) {
    inputOffset = try reader.signed()
    paneMicroseconds = try reader.signed()
    let count = try reader.unsigned()
    guard count > 0, count <= 1 << 16 else { throw .damaged("\(count) shards") }
    shards = Int(count)
    let seed = try reader.fixed64()
    guard seed == Self.shardSeed else {
      throw .incompatible("series were put into shards by another hash")
    }
    digest = try reader.fixed64()
    let cells = try reader.unsigned()
    guard cells <= 1 << 40 else { throw .damaged("\(cells) cells") }
    cellCount = Int(cells)
    try reader.finish()
  }
}

/// Writes what changed of a machine's state to one partition of a compacted topic.
struct ChangelogWriter: ~Copyable {
  static let header = RecordKind(id: 1, version: 1, name: "the changelog's header")
  static let cell = RecordKind(id: 2, version: 1, name: "a cell of the changelog")
  /// No cell has this key.
  static let headerKey: [UInt8] = [0]

  private let partition: LogPartition
  /// Of every cell, or part of one, as the log has it.
  private var digests: [String: UInt64] = [:]
  private var pending: [String: UInt64]?
  private var frame = RecordFrame()
  private var sealed: [UInt8] = []

  init(_ partition: LogPartition) { self.partition = partition }

  /// The log has these cells already.
  mutating func restored(_ cells: StateCells) {
    digests = CellParts.split(cells).mapValues(Self.digest)
    pending = nil
  }

  /// Records of what changed since what is in the log, and the header last. Nothing is taken as written
  /// before `written`.
  mutating func records(
    of cells: StateCells, inputOffset: Int64, paneMicroseconds: Int64, shards: Int
  ) -> [OutRecord] {
    let parts = CellParts.split(cells)
    let fresh = parts.mapValues(Self.digest)
    var records: [OutRecord] = []
    for key in fresh.keys.sorted() where digests[key] != fresh[key] {
      frame.seal(parts[key] ?? [], kind: Self.cell, into: &sealed)
      records.append(record(Array(key.utf8), sealed))
    }
    for key in digests.keys.sorted() where fresh[key] == nil {
      records.append(record(Array(key.utf8), nil))
    }
    let header = ChangelogHeader(
      inputOffset: inputOffset, paneMicroseconds: paneMicroseconds, shards: shards,
      digest: Self.digest(of: fresh), cellCount: fresh.count)
    var writer = StateWriter()
    header.write(into: &writer)
    frame.seal(writer.bytes, kind: Self.header, into: &sealed)
    records.append(record(Self.headerKey, sealed))
    pending = fresh
    return records
  }

  /// The records are in the log.
  mutating func written() {
    if let pending { digests = pending }
    pending = nil
  }

  private func record(_ key: [UInt8], _ payload: [UInt8]?) -> OutRecord {
    OutRecord(
      topic: partition.topic, partition: partition.partition, key: key, payload: payload)
  }

  static func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { hash64($0, seed: 0x5649_4749) }
  }

  /// Of all cells together, in whatever order.
  static func digest(of digests: [String: UInt64]) -> UInt64 {
    digests.reduce(0) { $0 &+ hash64($1.key, seed: $1.value) }
  }
}

/// Reads a changelog partition to its end, some of it at each step.
package final class ChangelogRestore {
  package enum Result {
    /// Nothing was ever written.
    case empty
    case state(ChangelogHeader, StateCells)
  }

  private let partition: LogPartition
  private let cluster: any LogCluster
  private var reader: (any LogReader)?
  private var high: Int64 = 0
  private var cells: [String: [UInt8]] = [:]
  private var header: ChangelogHeader?
  private var frame = RecordFrame()
  private var body: [UInt8] = []
  /// Records read, and the offset to be reached.
  package private(set) var progress: (position: Int64, of: Int64) = (0, 0)
  package private(set) var byteCount = 0

  package init(_ partition: LogPartition, cluster: any LogCluster) {
    self.partition = partition
    self.cluster = cluster
  }

  /// Reads on; nil: there is more.
  ///
  /// The end is the high watermark of everything, open transactions included: under read committed the
  /// "end" is the last stable offset, and the last transaction can still be missing.
  package func step(milliseconds: Int32) throws(RestoreError) -> Result? {
    do throws(LogError) {
      if reader == nil {
        let marks = try cluster.watermarks([partition])[partition]
        guard let marks else {
          throw LogError(.unavailable, "\(partition) is not there")
        }
        high = marks.high
        progress = (marks.low, high)
        if marks.high <= marks.low { return .empty }
        let made = try cluster.reader()
        try made.start(partition, at: .beginning)
        reader = made
      }
    } catch {
      throw .log(error)
    }
    return try read(milliseconds)
  }

  package func close() {
    reader?.close()
    reader = nil
  }

  private func read(_ milliseconds: Int32) throws(RestoreError) -> Result? {
    guard let reader else { return nil }
    var failure: StateError?
    var isDone = false
    do throws(LogError) {
      try reader.read(max: 1000, milliseconds: milliseconds) { batch, keys in
        for (record, key) in zip(batch.records, keys) where failure == nil {
          progress.position = record.offset + 1
          do throws(StateError) {
            try take(key, record.payload)
          } catch {
            failure = error
          }
        }
        if let end = batch.endOffset, end >= high { isDone = true }
      }
    } catch {
      throw .log(error)
    }
    if let failure { throw .state(failure) }
    if !isDone && progress.position < high { return nil }
    do throws(StateError) {
      return try finish()
    } catch {
      throw .state(error)
    }
  }

  private func take(_ key: [UInt8], _ payload: UnsafeRawBufferPointer) throws(StateError) {
    byteCount += key.count + payload.count
    guard payload.baseAddress != nil else {
      cells[String(decoding: key, as: UTF8.self)] = nil
      return
    }
    let kinds = [ChangelogWriter.header, ChangelogWriter.cell]
    guard let kind = try frame.open(payload, kinds: kinds, into: &body) else { return }
    if kind.id == ChangelogWriter.header.id {
      var reader = StateReader(body)
      header = try ChangelogHeader(from: &reader)
    } else {
      cells[String(decoding: key, as: UTF8.self)] = body
    }
  }

  private func finish() throws(StateError) -> Result {
    guard let header else {
      guard cells.isEmpty else { throw .damaged("\(partition) has cells and no header") }
      return .empty
    }
    let digest = ChangelogWriter.digest(of: cells.mapValues(ChangelogWriter.digest))
    guard digest == header.digest, cells.count == header.cellCount else {
      throw .damaged(
        "\(partition) is torn: \(cells.count) cells are there, and \(header.cellCount) were written"
      )
    }
    return .state(header, try CellParts.join(cells))
  }
}

/// Why state could not be restored.
package enum RestoreError: Error {
  /// Nothing is wrong with the state; later it may work.
  case log(LogError)
  case state(StateError)
}

extension StateError {
  /// For whoever reads the log at night.
  package var sentence: String {
    switch self {
    case .damaged(let reason): "damaged: \(reason)"
    case .newer(let what, let version, let known):
      "\(what) was written by a newer Vigie in version \(version), and this one knows \(known). "
        + "Run that one again, or one still newer."
    case .incompatible(let reason): reason
    }
  }
}
