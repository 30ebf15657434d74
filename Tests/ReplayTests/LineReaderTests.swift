import Foundation
import Replay
import Testing

/// A container that the same lines are put in.
enum Wrapping: String, CaseIterable, Sendable {
  case plain, gzip, zstd

  var suffix: String {
    switch self {
    case .plain: ""
    case .gzip: ".gz"
    case .zstd: ".zst"
    }
  }

  func pack(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .plain: bytes
    case .gzip: Packing.gzip(bytes)
    case .zstd: Packing.zstd(bytes)
    }
  }
}

/// What a reader handed out, copied.
struct ReadLine: Equatable {
  var text: String
  var number: Int64
  var isTooLarge = false
}

func readLines(_ path: String, maxLineBytes: Int = 1 << 20) throws -> [ReadLine] {
  var reader = try LineReader(path: path, maxLineBytes: maxLineBytes)
  var lines: [ReadLine] = []
  while let line = try reader.next() {
    lines.append(
      ReadLine(
        text: String(decoding: line.bytes, as: UTF8.self), number: line.number,
        isTooLarge: line.isTooLarge))
    // Reading behind the line must be allowed.
    let behind = UnsafeRawBufferPointer(
      start: line.bytes.baseAddress! + line.bytes.count, count: LineReader.padding)
    #expect(behind.reduce(0) { $0 &+ Int($1) } >= 0)
  }
  return lines
}

@Suite struct LineReaderTests {
  @Test(arguments: [
    ("", []),
    ("\n", []), ("\n\r\n\n", []),
    ("a", [ReadLine(text: "a", number: 1)]),
    ("a\n", [ReadLine(text: "a", number: 1)]),
    ("a\r\nb\r\n", [ReadLine(text: "a", number: 1), ReadLine(text: "b", number: 2)]),
    ("a\n\n\nb", [ReadLine(text: "a", number: 1), ReadLine(text: "b", number: 4)]),
    ("a\rb\n", [ReadLine(text: "a\rb", number: 1)]),
    (
      "\u{FEFF}a\n\u{FEFF}b",
      [
        ReadLine(text: "a", number: 1), ReadLine(text: "\u{FEFF}b", number: 2),
      ]
    ),
    ("\u{FEFF}", []),
  ])
  func linesAreWhatStandsBetweenLineEnds(text: String, expected: [ReadLine]) throws {
    let scratch = try Scratch()
    #expect(try readLines(scratch.file("lines", text)) == expected)
  }

  @Test(arguments: Wrapping.allCases)
  func noLineIsLostWhereAChunkEnds(wrapping: Wrapping) throws {
    // Lines of all lengths up to 900: the borders of the chunks fall everywhere in them.
    var texts: [String] = []
    for i in 0..<2500 { texts.append("\(i):" + String(repeating: "x", count: (i * 37) % 900)) }
    let scratch = try Scratch()
    let packed = wrapping.pack(Array(texts.joined(separator: "\n").utf8))
    let lines = try readLines(scratch.file("lines" + wrapping.suffix, packed))
    #expect(lines.map(\.text) == texts)
    #expect(lines.map(\.number) == (1...2500).map(Int64.init))
  }

