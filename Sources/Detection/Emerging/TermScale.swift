internal import Statistics

/// What a term's texts are held against at one minute.
struct TermScale: Sendable, BitwiseCopyable {
  /// All texts by window, and of the last days.
  let texts: InlineArray<3, Int64>
  let total: Double
  let minimumTexts: Int32
  let minimumAuthors: Int32
  let minute: UInt16

  /// The surprise of a term as it stands at `minute`, over all windows.
  ///
  /// X ~ negative binomial with mean μ = max(0.01, (a + 0.3)/(G + 900) · n) and relative variance
  /// τ = 0.25 + 1/(a + 0.3), a and G the term's and all texts of the last days without the window
  /// itself, n all texts in it (DETECTORS, emerging).
  func look(_ state: UnsafePointer<TermState>) -> TermLook {
    var look = TermLook()
    for w in 0..<EmergingConstants.windowCount {
      let held = state.pointee.sums[w]
      guard held >= minimumTexts else { continue }
      let x = Double(held)
      let n = Double(texts[w])
      let before = max(0, state.pointee.total - x) + EmergingConstants.termPrior
      let beforeAll = max(0, total - n) + EmergingConstants.postsPrior
      let expected = max(EmergingConstants.minimumExpected, before / beforeAll * n)
      let variance = EmergingConstants.dispersion + 1 / before
      let deviations = EmergingConstants.scoredDeviations
      let excess = x - expected
      guard excess > 0,
        excess * excess > deviations * deviations * expected * (1 + expected * variance)
      else { continue }
      let authors = state.pointee.distinctAuthors(
        minutes: EmergingConstants.windowMinutes[w], now: minute)
      guard authors >= minimumAuthors else { continue }
      let score = negativeBinomialSurprise(count: x, mean: expected, size: 1 / variance)
      if w < EmergingConstants.windowCount - 1 { look.closing = max(look.closing, score) }
      if score > look.score {
        look.score = score
        look.window = w
        look.texts = Int64(held)
        look.expected = expected
        look.authors = authors
      }
    }
    return look
  }
}
