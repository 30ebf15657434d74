import Foundation
import Signals
import Testing

@Suite("Public suffixes") struct PublicSuffixTests {
  private static let rules = """
    // a comment
    com
    uk
    co.uk  and what follows a space is none of it
    *.ck
    !www.ck
    *.kawasaki.jp
    jp
    !city.kawasaki.jp
    xn--55qx5d.cn
    cn
    """

  private func registrable(_ host: String, _ suffixes: PublicSuffixes) -> String? {
    let bytes = Array(host.utf8)
    return suffixes.registrable(bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  @Test(
    arguments: [
      ("example.com", "example.com"), ("a.b.example.com", "example.com"), ("com", nil),
      ("WWW.Example.CO.UK", "Example.CO.UK"), ("co.uk", nil), ("example.com.", "example.com"),
      ("ck", nil), ("test.ck", nil), ("b.test.ck", "b.test.ck"), ("a.b.test.ck", "b.test.ck"),
      ("www.ck", "www.ck"), ("www.www.ck", "www.ck"),
      ("a.kawasaki.jp", nil), ("b.a.kawasaki.jp", "b.a.kawasaki.jp"),
      ("city.kawasaki.jp", "city.kawasaki.jp"), ("x.city.kawasaki.jp", "city.kawasaki.jp"),
      ("kawasaki.jp", "kawasaki.jp"), ("shop.xn--55qx5d.cn", "shop.xn--55qx5d.cn"),
      ("xn--55qx5d.cn", nil), ("a.b.unknown", "b.unknown"), ("unknown", nil),
      ("192.0.2.7", nil), ("[2001:db8::1]", nil), ("2001:db8::1", nil), ("", nil), (".", nil),
      ("a..com", nil), (".com", nil),
    ] as [(String, String?)])
  func hostsHaveTheirRegistrableDomain(host: String, domain: String?) {
    let suffixes = PublicSuffixes(list: Array(Self.rules.utf8))
    #expect(suffixes.ruleCount == 10)
    #expect(registrable(host, suffixes) == domain)
  }

  @Test func withoutAListTheCommonestSuffixesAreKnown() {
    let suffixes = PublicSuffixes()
    #expect(registrable("www.impots.gouv.fr", suffixes) == "impots.gouv.fr")
    #expect(registrable("colis.example.co.ma", suffixes) == "example.co.ma")
    #expect(registrable("bad.github.io", suffixes) == "bad.github.io")
    #expect(registrable("a.laposte.fr", suffixes) == "laposte.fr")
  }

  static let shipped = "/usr/share/publicsuffix/public_suffix_list.dat"

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: shipped), "the package publicsuffix is not there"))
  func theListOfTheSystemIsRead() throws {
    let data = try #require(FileManager.default.contents(atPath: Self.shipped))
    let suffixes = PublicSuffixes(list: [UInt8](data))
    #expect(suffixes.ruleCount > 8000 && suffixes.droppedRules == 0)
    #expect(registrable("www.ants.gouv.fr", suffixes) == "ants.gouv.fr")
    #expect(registrable("x.blogspot.com", suffixes) == "x.blogspot.com")
    #expect(registrable("www.ck", suffixes) == "www.ck")
  }
}
