internal import EventTime

/// Records that are on their way: written at their event time, given in the order of their arrival.
struct ArrivalQueue: Sendable {
  private struct Entry {
    var arrival: Int64
    var number: Int64
    var start: Int
    var count: Int
  }

  private var bytes = OutputBuffer(capacity: 1 << 16)
  private var spare = OutputBuffer(capacity: 1 << 16)
  private var entries: [Entry] = []
  private var rest: [Entry] = []
  private var added: Int64 = 0

  /// Those that have not arrived.
  var count: Int { entries.count }

  mutating func add(_ record: borrowing OutputBuffer, arrival: Instant) {
    let start = bytes.count
    record.withBytes { bytes.append($0) }
    entries.append(
      Entry(
        arrival: arrival.microseconds, number: added, start: start, count: bytes.count - start))
    added += 1
  }

  /// Gives what arrives before `time`, in order; equal arrivals in the order in which they were added.
  mutating func release(before time: Instant, _ body: (UnsafeRawBufferPointer) -> Void) {
    entries.sort { ($0.arrival, $0.number) < ($1.arrival, $1.number) }
    var given = 0
    bytes.withBytes { all in
      while given < entries.count && entries[given].arrival < time.microseconds {
        let entry = entries[given]
        body(UnsafeRawBufferPointer(rebasing: all[entry.start..<entry.start + entry.count]))
        given += 1
      }
    }
    spare.clear()
    rest.removeAll(keepingCapacity: true)
    bytes.withBytes { all in
      for var entry in entries[given...] {
        let start = spare.count
        spare.append(
          UnsafeRawBufferPointer(rebasing: all[entry.start..<entry.start + entry.count]))
        entry.start = start
        rest.append(entry)
      }
    }
    swap(&bytes, &spare)
    swap(&entries, &rest)
  }
}
