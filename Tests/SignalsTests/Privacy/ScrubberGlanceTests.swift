import Signals
import Testing

/// Whether a text is scrubbed at all is told at a glance: the glance must never miss.
@Suite("Scrubber at a glance")
struct ScrubberGlanceTests {
  static func mayChange(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { Scrubber.mayChange(UnsafeRawBufferPointer($0)) }
  }

  @Test(arguments: [
    "a@b.cd", "@bob", "0612345678", "+33 6 12 34 56 78", "FR7630006000011234567890189",
    "4111 1111 1111 1111", "AB-123-CD", "www.exemple.fr?a", "http://x.fr?q", "https://x.fr/#ab",
    "HTTPS://X.FR/a?b", "WWW.X.FR#b", "https://jean@x.fr/a",
  ])
  func nothingThatIsReplacedIsMissed(found: String) {
    for before in 0..<40 {
      for after in [0, 1, 2, 15, 16, 17, 30] {
        let filler = String(repeating: "ah ", count: 16)
        let text =
          filler.suffix(before) + (before > 0 ? " " : "") + found
          + (after > 0 ? " " : "") + filler.prefix(after)
        let scrubbed = Scrubber().scrubbed(text)
        #expect(scrubbed != text, "\(text)")
        #expect(Self.mayChange(text), "\(text)")
      }
    }
  }

  @Test(arguments: [
    "La crue monte sur les quais #Seine, que faire ?", "Voir https://exemple.fr/a pour la suite",
    "Quoi? Vraiment? On ne sait pas (encore)...", "المدينة تحت الماء #فيضانات",
  ])
  func mostTextsNeedNoSecondLook(text: String) {
    #expect(!Self.mayChange(text))
    #expect(Scrubber().scrubbed(text) == text)
  }

  @Test func whatStandsBeyondTheBytesThatAreAskedForChangesNoneOfThem() {
    let piece = "appelez le 06 12 34 56 78 ou écrivez à jean@exemple.fr — "
    var text = String(repeating: piece, count: 40)
    let whole = Array(Scrubber().scrubbed(text).utf8)
    for bytes in [1, 10, 100, 333, 1000, 5000] {
      var out: [UInt8] = []
      text.withUTF8 { Scrubber().scrub(UnsafeRawBufferPointer($0), into: &out, bytes: bytes) }
      #expect(out.count >= min(bytes, whole.count))
      #expect(out.count < bytes + 64 || out.count == whole.count)
      #expect(Array(whole.prefix(out.count)) == out)
    }
  }
}
