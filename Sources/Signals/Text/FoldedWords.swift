/// The words of a text as everything that reads text folds them: case, accents and forms of letters
/// gone, and runs of three letters or more taken down to two. Away from the hot path.
package func foldedWords(of text: String) -> [String] {
  var text = text
  var folded = FoldedText()
  text.withUTF8 { bytes in
    let end = min(bytes.count, TextLimits.textBytes)
    folded.fold(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<end]))
  }
  var words: [String] = []
  for edge in stride(from: 0, to: folded.edgeCount - 1, by: 2) {
    let start = Int(folded.edges[edge])
    let end = Squeeze.inPlace(folded.bytes, start, Int(folded.edges[edge + 1]))
    words.append(
      String(
        decoding: UnsafeBufferPointer(start: folded.bytes + start, count: end - start),
        as: UTF8.self))
  }
  return words
}
