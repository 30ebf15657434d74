/// Unpacks a stream piece by piece, wherever the pieces come from.
package protocol StreamDecoder: ~Copyable {
  /// The stream must not end here: it is inside a member or frame, or has not begun.
  var isInside: Bool { get }

  /// Unpacks from the start of `input` as much as fits into `output`.
  ///
  /// Nothing used and nothing made means that more input is needed.
  mutating func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError) -> UnpackedCounts
}

/// Bytes of the input that are done with, and bytes that stand at the start of the output.
package struct UnpackedCounts: Sendable, Equatable {
  package var used: Int
  package var made: Int

  /// More input is needed.
  package static let nothing = UnpackedCounts(used: 0, made: 0)
}

/// Packed bytes that are not what their format, their checksum or their stated length says.
package struct CompressionError: Error, Sendable, Equatable {
  /// In the library's words.
  package var reason: String
}
