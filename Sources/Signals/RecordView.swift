public import EventTime

/// A record of an input partition, borrowed for the length of one call.
@frozen @usableFromInline
package struct RecordView {
  /// The payload; a nil base address is a tombstone, a count of zero an empty payload.
  @usableFromInline package var payload: UnsafeRawBufferPointer
  @usableFromInline package var offset: Int64
  /// When the record reached the log; nil for a line of a file without a field for the arrival.
  @usableFromInline package var arrival: Instant?
  /// Whether 64 bytes after the payload can be read (whatever they hold): it then needs no copy to
  /// be parsed.
  @usableFromInline package var hasPadding: Bool
  /// The record was longer than whoever read it takes; the payload is not there.
  @usableFromInline package var isTooLarge = false

  @inlinable
  package init(
    payload: UnsafeRawBufferPointer, offset: Int64, arrival: Instant?, hasPadding: Bool = false
  ) {
    self.payload = payload
    self.offset = offset
    self.arrival = arrival
    self.hasPadding = hasPadding
  }
}
