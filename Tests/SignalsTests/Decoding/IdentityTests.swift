import EventTime
import Signals
import Testing

private func source(_ name: String = "plain") throws -> SourceSpec {
  var spec = try plainSource(name)
  spec.id = [try path("/a"), try path("/b")]
  spec.author = try path("/author")
  return spec
}

private func record(_ a: String, _ b: String, author: String = "\"x\"", time: Int = 1) -> String {
  #"{"a":\#(a),"b":\#(b),"author":\#(author),"ts":\#(time)}"#
}

@Suite struct IdentityTests {
  @Test func idIsThatOfItsPartsInOrder() throws {
    let signals = try decode(
      [
        record("\"1\"", "\"2\""), record("\"1\"", "\"2\"", author: "null"),
        record("\"2\"", "\"1\""), record("\"12\"", "\"\\u0000\""), record("1", "2"),
        record("\"1 2\"", "\"2\""),
      ], as: source())
    #expect(signals[0].id == signals[1].id)
    #expect(signals[0].id == signals[4].id, "a number stands for its digits")
    #expect(Set(signals.map(\.id)).count == 4)
    #expect(signals.allSatisfy { $0.id > 0 && $0.id < 1 << 48 })
  }

  @Test func idAndAuthorDifferFromSourceToSource() throws {
    let one = try decode([record("1", "2")], as: source("one"))[0]
    let two = try decode([record("1", "2")], as: source("two"))[0]
    #expect(one.id != two.id)
    #expect(one.author != two.author)
    #expect(one.payload == two.payload)
  }

  @Test func payloadStandsForAnIDThatIsNotMapped() throws {
    var spec = try source()
    spec.id = []
    let signals = try decode([record("1", "2"), record("1", "2"), record("1", "3")], as: spec)
    #expect(signals[0].id == signals[1].id)
    #expect(signals[0].id != signals[2].id)
  }

  @Test func authorIsOneWithinAnEpochAndAnotherInTheNext() throws {
    let epoch = 28 * 86_400
    let signals = try decode(
      [
        record("1", "2", time: 1), record("3", "4", time: epoch - 1),
        record("5", "6", time: epoch), record("7", "8", author: "\"y\""),
        record("9", "9", author: "null"), record("9", "8", author: "\"\""),
        record("9", "7", author: "12"), record("9", "6", author: "\"12\""),
        record("9", "5", author: "{}"),
      ], as: source())
    #expect(signals[0].author == signals[1].author)
    #expect(signals[0].author != signals[2].author)
    #expect(signals[0].author != signals[3].author)
    #expect(signals[4].author == 0 && signals[5].author == 0)
    #expect(signals[6].author == signals[7].author)
    #expect(signals[8].reason == .wrongType)
  }

  // The vectors of the SipHash reference implementation: key 00…0f, messages 00, 01, 02 ….
  @Test(arguments: [
    (0, UInt64(0x726F_DB47_DD0E_0E31)), (1, 0x74F8_39C5_93DC_67FD),
    (8, 0x93F5_F579_9A93_2462), (15, 0xA129_CA61_49BE_45E5),
  ])
  func keyedHashAgreesWithTheReference(length: Int, expected: UInt64) {
    let hash = KeyedHash(key0: 0x0706_0504_0302_0100, key1: 0x0F0E_0D0C_0B0A_0908)
    let message = (0..<UInt8(length)).map { $0 }
    #expect(message.withUnsafeBytes { hash.hash($0) } == expected)
  }

  @Test(arguments: [
    ("\"fr\"", "fr"), ("\"FR\"", "fr"), ("\"fr-CA\"", "fr"), ("\"pt_BR\"", "pt"), ("\"und\"", ""),
    ("\"f\"", ""), ("\"\"", ""), ("\"1é\"", ""), ("null", ""),
  ])
  func languageIsTwoLetters(field: String, expected: String) throws {
    var spec = try plainSource()
    spec.language = try path("/l")
    let signal = try decode([#"{"id":"a","ts":1,"l":\#(field)}"#], as: spec)[0]
    let letters = Array(expected.utf8)
    let code = letters.isEmpty ? 0 : UInt16(letters[0]) << 8 | UInt16(letters[1])
    #expect(signal.outcome == .accepted)
    #expect(signal.language == code)
  }
}
