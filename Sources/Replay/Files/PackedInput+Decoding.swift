internal import Compression

extension PackedInput {
  /// Unpacks the file with `decoder`, as ``ByteReader/read(into:)``.
  mutating func read(
    with decoder: inout some StreamDecoder & ~Copyable,
    into target: UnsafeMutableRawBufferPointer
  ) throws(ReplayError) -> Int {
    while true {
      try fill(atLeast: 1)
      if pending.count == 0 && !decoder.isInside { return 0 }
      let counts: UnpackedCounts
      do {
        counts = try decoder.unpack(pending, into: target)
      } catch {
        throw ReplayError(path: path, reason: .corrupt(error.reason))
      }
      use(counts.used)
      if counts.made > 0 { return counts.made }
      if counts == .nothing && isAtEnd && decoder.isInside {
        throw ReplayError(path: path, reason: .truncated)
      }
    }
  }
}