  /// Each file has a line end, or its CR, at another byte around the end of the first chunk.
  @Test(arguments: [-3, -2, -1, 0, 1, 2, 3], ["\n", "\r\n"])
  func aLineEndMayStandAtTheBorder(shift: Int, lineEnd: String) throws {
    let first = String(repeating: "a", count: (256 << 10) + shift)
    let scratch = try Scratch()
    let path = try scratch.file("lines", first + lineEnd + "b" + lineEnd)
    #expect(
      try readLines(path) == [
        ReadLine(text: first, number: 1), ReadLine(text: "b", number: 2),
      ])
  }

  @Test(arguments: [(99, false), (100, false), (101, true), (102, true), (1_000_000, true)])
  func aLineOverTheLimitIsReportedAndSkipped(length: Int, isTooLarge: Bool) throws {
    let long = String(repeating: "y", count: length)
    let scratch = try Scratch()
    for lineEnd in ["\n", "\r\n", ""] {
      let tail = lineEnd.isEmpty ? "" : "z\(lineEnd)"
      let path = try scratch.file("lines", "a\n\(long)\(lineEnd)\(tail)")
      var expected = [ReadLine(text: "a", number: 1)]
      expected.append(
        isTooLarge
          ? ReadLine(text: "", number: 2, isTooLarge: true) : ReadLine(text: long, number: 2))
      if !lineEnd.isEmpty { expected.append(ReadLine(text: "z", number: 3)) }
      #expect(try readLines(path, maxLineBytes: 100) == expected)
    }
  }

  @Test func aBatchHoldsWhatTheBufferHolds() throws {
    let scratch = try Scratch()
    let texts = (0..<20_000).map { "line number \($0) of a file larger than a chunk" }
    var reader = try LineReader(
      path: scratch.file("lines", texts.joined(separator: "\n") + "\n"), maxLineBytes: 1000)
    let batch = UnsafeMutableBufferPointer<Line>.allocate(capacity: 777)
    defer { batch.deallocate() }
    var seen: [String] = []
    while true {
      let count = try reader.nextBatch(into: batch)
      if count == 0 { break }
      for line in batch[..<count] { seen.append(String(decoding: line.bytes, as: UTF8.self)) }
    }
    #expect(seen == texts)
    #expect(reader.lineNumber == 20_000)
  }

  @Test func aMissingFileAndADirectorySayWhy() throws {
    let scratch = try Scratch()
    let missing = scratch.path("nothing.ndjson")
    #expect(throws: ReplayError(path: missing, reason: .cannotOpen("No such file or directory"))) {
      _ = try readLines(missing)
    }
    let directory = scratch.directory.path
    #expect(throws: ReplayError(path: directory, reason: .cannotOpen("it is a directory"))) {
      _ = try readLines(directory)
    }
  }
}

@Suite struct ByteReaderTests {
  private func bytes(_ path: String, bufferBytes: Int = 1000) throws -> [UInt8] {
    var reader = try ByteReader(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 1)
    defer { buffer.deallocate() }
    var all: [UInt8] = []
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }

  /// What `gzip` and `zstd -19` made of 200 lines, so that real compression is read too.
  private static let compressed: [(suffix: String, base64: String)] = [
    (
      "gz",
      "H4sIAAAAAAAC/4XYy03FMBRF0TlVpAQf/10OgoeE9PgI+pcQBbAY31GWEmf73l/fb1e5Pl6ux+vp4+3z"
        + "6/b9fXu+Xl7vt4f77yyYVcwaZh2zgdnEbGG2MTt6dsJIJqKJbCKcSCfiiXwioEioSqjy3ZFQlVCVUJVQ"
        + "lVCVUJVQlVCTUJNQ4+cloSahJqEmoSahJqEmoS6hLqEuoc4TSEJdQl1CXUJdQl1CQ0JDQkNCQ0KDh7SE"
        + "hoSGhIaEhoSmhKaEpoSmhKaEJv9jEpoSmhKaEloSWhJaEloSWhJaElr81UtoSWhJaEtoS2hLaEtoS2hL"
        + "aEtos4YktCV0JHQkdCR0JHQkdCR0JHQkdBiMLkYmY2EzFkZjYTUWZmNhNxaGY2E5FqZjodU/eU0rB7YL"
        + "24ntxnZku7Kd2ezsMLRTfRehFVs7jO2wtsPcDns7DO6wuMPkDps7zRc3WjG7w+4Owzss7zC9w/YO4zus"
        + "7zC/033LpRULPEzwsMHDCA8rPMzwsMPDEA9LPMMrAVoxxsMaD3M87PEwyMMiD5M8bPIwyjO9P6EVuzwM"
        + "87DMwzQP2zyM87DOwzwP+zzLyyZaMdHDRg8jPaz0MNPDTg9DPSz1MNWzvZmjFWs9zPWw18NgD4s9TPaw"
        + "2cNoD6s9x2vMP6x+AGi3PmkCFwAA"
    ),
    (
      "zst",
      "KLUv/QRoVQgAdtQqE6AbiwEESSv/B4Bz2d3dvfQ1Wq0uACUAHwB3d2dmZmZmVlVVVVVFRERERPT//6uJ"
        + "Z0UDRoIcQWE8j+E0CkMEQ3AwgRAYC5IE/////wsLCwsLCwsLCwvv7u7u7qqqqqqqZmZmZmYiIiIiIt7d"
        + "Xd/3fd/3fd+2bdu2bdu2Xdd1Xdd1Xdc0TdM0TdM0/Qf7vu/7vu/7ruu6ruu6rut5nud5nud5juM4juM4"
        + "juMXgMioERD6/e/QU3kRJAT/JwQSP1dLs7O5mVlbVc3NzNZmam3xS7jslsiyVlJlS0mUfRImLwAgAAAC"
        + "ACAAAAIAIFAlQbJGgsgKCZD1ER6rIzhewTCBYYKZrMUDpApW/hMc"
    ),
  ]

