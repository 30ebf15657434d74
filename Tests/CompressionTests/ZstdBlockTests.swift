import Compression
import Testing

@Suite("Blocks of Zstandard")
struct ZstdBlockTests {
  static func packed(_ block: [UInt8]) throws -> [UInt8] {
    var zstd = ZstdBlock()
    var target = [UInt8](repeating: 0, count: block.count + 1024)
    let size = target.withUnsafeMutableBytes { target in
      block.withUnsafeBytes { zstd.compress($0, into: target) }
    }
    return Array(target.prefix(try #require(size)))
  }

  static func unpacked(_ packed: [UInt8], count: Int) throws(CompressionError) -> [UInt8] {
    var zstd = ZstdBlock()
    var target = [UInt8](repeating: 0xA5, count: count + 16)
    do {
      try target.withUnsafeMutableBytes { target in
        try packed.withUnsafeBytes {
          try zstd.decompress($0, into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
        }
      }
    } catch let error as CompressionError {
      #expect(target[count...].allSatisfy { $0 == 0xA5 }, "written beyond the bound")
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
    return Array(target.prefix(count))
  }

  @Test(arguments: [0, 1, 100, 5000, 300_000])
  func blockComesBackAsItWas(count: Int) throws {
    let block = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
    let packed = try Self.packed(block)
    #expect(try Self.unpacked(packed, count: count) == block)
    #expect(try Self.packed(block) == packed, "other bytes the second time")
  }

  @Test func blockThatHoldsMoreThanItSaysIsAnError() throws {
    let bomb = try Self.packed([UInt8](repeating: 7, count: 10_000_000))
    #expect(bomb.count < 2000)
    #expect(throws: CompressionError.self) { try Self.unpacked(bomb, count: 4096) }
    #expect(throws: CompressionError.self) { try Self.unpacked(bomb, count: 10_000_001) }
  }

  @Test func everyTruncationIsAnError() throws {
    let block = (0..<600).map { UInt8(truncatingIfNeeded: $0 * 31) }
    let packed = try Self.packed(block)
    for length in 0..<packed.count {
      #expect(throws: CompressionError.self) {
        try Self.unpacked(Array(packed.prefix(length)), count: block.count)
      }
    }
  }

  @Test func blockThatDoesNotFitIsLeftAside() {
    var zstd = ZstdBlock()
    let block = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    var target = [UInt8](repeating: 0, count: 20)
    let size = target.withUnsafeMutableBytes { target in
      block.withUnsafeBytes { zstd.compress($0, into: target) }
    }
    #expect(size == nil)
  }

  @Test func streamOfSeveralFramesIsUnpackedInPieces() throws {
    let stream = try Self.packed(Array("one ".utf8)) + Self.packed(Array("two".utf8))
    var decoder = ZstdDecoder()
    var text: [UInt8] = []
    var output = [UInt8](repeating: 0, count: 2)
    var position = 0
    while position < stream.count || decoder.isInside {
      let counts = try stream[position..<min(position + 3, stream.count)].withUnsafeBytes { input in
        try output.withUnsafeMutableBytes { try decoder.unpack(input, into: $0) }
      }
      position += counts.used
      text += output.prefix(counts.made)
      #expect(counts.used + counts.made > 0)
    }
    #expect(String(decoding: text, as: UTF8.self) == "one two")
  }
}
