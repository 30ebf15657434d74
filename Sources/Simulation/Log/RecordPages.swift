internal import EventTime
internal import Signals

/// The bytes of one batch, which are gone when the next is taken, as a client's are.
final class RecordPages {
  private var bytes: UnsafeMutableRawBufferPointer
  private var used = 0
  private var places: [(start: Int, count: Int?, offset: Int64, microseconds: Int64)] = []
  private var views: [RecordView] = []
  private(set) var keys: [[UInt8]] = []
  /// Bytes that may be read after every payload.
  private static let padding = 64

  init() {
    bytes = .allocate(byteCount: 1 << 14, alignment: 16)
  }

  deinit { bytes.deallocate() }

  var count: Int { places.count }

  /// Whatever still points into the last batch reads nonsense.
  func removeAll() {
    if used > 0 { bytes[0..<used].initializeMemory(as: UInt8.self, repeating: 0xDD) }
    used = 0
    places.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
  }

  func append(_ record: StoredRecord) {
    let count = record.payload?.count ?? 0
    reserve(used + count + Self.padding)
    record.payload?.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(rebasing: bytes[used...]).copyMemory(from: $0)
    }
    places.append((used, record.payload?.count, record.offset, record.time.microseconds))
    keys.append(record.key)
    used += count + Self.padding
  }

  /// The records as they are handed over.
  func withViews<Result>(_ body: (UnsafeBufferPointer<RecordView>) -> Result) -> Result {
    views.removeAll(keepingCapacity: true)
    for place in places {
      let payload =
        place.count.map {
          UnsafeRawBufferPointer(rebasing: bytes[place.start..<(place.start + $0)])
        } ?? UnsafeRawBufferPointer(start: nil, count: 0)
      views.append(
        RecordView(
          payload: payload, offset: place.offset,
          arrival: Instant(microseconds: place.microseconds), hasPadding: true))
    }
    return views.withUnsafeBufferPointer(body)
  }

  private func reserve(_ count: Int) {
    guard count > bytes.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 2 * bytes.count), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[0..<used]))
    bytes.deallocate()
    bytes = larger
  }
}