  @Test(arguments: 0..<2)
  func whatCommonToolsPackIsRead(index: Int) throws {
    let (suffix, base64) = Self.compressed[index]
    let scratch = try Scratch()
    let packed = [UInt8](try #require(Data(base64Encoded: base64)))
    let expected = (0..<200).map { "line \($0) of a compressed file\n" }.joined()
    // By its name, and by its first bytes alone.
    for name in ["packed.\(suffix)", "packed"] {
      let path = try scratch.file(name, packed)
      for size in [1, 7, 100_000] {
        #expect(try bytes(path, bufferBytes: size) == Array(expected.utf8))
      }
    }
    // A changed byte in the middle is noticed, by structure or by checksum.
    for at in [packed.count / 2, packed.count - 6] where suffix == "gz" {
      var damaged = packed
      damaged[at] ^= 0x55
      let path = try scratch.file("damaged.\(suffix)", damaged)
      let error = #expect(throws: ReplayError.self) { try bytes(path) }
      guard case .corrupt = error?.reason else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test(arguments: [Wrapping.gzip, .zstd])
  func severalPartsAreReadAsOne(wrapping: Wrapping) throws {
    let scratch = try Scratch()
    let parts = ["one\n", "", "two\n", String(repeating: "three\n", count: 50_000)]
    let packed = parts.flatMap { wrapping.pack(Array($0.utf8)) }
    let path = try scratch.file("parts" + wrapping.suffix, packed)
    #expect(try bytes(path, bufferBytes: 4096) == Array(parts.joined().utf8))
  }

  @Test(arguments: [Wrapping.gzip, .zstd])
  func everyTruncationIsAnError(wrapping: Wrapping) throws {
    let scratch = try Scratch()
    let packed = wrapping.pack(Array("some lines\nof text\n".utf8))
    for length in 0..<packed.count {
      let path = try scratch.file("cut" + wrapping.suffix, Array(packed[..<length]))
      #expect(throws: ReplayError(path: path, reason: .truncated), "cut to \(length)") {
        try bytes(path)
      }
    }
    // In a second part as well.
    let path = try scratch.file("cut" + wrapping.suffix, packed + packed.dropLast(3))
    #expect(throws: ReplayError(path: path, reason: .truncated)) { try bytes(path) }
  }

  @Test(arguments: [Wrapping.gzip, .zstd])
  func whatIsNotPackedIsDamaged(wrapping: Wrapping) throws {
    let scratch = try Scratch()
    let path = try scratch.file("text" + wrapping.suffix, "this was never compressed at all")
    let error = #expect(throws: ReplayError.self) { try bytes(path) }
    guard case .corrupt(let text) = try #require(error).reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!text.isEmpty)
    #expect(error?.description.contains(path) == true)
  }

  @Test func zerosAfterAGzipMemberArePadding() throws {
    let scratch = try Scratch()
    let packed = Packing.gzip(Array("text".utf8)) + [UInt8](repeating: 0, count: 300_000)
    #expect(try bytes(scratch.file("padded.gz", packed)) == Array("text".utf8))
  }

  @Test func linesBeforeATruncationAreHandedOut() throws {
    let scratch = try Scratch()
    let packed = Packing.gzip(Array("one\ntwo\nthree".utf8), blockBytes: 8)
    let path = try scratch.file("cut.gz", Array(packed.dropLast(14)))
    var reader = try LineReader(path: path)
    #expect(try reader.next()?.number == 1)
    #expect(try reader.next()?.number == 2)
    #expect(throws: ReplayError(path: path, reason: .truncated)) { _ = try reader.next() }
  }
}
