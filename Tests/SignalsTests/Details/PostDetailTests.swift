import EventTime
import Foundation
import Signals
import Testing

@Suite("What is read of a post's text")
struct PostDetailTests {
  static let flood = Theme(name: "flood", terms: ["fr": ["crue"], "ar": ["فيضان"]])

  static func words(_ text: String) throws -> Set<String> {
    Set(try readDetail(text).detail.words.map { $0.kind == .hashtag ? "#" + $0.text : $0.text })
  }

  @Test func sourceThatIsNotReadHasNoDetail() throws {
    var decoder = try readDecoder(themes: [Self.flood], reads: false)
    let read = try readDetails([try post("La crue de la Seine http://a.fr/b")], with: &decoder)
    #expect(read[0].detail == nil)
    #expect(read[0].signal.flags == [.link])
  }

  @Test(arguments: [
    ("La CRUE de la Seine, la crue !", ["crue", "seine"]),
    ("Il y a 12 mètres d'eau à 14h", ["metres", "eau", "14h"]),
    ("#Crue2016 : #inondations_Paris", ["#crue2016", "#inondationsparis"]),
    ("RT @vigie: the water is rising in our street", ["water", "rising", "street"]),
    ("فيضان كبير في المدينة هذا اليوم", ["فيضان", "كبير", "المدينه"]),
    ("nonnnnn secourssss", ["nonn", "secourss"]),
    ("l'été et the d'où 2 33 é", []),
    ("水 水位", ["水位"]),
  ])
  func distinctWordsAreThoseThatSaySomething(text: String, words: [String]) throws {
    #expect(try Self.words(text) == Set(words))
  }

