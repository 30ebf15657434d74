import Signals
import Testing

@Suite("The text scanner")
struct TextScannerTests {
  @Test(
    "A repost has the hash of its original",
    arguments: [
      "RT @mairie: Incendie rue de la Paix, évitez le secteur",
      "RT @prefet_75: RT @mairie.bsky.social : INCENDIE rue de la Paix, évitez le secteur !!!",
      "Incendie rue de la Paix, évitez le secteur https://t.co/Ab12",
      "@a @b_c incendie rue de la paix evitez le secteur",
      "incendie rue de la Paix… évitez le secteur www.exemple.fr/x",
      "Incendiiiie rue de la Paix, évitez le secteur".replacing("iiii", with: "i"),
    ])
  func repost(text: String) throws {
    #expect(try textHash(text) == textHash("Incendie rue de la Paix, évitez le secteur"))
  }

  @Test("Different words have different hashes, no words none")
  func hashes() throws {
    #expect(try textHash("incendie rue") != textHash("rue incendie"))
    #expect(try textHash("RT incendie") != textHash("incendie"))
    #expect(try textHash("@moi https://t.co/x 🔥") == 0)
    #expect(try textHash("") == 0)
    #expect(try textHash("a@b") == textHash("a b"))
  }

  @Test(
    "Links are seen and not read",
    arguments: [
      ("http://crue.fr/crue", true), ("vu sur HTTPS://x.y", true), ("www.crue.fr", true),
      ("voir http crue.fr", false), ("www", false), ("httpx://y", false),
    ])
  func links(text: String, isLink: Bool) throws {
    let scan = try TextCase(terms: "incendie").scan(text + " incendie")
    #expect(scan.hasLink == isLink)
    #expect(scan.themes == 2)
    #expect(try !TextCase(terms: "crue").matches("https://crue.fr/crue#crue ok"))
  }

  @Test(
    "Handles are not read",
    arguments: [
      "@incendie", "@mon_incendie", "@__incendie", "@x.incendie", "@x@incendie.org", "@x-incendie",
    ])
  func handles(text: String) throws {
    let incendie = try TextCase(terms: "incendie")
    #expect(!incendie.matches("bonjour \(text)"))
    #expect(incendie.matches("\(text) incendie"))
  }

  @Test("What is longer than the limit is cut before a character, and said so")
  func longTexts() throws {
    let crue = try TextCase(terms: "crue")
    let limit = TextLimits.textBytes
    let inside = String(repeating: "x ", count: limit / 2 - 2) + "crue"
    #expect(inside.utf8.count == limit)
    #expect(crue.matches(inside) && !crue.scan(inside).truncated)
    let beyond = crue.scan("x" + inside)
    #expect(beyond.truncated && beyond.themes == 0)
    let wide = String(repeating: "é", count: limit)
    #expect(crue.scan("a" + wide).words == 1 && crue.scan("a" + wide).truncated)
    // Every byte a word of its own; one word of all bytes; a hashtag of as many parts.
    #expect(crue.scan(String(repeating: "a ", count: limit)).words == Int32(limit / 2))
    #expect(crue.scan(String(repeating: "ab", count: limit)).words == 1)
    #expect(crue.scan("#" + String(repeating: "aB", count: limit)).words == 1)
    #expect(crue.scan("#" + String(repeating: "a_", count: limit)).words == 1)
    #expect(crue.scan(String(repeating: "#a1", count: limit)).words > 0)
  }

  @Test("Any bytes can be scanned, and twice gives the same", arguments: [1, 2, 3, 4] as [UInt64])
  func randomBytes(seed: UInt64) throws {
    var random = TextRandom(state: seed)
    let pieces: [[UInt8]] =
      [
        "#", "@", "RT @", "http://", "www.", "incendie ", "à Nice", "É", "ة", "والحريق", "_", "'",
        "\u{300}",
        "🔥", "aaa", "#Gilets", "Jaunes", " ", "st denis", "ﬁ", "ＡＢ",
      ].map { Array($0.utf8) }
    let lexicon = try Lexicon(
      themes: [
        Theme(name: "a", terms: ["fr": ["incend*", "gilets jaunes"], "ar": ["حريق"]]),
        Theme(
          name: "b",
          query: .all([.near([.term("a"), .term("nice")], within: 3), .not(.term("jaunes"))])),
      ],
      places: [
        PlaceName(name: "Nice", area: 5, needsMarker: true),
        PlaceName(name: "Saint-Denis", area: 92, needsMarker: false),
      ])
    var used = TextScanner(lexicon: lexicon)
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int(random.next() % 40) {
        if random.next() % 3 == 0 {
          bytes.append(UInt8(truncatingIfNeeded: random.next()))
        } else {
          bytes += pieces[Int(random.next() % UInt64(pieces.count))]
        }
      }
      var fresh = TextScanner(lexicon: lexicon)
      // A copy of exactly this size, so that a sanitizer sees reads beyond it.
      let first = bytes.withUnsafeBytes { used.scan($0) }
      let second = bytes.withUnsafeBytes { fresh.scan($0) }
      #expect(first == second, "seed \(seed): \(bytes)")
    }
  }

  @Test("The bytes around a text do not matter")
  func surroundings() throws {
    let crue = try TextCase(terms: "crue", "inondation*")
    for text in ["crue", "la crue à #Crue", "É", "inondations é", "12345678", "123456789é"] {
      let plain = crue.scan(text)
      for padding in 0..<9 {
        let bytes =
          Array(repeating: UInt8(ascii: "x"), count: padding) + Array(text.utf8) + [0xC3, 0x78]
        var scanner = TextScanner(lexicon: crue.lexicon)
        let scan = bytes.withUnsafeBytes {
          scanner.scan(UnsafeRawBufferPointer(rebasing: $0[padding..<(padding + text.utf8.count)]))
        }
        #expect(scan == plain)
      }
    }
  }
}
