import EventTime
import Signals
import Testing

@Suite struct ItemTests {
  static func report(
    _ members: String, rules: String = "com\norg\nco.uk\nfr\n", labels: ReportLabels? = nil
  ) throws -> Signal {
    var spec = try plainSource()
    spec.kind = .report
    spec.domain = try path("/domain")
    spec.merchant = try path("/merchant")
    var decoder = try SignalDecoder(
      spec: spec, territory: Territory(name: "none"), lexicon: try Lexicon(themes: [], places: []),
      pseudonymKey: key, maxRecordBytes: 1 << 16,
      suffixes: PublicSuffixes(list: Array(rules.utf8)), labels: labels)
    return decode([Array(#"{"id":"1","ts":1000,\#(members)}"#.utf8)], with: &decoder)[0]
  }

  static func text(_ labels: ReportLabels, _ hash: UInt64) -> String {
    var bytes: [UInt8] = []
    let count = labels.append(hash, to: &bytes)
    #expect(count == bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    arguments: [
      ("example.com", "example.com"),
      ("https://user:secret@www.Example.co.uk:8080/a?b#c", "example.co.uk"),
      ("HTTP://a.b.example.FR.", "example.fr"), ("example.com/path", "example.com"),
      ("192.168.1.20", "192.168.1.20"), ("http://[::1]/", ""), ("inconnu", ""), ("no site", ""),
      ("a..com", ""), ("co.uk", ""), ("été.fr", "été.fr"), (" example.org ", "example.org"),
      ("?x=example.com", ""), ("//", ""), (":", ""), ("@", ""), ("https://", ""),
    ])
  func registrableDomainOfAReportIsRead(given: String, domain: String) throws {
    let labels = ReportLabels()
    let signal = try Self.report(#""domain":"\#(given)""#, labels: labels)
    #expect(signal.outcome == .accepted)
    #expect((signal.item == 0) == domain.isEmpty)
    #expect(Self.text(labels, signal.item) == domain)
  }

  @Test func merchantIsFoldedAndWithoutWhatIdentifiesAPerson() throws {
    let labels = ReportLabels()
    let first = try Self.report(#""merchant":"BOUTIQUE  Éclair""#, labels: labels)
    let second = try Self.report(#""merchant":"boutique-eclair""#, labels: labels)
    #expect(first.merchant != 0 && first.merchant == second.merchant)
    #expect(Self.text(labels, first.merchant) == "boutique eclair")
    let personal = try Self.report(#""merchant":"vente jean@example.org""#, labels: labels)
    #expect(Self.text(labels, personal.merchant) == "vente mail")
    #expect(try Self.report(#""merchant":"***""#).merchant == 0)
    #expect(try Self.report(#""merchant":null"#).merchant == 0)
    #expect(try Self.report(#""merchant":12345"#, labels: labels).merchant != 0)
    #expect(try Self.report(#""merchant":["x"]"#).reason == .wrongType)
  }

  @Test func serviceCountsApartAndOthersAsOther() throws {
    var spec = try plainSource()
    spec.service = CategoryField(path: try path("/s"), values: ["caf", "impots"])
    let signals = try decode(
      [#""s":"impots""#, #""s":"la poste""#, #""s":null"#, #""s":{}"#].map {
        #"{"id":"1","ts":1000,\#($0)}"#
      }, as: spec)
    #expect(signals.map(\.service) == [1, 2, -1, -1])
    #expect(signals.map(\.outcome) == [.accepted, .accepted, .accepted, .rejected])
  }

  @Test func identifierOfAReadIsAKeyedHashOfItsFoldedForm() throws {
    var spec = try plainSource()
    spec.kind = .read
    spec.identifier = IdentifierField(path: try path("/plate"), kind: .plate)
    let signals = try decode(
      [#""AB-123-CD""#, #""ab 123 cd""#, #""AB-124-CD""#, #""--""#, "null", "123"].map {
        #"{"id":"1","ts":1000,"plate":\#($0)}"#
      }, as: spec)
    #expect(signals[0].item != 0 && signals[0].item == signals[1].item)
    #expect(signals[0].item != signals[2].item)
    #expect(signals[3...4].map(\.item) == [0, 0])
    #expect(signals[5].item != 0)
    spec.identifier?.kind = .number
    let number = try decode([#"{"id":"1","ts":1000,"plate":"AB-123-CD"}"#], as: spec)
    #expect(number[0].item != signals[0].item)
  }

  @Test func countWithoutItsValueIsHiddenWhereItsAreaIsKnownAndLeftOutElsewhere() throws {
    var spec = try plainSource()
    spec.kind = .count
    spec.value = try path("/n")
    spec.place.code = try path("/dep")
    let territory = try ShippedTerritories.france.get()
    let payloads = [
      #""n":5,"dep":"67""#, #""dep":"67""#, #""n":null,"dep":"67""#, #""n":null"#, #""dep":"x""#,
    ].map { Array(#"{"id":"1","ts":1000,\#($0)}"#.utf8) as [UInt8]? }
    let signals = try decode(payloads, as: spec, territory: territory)
    #expect(signals.map(\.outcome) == [.accepted, .hidden, .hidden, .filtered, .filtered])
    #expect(signals[1].area == signals[0].area && signals[1].area >= 0)
    #expect(signals[1].id == signals[0].id && signals[1].time == signals[0].time)
    spec.kind = .feedback
    #expect(try decode(payloads, as: spec, territory: territory)[1].outcome == .filtered)
  }

  @Test func labelsHoldTheLatestAndForgetTheOldest() {
    let capacity = 40
    let labels = ReportLabels(capacity: capacity)
    var random = SeededGenerator(state: 7)
    // The order of use, the latest last.
    var model: [UInt64] = []
    for _ in 0..<3000 {
      let hash = random.next() % 100 + 1
      var text = "label \(hash)"
      text.withUTF8 { labels.insert(hash, UnsafeRawBufferPointer($0)) }
      model.removeAll { $0 == hash }
      model.append(hash)
      if model.count > capacity { model.removeFirst() }
      for probe in UInt64(1)...100 {
        let expected = model.contains(probe) ? "label \(probe)" : ""
        if Self.text(labels, probe) != expected {
          Issue.record("\(probe) after \(hash)")
          return
        }
      }
    }
    #expect(labels.count == capacity && labels.evicted > 1000)
  }

  @Test func longLabelIsCutBeforeACharacter() {
    let labels = ReportLabels()
    var text = String(repeating: "é", count: 60) + "x"
    text.withUTF8 { labels.insert(1, UnsafeRawBufferPointer($0)) }
    #expect(Self.text(labels, 1) == String(repeating: "é", count: 48))
  }

  @Test(
    arguments: [
      ("aa-000-aa", "AA000AA"), ("12345 | أ | 6", "12345ا6"), ("١٢٣ ب ٤", "123ب4"), ("éö", "ÉÖ"),
      ("\u{200E}A\u{0640}b\u{FEFF}", "AB"), ("--", ""), (String(repeating: "A", count: 65), ""),
    ])
  func identifiersAreFolded(given: String, folded: String) {
    var given = given
    let out = UnsafeMutableRawBufferPointer.allocate(
      byteCount: IdentifierFolding.capacity, alignment: 8)
    defer { out.deallocate() }
    let count = given.withUTF8 { IdentifierFolding.fold(UnsafeRawBufferPointer($0), into: out) }
    #expect(String(decoding: out[..<count], as: UTF8.self) == folded)
  }
}
