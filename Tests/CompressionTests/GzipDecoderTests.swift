import Compression
import Testing

@Suite("Streams of gzip")
struct GzipDecoderTests {
  /// A member of one stored block that holds `ab` (RFC 1952; RFC 1951, 3.2.4); its CRC-32 is
  /// 0x9E83486D.
  static let member: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1, 2, 0, 0xFD, 0xFF, 0x61, 0x62, 0x6D, 0x48, 0x83, 0x9E,
    2, 0, 0, 0,
  ]

  static func unpack(
    _ stream: [UInt8], piece: Int
  ) throws -> (text: String, isInside: Bool) {
    var decoder = GzipDecoder()
    var text: [UInt8] = []
    var output: [UInt8] = [0]
    var position = 0
    while position < stream.count {
      let input = stream[position..<min(position + piece, stream.count)]
      let counts = try input.withUnsafeBytes { input in
        try output.withUnsafeMutableBytes { try decoder.unpack(input, into: $0) }
      }
      position += counts.used
      text += output.prefix(counts.made)
      if counts == UnpackedCounts.nothing { break }
    }
    return (String(decoding: text, as: UTF8.self), decoder.isInside)
  }

  @Test(arguments: [1, 2, 7, 100])
  func membersAndPaddingAreUnpackedInPieces(piece: Int) throws {
    let stream = Self.member + [0, 0, 0] + Self.member
    let result = try Self.unpack(stream, piece: piece)
    #expect(result.text == "abab")
    #expect(!result.isInside)
  }

  @Test func cutMemberIsStillInside() throws {
    #expect(try Self.unpack(Array(Self.member.dropLast()), piece: 100).isInside)
  }

  @Test func wrongChecksumIsAnError() {
    var damaged = Self.member
    damaged[17] ^= 1
    #expect(throws: CompressionError.self) { try Self.unpack(damaged, piece: 100) }
  }
}
