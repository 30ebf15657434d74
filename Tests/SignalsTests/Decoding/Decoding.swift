import EventTime
import Foundation
import Signals

/// The repository's root.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A mapping in the words of a source file, for JSON: `path("/a/0/[k=v]/b")`.
func path(_ text: String) throws -> FieldPath { try FieldPath(parsing: text, format: .json) }

/// A source with id, time in epoch seconds, text, author and value, as in `record(…)`.
func plainSource(_ name: String = "plain") throws -> SourceSpec {
  var spec = SourceSpec(name: name)
  spec.id = [try path("/id")]
  spec.time = TimeField(path: try path("/ts"), format: .epochSeconds)
  return spec
}

let key = Array("a key of thirty-two bytes, or so".utf8)

/// What a decoder makes of the payloads; nil is a tombstone.
func decode(
  _ payloads: [[UInt8]?], as spec: SourceSpec, arrival: Instant? = nil,
  territory: Territory = Territory(name: "none"), maxRecordBytes: Int = 4 << 20
) throws -> [Signal] {
  var decoder = try SignalDecoder(
    spec: spec, territory: territory, lexicon: try Lexicon(themes: [], places: []),
    pseudonymKey: key, maxRecordBytes: maxRecordBytes)
  return decode(payloads, with: &decoder, arrival: arrival)
}

func decode(_ payloads: [String], as spec: SourceSpec, arrival: Instant? = nil) throws -> [Signal] {
  try decode(payloads.map { Array($0.utf8) }, as: spec, arrival: arrival)
}

/// As above, with a decoder that has seen other records. The payloads stand back to back, each at
/// its exact length: a reader that runs over the end of one is seen by the address sanitizer.
func decode(
  _ payloads: [[UInt8]?], with decoder: inout SignalDecoder, arrival: Instant? = nil
) -> [Signal] {
  var signals = SignalBuffer(capacity: 16)
  var records: [RecordView] = []
  var copies: [UnsafeMutableRawBufferPointer] = []
  for (offset, payload) in payloads.enumerated() {
    var view = UnsafeRawBufferPointer(start: nil, count: 0)
    if let payload {
      let copy = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(payload.count, 1), alignment: 1)
      copy.copyBytes(from: payload)
      copies.append(copy)
      view = UnsafeRawBufferPointer(start: copy.baseAddress, count: payload.count)
    }
    records.append(RecordView(payload: view, offset: Int64(offset), arrival: arrival))
  }
  records.withUnsafeBufferPointer { decoder.decode($0, into: &signals) }
  for copy in copies { copy.deallocate() }
  return Array(signals.signals)
}

/// A generator with a seed: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mix64(state)
  }
}
