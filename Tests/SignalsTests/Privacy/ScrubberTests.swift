import Signals
import Testing

/// The numbers are those that networks and standards publish for tests, or made up with the right
/// check digits by an independent script.
@Suite struct ScrubberTests {
  let scrubber = Scrubber()

  @Test(arguments: [
    ("écrire à jean.dupont+vigie@exemple.fr.", "écrire à ‹mail›."),
    ("<a.b@mail.example.com>", "<‹mail›>"), ("0612345678@exemple.fr", "‹mail›"),
    ("mailto:x_y%z@sub-domain.co.uk?", "mailto:‹mail›?"), ("rené@exemple.fr", "‹mail›"),
    ("A@B.CD, b@c.de", "‹mail›, ‹mail›"), ("élodie@exemple.fr", "‹mail›"),
  ])
  func mailAddresses(text: String, scrubbed: String) {
    #expect(scrubber.scrubbed(text) == scrubbed)
  }

  @Test(arguments: [
    ("merci @Jean_75 !", "merci ‹handle› !"), ("@alice.bsky.social:", "‹handle›:"),
    (".@alice@mastodon.social dit", ".‹handle› dit"), ("(@bob)", "(‹handle›)"),
    ("@a @b, @c.", "‹handle› ‹handle›, ‹handle›."),
  ])
  func handles(text: String, scrubbed: String) {
    #expect(scrubber.scrubbed(text) == scrubbed)
  }

  @Test(arguments: [
    "0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78",
    "01\u{A0}23\u{A0}45\u{A0}67\u{A0}89",
    "06\u{202F}12\u{202F}34\u{202F}56\u{202F}78", "+33 6 12 34 56 78", "+33612345678",
    "+33 (0)6 12 34 56 78", "+33(0)612345678", "0033612345678", "00 33 6 12 34 56 78",
    "+212 661-234567", "0661-234567", "0661 23 45 67", "+1 (555) 123-4567", "555-123-4567",
    "(555) 123-4567", "+44 20 7946 0958", "+262 262 12 34 56", "0612.34.56.78", "06 1234 5678",
  ])
  func phoneNumbers(number: String) {
    #expect(scrubber.scrubbed(number) == "‹phone›")
    #expect(scrubber.scrubbed("Tél : \(number), merci") == "Tél : ‹phone›, merci")
    #expect(scrubber.scrubbed("(\(number)) 2 fois") == "(‹phone›) 2 fois")
    #expect(scrubber.scrubbed("\(number)\n12 ans") == "‹phone›\n12 ans")
  }

  @Test func twoNumbersAfterAnotherAreBothReplaced() {
    #expect(scrubber.scrubbed("0612345678 0712345678") == "‹phone› ‹phone›")
    #expect(scrubber.scrubbed("06 12 34 56 78 07 12 34 56 78") == "‹phone› ‹phone›")
    #expect(scrubber.scrubbed("+33 6 12 34 56 78 07 12 34 56 78") == "‹phone› ‹phone›")
    #expect(scrubber.scrubbed("06 12 34 56 78: 12 h") == "‹phone›: 12 h")
  }

  @Test(arguments: [
    "FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189",
    "fr76 3000 6000 0112 3456 7890 189", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819",
    "MA64 0115 1900 0001 2050 0053 4921", "BE68 5390 0754 7034",
    "FR76-3000-6000-0112-3456-7890-189",
  ])
  func bankAccounts(number: String) {
    #expect(scrubber.scrubbed(number) == "‹iban›")
    #expect(scrubber.scrubbed("sur \(number) avant lundi") == "sur ‹iban› avant lundi")
  }

  @Test(arguments: [
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005",
    "5555555555554444", "6011 1111 1111 1117", "4222222222222", "30569309025904",
    "2223 0031 2200 3222", "6759 6498 2643 8453",
  ])
  func cardNumbers(number: String) {
    #expect(scrubber.scrubbed(number) == "‹card›")
    #expect(scrubber.scrubbed("carte \(number) exp 12/27") == "carte ‹card› exp 12/27")
    #expect(scrubber.scrubbed("\(number) 12/27") == "‹card› 12/27")
  }

