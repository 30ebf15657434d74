import Signals
import Testing

@Suite("The link of a post")
struct LinkTests {
  static func link(_ text: String, _ fields: String = "") throws -> String? {
    let read = try readDetail(text, fields).detail
    let words = read.words.filter { $0.kind == .link }
    #expect(words.map(\.hash) == (read.head.link == 0 ? [] : [read.head.link]))
    return words.first?.text
  }

  @Test(
    arguments: [
      ("vu http://Www.Exemple.FR/Page/?a=b#c", "exemple.fr/Page"),
      ("https://exemple.fr/Page, à lire", "exemple.fr/Page"),
      ("(www.exemple.fr/Page)", "exemple.fr/Page"),
      ("été évacué https://jean:secret@exemple.fr/", "exemple.fr"),
      ("http://t.co/aB3… suite", "t.co/aB3"), ("deux https://a.fr/1 https://b.fr/2", "a.fr/1"),
      ("http://a.fr:8080/x?y", "a.fr:8080/x"), ("ICI HTTP://A.FR/X", "a.fr/X"),
      ("https://m.social/@jean_d/1123", "m.social/‹handle›/1123"),
      ("https://a.fr/tel/0612345678", "a.fr/tel/‹phone›"),
    ] as [(String, String)])
  func hostAndPathAreKept(text: String, link: String) throws {
    #expect(try Self.link(text) == link)
  }

  @Test(arguments: ["http://", "http://local/x", "www.", "ahttp://a.fr", "a.fr/b", "http:// a.fr"])
  func whatIsNoLinkIsNone(text: String) throws {
    #expect(try Self.link(text) == nil)
  }

  @Test func mappedFieldIsTheLinkInFull() throws {
    let field = #","link":"https://www.exemple.fr/article?utm=1""#
    #expect(try Self.link("à lire http://t.co/x", field) == "exemple.fr/article")
    #expect(try Self.link("à lire", field) == "exemple.fr/article")
    #expect(try Self.link("à lire http://t.co/x", #","link":"rien""#) == "t.co/x")
  }

  @Test(arguments: [
    ("http://t.co/x", true), ("https://www.bit.ly/x", true), ("https://exemple.fr/t.co", false),
    ("rien", false),
  ])
  func shortenersAreFlagged(text: String, isShort: Bool) throws {
    #expect(try readDetail(text).signal.flags.contains(.shortLink) == isShort)
  }

  @Test func longLinkIsCutAndKnownByAllOfIt() throws {
    let path = String(repeating: "é", count: 60)
    let first = try readDetail("http://a.fr/\(path)1").detail
    let second = try readDetail("http://a.fr/\(path)2").detail
    #expect(first.words[0].text.utf8.count == 79)
    #expect(first.words[0].text == second.words[0].text)
    #expect(first.head.link != second.head.link)
  }
}
