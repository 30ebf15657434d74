import EventTime
import Signals
import Testing

private let mark = ExerciseMark(
  idHigh: 0x0123_4567_89AB_CDEF, idLow: 7, sent: Instant(microseconds: 1_772_395_445_250_000))
private let written =
  #"{"vigieExercise":"0123456789abcdef0000000000000007","sent":""#
  + #"2026-03-01T20:04:05.250Z"}"#

private func read(_ text: String) -> ExerciseMark? {
  Array(text.utf8).withUnsafeBytes { ExerciseMark(payload: $0) }
}

@Suite struct ExerciseMarkTests {
  @Test func payloadIsWrittenAndReadToTheByte() {
    #expect(String(decoding: mark.payload, as: UTF8.self) == written)
    #expect(read(written) == mark)
    #expect(read(written)?.id == "0123456789abcdef0000000000000007")
  }

  @Test(arguments: [
    "", "{", #"{"vigieE"#, #"{"vigieExercise":"#, #"{"vigieExercise":""#,
    written + " ", " " + written, String(written.dropLast()),
    written.replacing("0123456789abcdef", with: "0123456789ABCDEF"),
    written.replacing("0123456789abcdef", with: "+123456789abcdef"),
    written.replacing("0123456789abcdef", with: "0123456789abcde"),
    written.replacing("0123456789abcdef", with: "0123456789abcdeg"),
    written.replacing("sent", with: "Sent"), written.replacing("Z", with: "+00:00"),
    written.replacing("2026-03-01", with: "2026-02-30"), written.replacing("}", with: ",}"),
  ])
  func anythingElseIsNone(text: String) {
    #expect(read(text) == nil)
  }

  /// Also a damaged one: it must neither count nor make a dead letter.
  @Test(arguments: [written, #"{"vigieExercise":12}"#, #"{"vigieExercise":"#])
  func decoderLeavesItOutWhateverTheMapping(text: String) throws {
    var mapped = try plainSource()
    mapped.conditions = []
    var rows = SourceSpec(name: "rows")
    rows.format = .csv(delimiter: 0x2C, columns: [])
    let column = try FieldPath(parsing: "ts", format: rows.format)
    rows.time = TimeField(path: column, format: .epochSeconds)
    let arrival = Instant(seconds: 1_772_395_450)
    for spec in [mapped, rows] {
      let signal = try decode([Array(text.utf8)], as: spec, arrival: arrival)[0]
      #expect(signal.outcome == .filtered && signal.arrival == arrival)
      #expect(signal.reason == .none && signal.id == 0 && signal.time == arrival)
    }
  }

  @Test(arguments: [#"{"vigieExercisE":1}"#, #"{"vigieE":1}"#, #"{"vigie":1}"#])
  func recordThatOnlyLooksLikeItIsReadAsAnyOther(text: String) throws {
    #expect(try decode([text], as: plainSource())[0].reason == .missingField)
  }

  /// The record before the header of a CSV stream does not stand for it.
  @Test func headerOfAFileIsStillExpectedAfterIt() throws {
    var rows = SourceSpec(name: "rows")
    rows.format = .csv(delimiter: 0x2C, columns: [])
    let column = try FieldPath(parsing: "ts", format: rows.format)
    rows.time = TimeField(path: column, format: .epochSeconds)
    let signals = try decode([written, "ts,x", "1772395445,1"], as: rows)
    #expect(signals.map(\.outcome) == [.filtered, .filtered, .accepted])
  }
}
