import EventTime
import Signals
import Testing

@Suite("Text: signature")
struct SignatureTests {
  static func signature(_ words: [UInt64]) -> TextSignature {
    var builder = SignatureBuilder()
    for word in words { builder.add(word: word) }
    return builder.finish()
  }

  /// Words without any order in their hashes.
  static func words(_ range: Range<Int>, text: Int) -> [UInt64] {
    range.map { mix64(UInt64(text) << 32 | UInt64($0)) }
  }

  static func similarity(_ a: [UInt64], _ b: [UInt64]) -> Double {
    func shingles(_ words: [UInt64]) -> Set<[UInt64]> {
      Set(words.map { [$0] } + zip(words, words.dropFirst()).map { [$0, $1] })
    }
    let (left, right) = (shingles(a), shingles(b))
    return Double(left.intersection(right).count) / Double(left.union(right).count)
  }

  @Test func equalTextsHaveEqualSignatures() {
    let words = Self.words(0..<15, text: 1)
    #expect(Self.signature(words) == Self.signature(words))
    #expect(Self.signature(words).agreement(with: Self.signature(words)) == 24)
  }

  @Test func aResetBuilderBeginsAnotherText() {
    var builder = SignatureBuilder()
    for word in Self.words(0..<9, text: 1) { builder.add(word: word) }
    builder.reset()
    for word in Self.words(0..<9, text: 2) { builder.add(word: word) }
    #expect(builder.finish() == Self.signature(Self.words(0..<9, text: 2)))
  }

  @Test func theOrderOfWordsCountsByPairs() {
    let words = Self.words(0..<12, text: 1)
    let turned = Self.signature(words.reversed())
    let agreement = Self.signature(words).agreement(with: turned)
    #expect(agreement < 24 && agreement > 2, "\(agreement)")
  }

  @Test func agreementCountsEqualMinimaOneByOne() {
    for text in 0..<200 {
      let a = Self.signature(Self.words(0..<20, text: text))
      let b = Self.signature(Self.words((text % 20)..<20 + text % 20, text: text))
      let counted = (0..<TextSignature.length).count { a[$0] == b[$0] }
      #expect(a.agreement(with: b) == counted)
    }
  }

  @Test func unlikeTextsHardlyAgree() {
    var sum = 0
    for text in 0..<2000 {
      let a = Self.signature(Self.words(0..<15, text: 2 * text))
      sum += a.agreement(with: Self.signature(Self.words(0..<15, text: 2 * text + 1)))
    }
    // 24 minima of 16 bits over 29 shingles: 0.012 equal ones a pair by chance.
    #expect(sum < 60, "\(sum) of 48,000 minima agree")
  }

  /// The agreement estimates the similarity as 24 independent minima would: no bias, and the variance
  /// of a binomial.
  @Test(arguments: [1, 3, 6, 10])
  func agreementEstimatesSimilarity(changed: Int) {
    let pairs = 4000
    var (sum, squares, expected) = (0.0, 0.0, 0.0)
    for text in 0..<pairs {
      let a = Self.words(0..<15, text: text)
      var b = a
      for place in 0..<changed { b[(place * 15 / changed)] ^= 0x5555_0000_0000 }
      let similarity = Self.similarity(a, b)
      let agreement = Double(Self.signature(a).agreement(with: Self.signature(b))) / 24
      sum += agreement - similarity
      squares += (agreement - similarity) * (agreement - similarity)
      expected += similarity * (1 - similarity) / 24
    }
    let bias = sum / Double(pairs)
    #expect(abs(bias) < 0.01, "bias \(bias)")
    #expect(abs(squares / expected - 1) < 0.15, "variance ratio \(squares / expected)")
  }
}
