import Foundation
import Testing
import EventTime
import Signals

/// What a detail says, away from the arena.
struct ReadDetail: Equatable {
  struct Word: Equatable {
    var text: String
    var hash: UInt64
    var kind: TermKind
  }

  var head: PostDetail
  var words: [Word] = []
  var excerpt: String

  init(_ place: Int32, in arena: UnsafeRawBufferPointer) throws {
    let base = DetailArena.detail(place, in: try #require(arena.baseAddress))
    head = base.load(as: PostDetail.self)
    var text = head.textStart
    for place in 0..<Int(head.wordCount) {
      let word = base.load(
        fromByteOffset: PostDetail.headerBytes + place * MemoryLayout<DetailWord>.stride,
        as: DetailWord.self)
      let bytes = UnsafeRawBufferPointer(start: base + text, count: Int(word.count))
      words.append(
        Word(text: String(decoding: bytes, as: UTF8.self), hash: word.hash, kind: word.kind))
      text += Int(word.count)
    }
    excerpt = String(
      decoding: UnsafeRawBufferPointer(start: base + text, count: Int(head.excerptCount)),
      as: UTF8.self)
  }

  static func == (a: ReadDetail, b: ReadDetail) -> Bool {
    a.words == b.words && a.excerpt == b.excerpt && a.head.link == b.head.link
      && a.head.related == b.head.related && a.head.signature == b.head.signature
      && a.head.tokens == b.head.tokens
  }
}

/// A source of posts that text detectors read.
func readSource() throws -> SourceSpec {
  var spec = try plainSource()
  spec.text = [try path("/text")]
  spec.author = try path("/author")
  spec.link = try path("/link")
  spec.original = [try path("/original")]
  spec.parent = [try path("/parent")]
  return spec
}

func readDecoder(themes: [Theme] = [], reads: Bool = true) throws -> SignalDecoder {
  try SignalDecoder(
    spec: try readSource(), territory: Territory(name: "none"),
    lexicon: try Lexicon(themes: themes, places: []), pseudonymKey: key, maxRecordBytes: 1 << 20,
    readsDetails: reads)
}

/// One JSON record; `fields` come behind its id and time.
func post(_ text: String, id: Int = 1, _ fields: String = "") throws -> [UInt8] {
  let text = try JSONEncoder().encode(text)
  return Array(#"{"id":"\#(id)","ts":1700000000,"text":"#.utf8) + text + Array((fields + "}").utf8)
}

/// The signals of the records and their details, nil where there is none.
func readDetails(
  _ records: [[UInt8]], with decoder: inout SignalDecoder
) throws -> [(signal: Signal, detail: ReadDetail?)] {
  var signals = SignalBuffer()
  var bytes = records.flatMap { $0 }
  bytes += [UInt8](repeating: 0, count: 64)
  bytes.withUnsafeBytes { all in
    var views: [RecordView] = []
    var start = 0
    for (offset, record) in records.enumerated() {
      views.append(
        RecordView(
          payload: UnsafeRawBufferPointer(rebasing: all[start..<(start + record.count)]),
          offset: Int64(offset), arrival: nil))
      start += record.count
    }
    views.withUnsafeBufferPointer { decoder.decode($0, into: &signals) }
  }
  let arena = signals.details.bytes
  return try signals.signals.map { signal in
    guard signal.detail >= 0 else { return (signal, nil) }
    return (signal, try ReadDetail(signal.detail, in: try #require(arena)))
  }
}

func readDetail(
  _ text: String, themes: [Theme] = [], _ fields: String = ""
) throws -> (signal: Signal, detail: ReadDetail) {
  var decoder = try readDecoder(themes: themes)
  let read = try readDetails([try post(text, fields)], with: &decoder)[0]
  return (read.signal, try #require(read.detail))
}
