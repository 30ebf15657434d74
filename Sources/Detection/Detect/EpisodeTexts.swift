internal import Statistics

/// The different texts of one series since its episode began: a bottom-k sketch.
///
/// Fed with the sketches of whole panes, so it is the same however the stream was split.
struct EpisodeTexts: Sendable {
  static let limit = BottomK.size

  /// Slot of the series in its layout.
  let slot: Int
  private(set) var tokens = [UInt64](repeating: 0, count: BottomK.size)
  private(set) var held: Int32 = 0

  init(slot: Int) { self.slot = slot }

  mutating func add(_ texts: ArraySlice<UInt64>) {
    tokens.withUnsafeMutableBufferPointer { tokens in
      guard let base = tokens.baseAddress else { return }
      for text in texts { BottomK.insert(text, into: base, count: &held) }
    }
  }

  /// Exact under 64, an estimate beyond.
  var count: Int64 {
    held == 0
      ? 0 : BottomK.estimatedSize(count: held, largest: tokens[Int(held) - 1])
  }
}
