internal import EventTime
internal import Pipeline

/// One record as the broker keeps it.
struct StoredRecord {
  enum Kind: UInt8 {
    case data
    /// Of an aborted transaction: no reader of committed records sees it.
    case aborted
    /// Ends a transaction, and takes an offset that nobody reads.
    case marker
  }

  var offset: Int64
  var time: Instant
  var key: [UInt8]
  var payload: [UInt8]?
  var headers: [(name: String, value: String)]
  /// Nil: written outside a transaction.
  var transaction: Int32?
  var kind: Kind
}

/// One partition's records with what readers of committed records may see of them.
struct PartitionLog {
  let isCompacted: Bool
  /// Ascending by offset; compaction leaves gaps.
  private(set) var records: [StoredRecord] = []
  /// The first offset that can be read.
  private(set) var low: Int64 = 0
  /// The offset of the next record.
  private(set) var high: Int64 = 0
  /// Transactions that are not over here, with their first offset, ascending by it.
  private var open: [(transaction: Int32, first: Int64)] = []
  /// By idempotent producer: its epoch, and the number of its next record.
  private var sequences: [Int64: (epoch: Int32, next: Int64)] = [:]

  init(isCompacted: Bool) { self.isCompacted = isCompacted }

  /// Readers of committed records get no further: the first record of an open transaction.
  var lastStable: Int64 { open.first?.first ?? high }

  var hasOpenTransaction: Bool { !open.isEmpty }

  /// The place of the first record at or after an offset.
  func place(of offset: Int64) -> Int {
    var lower = 0
    var upper = records.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if records[middle].offset < offset { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// Appends a record outside any transaction; its offset.
  @discardableResult
  mutating func append(
    key: [UInt8], payload: [UInt8]?, headers: [(name: String, value: String)] = [], time: Instant
  ) -> Int64 {
    append(
      StoredRecord(
        offset: high, time: time, key: key, payload: payload, headers: headers, transaction: nil,
        kind: .data))
  }

  /// Appends a record of a transaction, once: false when it is here already.
  mutating func append(
    _ record: OutRecord, transaction: Int32, producer: Int64, epoch: Int32, sequence: Int64,
    time: Instant
  ) -> Bool {
    var expected = sequences[producer] ?? (epoch, 0)
    if expected.epoch != epoch { expected = (epoch, 0) }
    guard sequence >= expected.next else { return false }
    precondition(sequence == expected.next, "records of a producer out of order")
    sequences[producer] = (epoch, sequence + 1)
    if !open.contains(where: { $0.transaction == transaction }) {
      open.append((transaction, high))
    }
    append(
      StoredRecord(
        offset: high, time: time, key: record.key, payload: record.payload,
        headers: record.headers, transaction: transaction, kind: .data))
    return true
  }

  /// Writes the marker that ends a transaction here.
  mutating func end(transaction: Int32, isCommit: Bool, time: Instant) {
    guard let index = open.firstIndex(where: { $0.transaction == transaction }) else { return }
    let first = open.remove(at: index).first
    if !isCommit {
      for place in place(of: first)..<records.count
      where records[place].transaction == transaction {
        records[place].kind = .aborted
      }
    }
    append(
      StoredRecord(
        offset: high, time: time, key: [], payload: nil, headers: [], transaction: transaction,
        kind: .marker))
  }

  /// Below `end` only the latest record of each key stays; never beyond what is decided.
  /// Returns how many went.
  mutating func compact(upTo end: Int64) -> Int {
    precondition(isCompacted)
    let limit = place(of: min(end, lastStable))
    var latest: [[UInt8]: Int] = [:]
    for place in 0..<limit where records[place].kind == .data { latest[records[place].key] = place }
    var kept: [StoredRecord] = []
    kept.reserveCapacity(records.count)
    for place in 0..<limit
    where records[place].kind == .data && latest[records[place].key] == place {
      kept.append(records[place])
    }
    let gone = limit - kept.count
    guard gone > 0 else { return 0 }
    kept.append(contentsOf: records[limit...])
    records = kept
    return gone
  }

  /// Deletes what lies below an offset.
  mutating func trim(below offset: Int64) {
    let floor = min(offset, lastStable)
    guard floor > low else { return }
    low = floor
    records.removeFirst(place(of: floor))
  }

  /// Spoils a record for good: its payload changes, or it is gone.
  mutating func damage(at place: Int, payload: [UInt8]?) {
    if let payload {
      records[place].payload = payload
    } else {
      records.remove(at: place)
    }
  }

  @discardableResult
  private mutating func append(_ record: StoredRecord) -> Int64 {
    records.append(record)
    high += 1
    return high - 1
  }

  func checkInvariants() {
    for index in records.indices.dropFirst() {
      precondition(records[index - 1].offset < records[index].offset)
    }
    precondition(low <= lastStable && lastStable <= high)
    if let first = records.first { precondition(first.offset >= low) }
    if let last = records.last { precondition(last.offset < high) }
    for index in open.indices.dropFirst() {
      precondition(open[index - 1].first < open[index].first)
    }
  }
}
