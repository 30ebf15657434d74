import Crypto
import Testing

/// Expected tokens are from Python's `hmac` with the key 0, 1 … 31.
@Suite struct PseudonymiserTests {
  static let key = [UInt8](0..<32)

  struct Case: Sendable {
    var name: String
    var label: UInt64
    var epoch: Int64
    var token: UInt64
  }

  static let cases = [
    Case(name: "did:plc:alice", label: 1, epoch: 0, token: 0x3cb9_c34b_7371),
    Case(name: "did:plc:alice", label: 1, epoch: 1, token: 0xabf3_30c9_4f0a),
    Case(name: "did:plc:alice", label: 2, epoch: 0, token: 0xa98e_741b_52b2),
    Case(name: "", label: 7, epoch: -1, token: 0x3091_ba19_1cec),
    Case(
      name: String(repeating: "x", count: 200), label: .max, epoch: .max, token: 0x980b_ec72_c856),
    Case(name: "é漢", label: 0, epoch: .min, token: 0x8d65_015e_d6de),
  ]

  @Test(arguments: cases) func tokenIsTheHeadOfTheCode(expected: Case) {
    var pseudonymiser = Pseudonymiser(key: Self.key)
    let token = Array(expected.name.utf8).withUnsafeBytes {
      pseudonymiser.token($0, label: expected.label, epoch: expected.epoch)
    }
    #expect(token == expected.token)
  }

  @Test func tokensFitIn48BitsAndAreNeverZero() {
    var pseudonymiser = Pseudonymiser(key: Self.key)
    var seen = Set<UInt64>()
    for i in 0..<20_000 {
      let token = withUnsafeBytes(of: i) { pseudonymiser.token($0, label: 1, epoch: 2) }
      #expect(token > 0 && token < 1 << 48)
      seen.insert(token)
    }
    #expect(seen.count == 20_000)
  }

  @Test func anotherKeyGivesOtherTokens() {
    var one = Pseudonymiser(key: Self.key)
    var other = Pseudonymiser(key: Self.key + [0x20])
    let name = Array("alice".utf8)
    let tokens = name.withUnsafeBytes {
      (one.token($0, label: 1, epoch: 0), other.token($0, label: 1, epoch: 0))
    }
    #expect(tokens.0 != tokens.1)
  }
}