  @Test(arguments: [
    "AB-123-CD", "ab-123-cd", "AB 123 CD", "AB123CD", "123 ABC 75", "1234 AB 13", "12-ABC-2A",
    "456 XYZ 974",
  ])
  func plates(number: String) {
    #expect(scrubber.scrubbed(number) == "‹plate›")
    #expect(scrubber.scrubbed("Clio grise \(number) en fuite") == "Clio grise ‹plate› en fuite")
  }

  @Test(arguments: [
    ("https://exemple.fr/a/b?nom=Dupont&tel=1#c.", "https://exemple.fr/a/b?‹query›."),
    ("(http://x.fr?q)", "(http://x.fr?‹query›)"),
    ("HTTPS://X.FR/#/u/7 fin", "HTTPS://X.FR/#‹query› fin"),
    ("www.exemple.fr/a?b", "www.exemple.fr/a?‹query›"),
    ("ftp ou https://jean:secret@x.fr/p", "ftp ou https://‹user›@x.fr/p"),
    ("https://mastodon.social/@alice/1", "https://mastodon.social/‹handle›/1"),
    ("https://wa.me/+33612345678", "https://wa.me/‹phone›"),
    ("https://exemple.fr/a", "https://exemple.fr/a"),
  ])
  func linksLoseTheirQueries(text: String, scrubbed: String) {
    #expect(scrubber.scrubbed(text) == scrubbed)
  }

  @Test(arguments: [
    "", " ", "Le 12/05/2024 à 10:30", "12.05.2024 10:30", "12-05-2024", "2024-05-12T10:30:00Z",
    "01-02-2024 10:30", "17, 112 ou 3919", "12 345 678 habitants", "+20 000 000 €", "1 234 567 890",
    "0123456", "01 23 45 67", "1715508600123456", "1715508600", "4111111111111112",
    "4111 1111 1111",
    "FR7630006000011234567890188", "FR76 3000 6000", "XX76 3000 6000 0112 3456 7890 189",
    "AB-1234-CD", "SS-123-AB", "IO-123-AB", "ab 123 cd", "ab123cd", "20 MAR 24", "50 KM 30",
    "100 EUR 20", "123 ABC 99", "A 4 m à droite @ 5 h", "@", "a @ b", "5@2", "#Lyon", "C++ et C#",
    "192.168.1.100", "v1.2.3", "48.8566, 2.3522", "75011 Paris", "RN 20", "A86-A13",
    "حريق في المدينة",
    "100 000 morts", "1-2-3-4-5-6-7-8-9-10", "3,141592653589793", "n° 2024-001-99",
  ])
  func otherTextsStay(text: String) {
    #expect(scrubber.scrubbed(text) == text)
  }

  @Test func scrubbingTwiceChangesNothing() {
    let text = """
      jean@x.fr @jean +33612345678 FR7630006000011234567890189 4111111111111111 AB-123-CD \
      https://a:b@x.fr/@c?d#e
      """
    let once = scrubber.scrubbed(text)
    #expect(
      once == "‹mail› ‹handle› ‹phone› ‹iban› ‹card› ‹plate› https://‹user›@x.fr/‹handle›?‹query›")
    #expect(scrubber.scrubbed(once) == once)
  }

  @Test func bytesThatAreNotTextAreCopiedAndEndingsAnywhereAreSafe() {
    let all = Array("é@ +33(0) FR76 3000 411111111 AB-1 https://x@ 06\u{202F}1 (555) @a@".utf8)
    for end in 0...all.count {
      for start in 0...end {
        var out: [UInt8] = []
        let part = Array(all[start..<end])
        part.withUnsafeBytes { scrubber.scrub($0, into: &out) }
        #expect(out.count + 40 >= part.count)
      }
    }
    var out: [UInt8] = []
    let broken: [UInt8] = [0xFF, 0x00, 0xE2, 0x80, 0xC2]
    broken.withUnsafeBytes { scrubber.scrub($0, into: &out) }
    #expect(out == broken)
  }
}