  @Test func orderOfTheTextIsLost() throws {
    let words = ["crue", "seine", "quai", "pompiers", "barque", "#evacuation", "toit"]
    let first = try readDetail(words.joined(separator: " ")).detail.words
    #expect(first.map(\.hash) == first.map(\.hash).sorted())
    #expect(Set(first.map(\.hash)).count == words.count)
    var random = TextRandom(state: 6)
    for _ in 0..<20 {
      #expect(
        try readDetail(words.shuffled(using: &random).joined(separator: " ")).detail.words == first)
    }
  }

  @Test func hashtagIsNotTheWordThatIsWrittenLikeIt() throws {
    let read = try readDetail("crue #crue #Crue").detail.words
    #expect(read.map(\.text) == ["crue", "crue"])
    #expect(Set(read.map(\.kind)) == [.word, .hashtag])
  }

  @Test(arguments: ["crue", "inondations", "évacuationsss", "المدينة", "anticonstitutionnellement"])
  func hashFollowsFromTheFoldedText(word: String) throws {
    for read in try readDetail("\(word) #\(word) http://\(word).fr/x").detail.words {
      var text = read.text
      #expect(
        text.withUTF8 { TermHash.of(UnsafeRawBufferPointer($0), kind: read.kind) } == read.hash)
    }
  }

  @Test func longWordIsCutBeforeACharacterAndKnownByAllOfIt() throws {
    let arabic = String(repeating: "كلمة", count: 6)
    let first = try #require(try readDetail("a\(arabic)a").detail.words.first)
    let second = try #require(try readDetail("a\(arabic)b").detail.words.first)
    #expect(first.text.utf8.count == 31)
    #expect(first.text == second.text)
    #expect(first.hash != second.hash)
  }

  @Test func wordsBeyondTheLimitAreNotReadAndTheLinkIs() throws {
    let text = (0..<60).map { "mot\($0)x" }.joined(separator: " ") + " http://a.fr/b"
    let read = try readDetail(text).detail
    #expect(read.words.count == PostDetail.maximumWords)
    #expect(read.words.contains { $0.kind == .link && $0.text == "a.fr/b" })
    #expect(read.head.tokens == 60)
  }

  @Test func copiesHaveOneSignatureAndShortTextsNone() throws {
    let text = "la crue monte encore ce soir sur les quais"
    let first = try readDetail(text).detail.head
    #expect(first.tokens == 9)
    #expect(first.signature != TextSignature())
    for copy in ["RT @a_b: \(text)", text.uppercased() + " http://t.co/x", "@c \(text) !!"] {
      #expect(try readDetail(copy).detail.head.signature == first.signature)
    }
    #expect(
      try readDetail("les quais monte la crue encore").detail.head.signature != first.signature)
    #expect(try readDetail("la crue monte encore").detail.head.signature == TextSignature())
  }

  @Test func relatedIsTheOriginalAndElseTheParent() throws {
    var decoder = try readDecoder()
    let read = try readDetails(
      [
        try post("a", id: 7), try post("b", id: 8, #","original":"7","parent":"9""#),
        try post("c", id: 9, #","parent":"7""#), try post("", id: 10, #","original":"7""#),
      ], with: &decoder)
    let id = read[0].signal.id
    #expect(read.map { $0.detail?.head.related } == [0, id, id, id])
  }

  @Test func excerptIsThereOnlyWithAThemeAndScrubbed() throws {
    let text = "la crue ! appelez jean@exemple.fr, 06 12 34 56 78 ou @jean http://a.fr/b?c=d"
    #expect(try readDetail(text).detail.excerpt == "")
    #expect(
      try readDetail(text, themes: [Self.flood]).detail.excerpt
        == "la crue ! appelez ‹mail›, ‹phone› ou ‹handle› http://a.fr/b?‹query›")
  }

  @Test(arguments: [
    (String(repeating: "é", count: 200), 140), (String(repeating: "e\u{301}", count: 100), 70),
    (String(repeating: "x", count: 139) + "👩‍👩‍👧", 139),
    (String(repeating: "x", count: 138) + "👍🏽👍", 140),
    (String(repeating: "x", count: 139) + "👍🏽", 139),
    (String(repeating: "x", count: 137) + " @quelqu_un", 138),
  ])
  func excerptIsNeverCutWithinACharacterOrAMark(tail: String, characters: Int) throws {
    let excerpt = try readDetail("فيضان " + tail, themes: [Self.flood]).detail.excerpt
    #expect(excerpt.unicodeScalars.count <= PostDetail.excerptCharacters)
    let whole = Scrubber().scrubbed("فيضان " + tail)
    #expect(whole.hasPrefix(excerpt), "cut between characters as Swift knows them")
    #expect(!excerpt.hasSuffix("‹handle"))
    #expect(excerpt.count >= min(characters, 140) - 8)
  }

  @Test func hostileTextsAreReadWithoutATrap() throws {
    var decoder = try readDecoder(themes: [Self.flood])
    var random = TextRandom(state: 1)
    let pieces = [
      "#", "@", "http://", "https://www.", "www.", "_", "é", "\u{301}", "👍🏽", "a", "crue", "1", ".",
      "/", "?", " ", "\u{202E}", "ﷺ", "x@y.fr", "#ABCdef12", "ـ", "㍿", "\n", "RT @a",
    ]
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<60, using: &random) {
        text += pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }
      let read = try readDetails([try post(text)], with: &decoder)
      let words = try #require(read[0].detail).words
      #expect(words.map(\.hash) == words.map(\.hash).sorted())
      #expect(words.allSatisfy { !$0.text.isEmpty })
    }
    let long = String(repeating: "crue#crue_crue http://a.fr/é ", count: 2000)
    #expect(try readDetail(long, themes: [Self.flood]).detail.excerpt.count == 140)
  }

  @Test func storageIsUsedAgainFromBatchToBatch() throws {
    var decoder = try readDecoder(themes: [Self.flood])
    var signals = SignalBuffer()
    let records = try (0..<500).map {
      try post("la crue \($0) monte encore sur les quais http://a.fr/\($0)", id: $0)
    }
    let bytes = records.flatMap { $0 } + [UInt8](repeating: 0, count: 64)
    var sizes: [[Int]] = []
    bytes.withUnsafeBytes { all in
      var views: [RecordView] = []
      var start = 0
      for record in records {
        views.append(
          RecordView(
            payload: UnsafeRawBufferPointer(rebasing: all[start..<(start + record.count)]),
            offset: 0, arrival: nil))
        start += record.count
      }
      for _ in 0..<3 {
        signals.removeAll()
        views.withUnsafeBufferPointer { decoder.decode($0, into: &signals) }
        sizes.append([signals.details.count, signals.details.capacity, signals.capacity])
      }
    }
    #expect(sizes[0][0] > 0)
    #expect(sizes[1] == sizes[0])
    #expect(sizes[2] == sizes[0])
  }
}
