/// The fewest insertions, deletions, replacements and swaps of neighbours from one text to another,
/// case aside (optimal string alignment). O(n m).
func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first.lowercased().unicodeScalars)
  let b = Array(second.lowercased().unicodeScalars)
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, beforeLast[j - 1] + 1)
      }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}

/// The candidate that is so near to a text that it may have been meant; nil where none is.
package func nearest(to text: String, among candidates: [String]) -> String? {
  let ranked = candidates.map { (name: $0, distance: editDistance(text, $0)) }
  guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }),
    best.distance <= max(1, text.unicodeScalars.count / 3)
  else { return nil }
  return best.name
}

/// "did you mean 'x'?" for the nearest of `candidates` when it is near, else what is valid.
func suggestion(for text: String, among candidates: [String], noun: String) -> String? {
  guard !candidates.isEmpty else { return nil }
  if let name = nearest(to: text, among: candidates) { return "did you mean '\(name)'?" }
  return "\(noun): \(candidates.joined(separator: ", "))"
}
