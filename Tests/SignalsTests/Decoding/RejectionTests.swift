import EventTime
import Signals
import Testing

private let good = #"{"id":"a","ts":1772395445}"#

private func reason(_ payload: String, as spec: SourceSpec? = nil) throws -> RejectReason {
  let signals = try decode([Array(payload.utf8)], as: spec ?? plainSource())
  try #require(signals.count == 1)
  try #require((signals[0].reason == .none) == (signals[0].outcome != .rejected))
  return signals[0].reason
}

@Suite struct RejectionTests {
  @Test(arguments: [
    (#"{"id":"a","ts":1772395445}"#, RejectReason.none),
    (#" {"id":"a","ts":1772395445,"x":{"id":"a","id":"b"}} "#, .none),
    ("", .malformed),
    (" \n", .malformed),
    ("[]", .missingField),
    ("12", .missingField),
    (#"{"id":"a" "ts":1}"#, .malformed),
    (#"{"id":"a","ts":1772395445}}"#, .malformed),
    (#"{"id":"a","ts":tru}"#, .malformed),
    (#"{"id":"a","ts":01}"#, .malformed),
    (#"{"id":"a","ts":-}"#, .malformed),
    (#"{"id":"\x","ts":1}"#, .malformed),
    ("{\"id\":\"a\u{1}\",\"ts\":1}", .malformed),
    (#"{"id":"\ud800","ts":1}"#, .malformed),
    (#"{"id":"a","ts":1,"x":"\udc00"}"#, .malformed),
    ("\u{FEFF}{\"id\":\"a\",\"ts\":1}", .malformed),
    (#"{"id":"a","ts":177239"#, .truncated),
    (#"{"id":"a"#, .truncated),
    (#"{"id":"a","x":[1,2,{"b":"#, .truncated),
    (#"{"id":"a","ts":1,"x":18446744073709551616}"#, .numberOutOfRange),
    (#"{"id":"a","ts":1,"x":-9223372036854775809}"#, .numberOutOfRange),
    (#"{"id":"a","ts":1,"x":1e400}"#, .numberOutOfRange),
    (#"{"id":"a","ts":18446744073709551615}"#, .badTime),
    (#"{"id":"a","ts":9223372036854775807}"#, .badTime),
    (#"{"id":"a","id":"a","ts":1}"#, .duplicateKey),
    (#"{"id":"a","ts":1,"id":null}"#, .duplicateKey),
    (#"{"id":"a","ts":1,"\u0069d":"b"}"#, .duplicateKey),
    (#"{"ts":1}"#, .missingField),
    (#"{"id":null,"ts":1}"#, .missingField),
    (#"{"id":"","ts":1}"#, .missingField),
    (#"{"id":"a"}"#, .missingField),
    (#"{"id":["a"],"ts":1}"#, .wrongType),
    (#"{"id":"a","ts":true}"#, .wrongType),
    (#"{"id":"a","ts":{}}"#, .wrongType),
    (#"{"id":"a","ts":"1e9"}"#, .badTime),
    (#"{"id":"a","ts":"soon"}"#, .badTime),
  ])
  func recordIsRejectedWithItsReason(payload: String, expected: RejectReason) throws {
    #expect(try reason(payload) == expected)
  }

  @Test func invalidUTF8IsRejectedAlsoWhereNobodyMaps() throws {
    for bad: [UInt8] in [[0xC3, 0x28], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xE2, 0x82]] {
      let payload = Array(#"{"id":"a","ts":1,"x":""#.utf8) + bad + Array("\"}".utf8)
      #expect(try decode([payload], as: plainSource())[0].reason == .invalidUTF8)
    }
  }

  @Test(arguments: [(1000, RejectReason.none), (2000, .tooDeep), (100_000, .tooDeep)])
  func nestingIsReadToAThousandLevels(depth: Int, expected: RejectReason) throws {
    let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(try reason(#"{"id":"a","ts":1,"x":"# + nested + "}") == expected)
  }

  @Test func megabyteStringIsReadAndTheNextRecordToo() throws {
    let long = #"{"id":""# + String(repeating: "é", count: 500_000) + #"","ts":1}"#
    let signals = try decode([good, long, good], as: plainSource())
    #expect(signals.map(\.outcome) == [.accepted, .accepted, .accepted])
    #expect(signals[0].id == signals[2].id)
    #expect(signals[0].id != signals[1].id)
  }

  @Test func recordOverTheLimitIsTooLarge() throws {
    let payload = Array(good.utf8)
    for (limit, expected) in [(payload.count, RejectReason.none), (payload.count - 1, .tooLarge)] {
      let signals = try decode([payload], as: plainSource(), maxRecordBytes: limit)
      #expect(signals[0].reason == expected)
    }
  }

  @Test func rejectedSignalKeepsOffsetArrivalAndPayloadHashAlone() throws {
    var spec = try plainSource()
    spec.text = [try path("/text")]
    let arrival = Instant(seconds: 1_772_395_450)
    let payload = Array(#"{"id":"a","ts":1772395445,"text":5}"#.utf8)
    let signal = try decode([nil, payload], as: spec, arrival: arrival)[1]
    #expect(signal.reason == .wrongType)
    #expect(signal.offset == 1)
    #expect(signal.arrival == arrival)
    #expect(signal.payload == payload.withUnsafeBytes { hash64($0) })
    #expect(signal.id == 0)
  }
}
