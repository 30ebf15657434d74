internal import Signals

/// A post's excerpt as it may be shown: words that fewer than k members hold become "…".
///
/// Shown are words that k members hold, and short words that are no content words of the post; what
/// cannot be told is masked. At most 140 characters.
func maskedExcerpt(
  of text: String, words: [(text: String, members: Int)], k: Int
) -> String {
  let longestStopWord = 5
  let limit = 140
  func isShown(_ word: String) -> Bool {
    if let known = words.first(where: { $0.text == word }) { return known.members >= k }
    return word.count <= longestStopWord && word.utf8.allSatisfy { $0 < 0x30 || $0 > 0x39 }
  }
  var shown: [Substring] = []
  for token in text.split(whereSeparator: \.isWhitespace) {
    let isHeld = token == "…" || foldedWords(of: String(token)).allSatisfy(isShown)
    if isHeld {
      shown.append(token)
    } else if shown.last != "…" {
      shown.append("…")
    }
  }
  return String(shown.joined(separator: " ").prefix(limit))
}
