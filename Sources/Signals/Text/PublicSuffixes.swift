/// Which part of a host is a domain that somebody registered, by the rules of the public suffix list
/// (publicsuffix.org); without rules the last two labels.
package struct PublicSuffixes: Sendable {
  private let rules: Set<String>

  /// - Parameter rules: the list's text, one rule a line; `//` begins a comment.
  package init(rules text: [UInt8]) {
    var rules: Set<String> = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let rule = String(decoding: line.prefix { $0 > 0x20 }, as: UTF8.self)
      if !rule.isEmpty, !rule.hasPrefix("//") { rules.insert(rule) }
    }
    self.rules = rules
  }

  /// The registrable domain at the end of `host`, in lower case without a last dot; empty for a host
  /// that is a public suffix itself, or has no dot.
  package func registrable(_ host: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let none = UnsafeRawBufferPointer(rebasing: host[0..<0])
    var starts = [0]
    for place in host.indices where host[place] == UInt8(ascii: ".") { starts.append(place + 1) }
    guard starts.count > 1 else { return none }
    // The number of labels of the longest rule that holds; * is the default rule.
    var labels = 1
    for (place, start) in starts.enumerated() {
      let tail = String(decoding: host[start...], as: UTF8.self)
      let count = starts.count - place
      if rules.contains("!" + tail) {
        labels = count - 1
        break
      }
      if rules.contains(tail) { labels = max(labels, count) }
      if place > 0, rules.contains("*." + tail) { labels = max(labels, count + 1) }
    }
    guard starts.count > labels else { return none }
    return UnsafeRawBufferPointer(rebasing: host[starts[starts.count - labels - 1]...])
  }
}
