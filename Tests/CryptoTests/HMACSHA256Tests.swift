import Crypto
import Testing

/// The test cases of RFC 4231, section 4, for HMAC-SHA-256.
@Suite struct HMACSHA256Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var key: [UInt8]
    var data: [UInt8]
    var code: String
    var testDescription: String { name }
  }

  static let vectors = [
    Vector(
      name: "case 1", key: Array(repeating: 0x0b, count: 20), data: Array("Hi There".utf8),
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      name: "case 2, a short key", key: Array("Jefe".utf8),
      data: Array("what do ya want for nothing?".utf8),
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      name: "case 3", key: Array(repeating: 0xaa, count: 20),
      data: Array(repeating: 0xdd, count: 50),
      code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      name: "case 4", key: Array(1...25), data: Array(repeating: 0xcd, count: 50),
      code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      name: "case 6, a key longer than a block", key: Array(repeating: 0xaa, count: 131),
      data: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      name: "case 7, data longer than a block too", key: Array(repeating: 0xaa, count: 131),
      data: Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
  ]

  @Test(arguments: vectors) func codeIsThatOfTheStandard(vector: Vector) {
    let hmac = HMACSHA256(key: vector.key)
    let code = vector.data.withUnsafeBytes { hmac.code(of: $0) }
    #expect(hex(code) == vector.code)
  }

  @Test(arguments: vectors) func aPrefixIsPartOfTheMessage(vector: Vector) {
    let hmac = HMACSHA256(key: vector.key)
    for cut in [0, 1, vector.data.count / 2, vector.data.count] {
      let head = Array(vector.data[..<cut])
      let tail = Array(vector.data[cut...])
      let code = head.withUnsafeBytes { head in
        tail.withUnsafeBytes { hmac.code(prefix: head, of: $0) }
      }
      #expect(hex(code) == vector.code)
    }
  }

  /// Case 5 of the standard publishes the first 128 bits only.
  @Test func truncationKeepsTheFirstBytes() {
    let hmac = HMACSHA256(key: Array(repeating: 0x0c, count: 20))
    let code = Array("Test With Truncation".utf8).withUnsafeBytes { hmac.code(of: $0) }
    #expect(hex(code).hasPrefix("a3b6167473100ee06e0c796c2955552b"))
    #expect(code.first64 == 0xa3b6_1674_7310_0ee0)
  }

  /// Lengths around the ends of blocks, by Python's `hmac`, of the bytes 0, 1, 2 … under that key.
  @Test(
    arguments: [
      (count: 0, first: 0xd38b_4209_6d80_f45f),
      (count: 1, first: 0xe711_546e_3faa_d4c7),
      (count: 31, first: 0x3df5_adf2_a33c_959e),
      (count: 32, first: 0xe849_9be4_f198_0d68),
      (count: 54, first: 0x8efa_8fe3_826a_2f0a),
      (count: 55, first: 0xb478_e4cb_d638_7175),
      (count: 56, first: 0xe5d1_f65e_9e93_59d0),
      (count: 57, first: 0xa4bf_8497_7b75_8093),
      (count: 63, first: 0xd37a_8dad_b82b_1531),
      (count: 64, first: 0x1732_0678_1c3b_828a),
      (count: 65, first: 0x2208_4084_cc17_1f63),
      (count: 119, first: 0x1888_8e3d_5df9_3c2b),
      (count: 120, first: 0x0779_1361_a9c5_45a9),
      (count: 200, first: 0xc4d7_8316_aa3d_e9ce),
    ] as [(count: Int, first: UInt64)])
  func everyLengthIsPaddedAsTheStandardSays(count: Int, first: UInt64) {
    let hmac = HMACSHA256(key: [UInt8](0..<32))
    let message = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let code = message.withUnsafeBytes { hmac.code(of: $0) }
    #expect(code.first64 == first)
  }

  private func hex(_ digest: HMACSHA256.Digest) -> String {
    withUnsafeBytes(of: digest) { bytes in
      bytes.map { byte in
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0" + digits : digits
      }.joined()
    }
  }
}
