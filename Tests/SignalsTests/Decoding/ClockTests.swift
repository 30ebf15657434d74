import EventTime
import Signals
import Testing

private let arrival = Instant(seconds: 1_772_395_445)

@Suite struct ClockTests {
  @Test(arguments: [(Int64(0), RejectReason.none), (300, .none), (301, .future), (-86_400, .none)])
  func timeAheadOfTheRecordsArrivalIsFuture(ahead: Int64, expected: RejectReason) throws {
    let time = 1_772_395_445 + ahead
    let signal = try decode([#"{"id":"a","ts":\#(time)}"#], as: plainSource(), arrival: arrival)[0]
    #expect(signal.reason == expected)
    #expect(signal.arrival == arrival)
    #expect(signal.time == Instant(seconds: time))
  }

  @Test func mappedArrivalServesWhereTheRecordHasNone() throws {
    var spec = try plainSource()
    spec.arrival = TimeField(path: try path("/at"), format: .epochSeconds)
    let payload = #"{"id":"a","ts":1772395445,"at":1772395400}"#
    let mapped = try decode([payload], as: spec)[0]
    #expect(mapped.arrival == Instant(seconds: 1_772_395_400))
    #expect(mapped.time == Instant(seconds: 1_772_395_445))
    let stamped = try decode([payload], as: spec, arrival: arrival)[0]
    #expect(stamped.arrival == arrival)
    let ahead = try decode([#"{"id":"a","ts":1772395445,"at":1772395100}"#], as: spec)[0]
    #expect(ahead.reason == .future)
    let unreadable = try decode([#"{"id":"a","ts":1,"at":"x"}"#], as: spec)[0]
    #expect(unreadable.reason == .badTime)
  }

  @Test func withoutAnyArrivalTheEventTimeIsIt() throws {
    let signal = try decode([#"{"id":"a","ts":4102444800}"#], as: plainSource())[0]
    #expect(signal.outcome == .accepted)
    #expect(signal.arrival == signal.time)
  }

  @Test func arrivalClockTakesTheArrivalForTheTime() throws {
    var spec = try plainSource()
    spec.clock = .arrival
    let signals = try decode([#"{"id":"a","ts":1}"#, #"{"id":"b"}"#], as: spec, arrival: arrival)
    #expect(signals.map(\.time) == [arrival, arrival])
    let fallback = try decode([#"{"id":"a","ts":7}"#, #"{"id":"b"}"#], as: spec)
    #expect(fallback[0].time == Instant(seconds: 7))
    #expect(fallback[1].reason == .missingField)
  }

  @Test func eventClockWithoutATimeIsRefused() throws {
    var spec = try plainSource()
    spec.time = nil
    #expect(throws: MappingError.self) { try decode([""], as: spec) }
  }

  @Test func pseudonymsHoldForTwentyEightDays() {
    let day: Int64 = 86_400
    #expect(SignalDecoder.epoch(of: Instant(seconds: 0)) == 0)
    #expect(SignalDecoder.epoch(of: Instant(seconds: 28 * day - 1)) == 0)
    #expect(SignalDecoder.epoch(of: Instant(seconds: 28 * day)) == 1)
    #expect(SignalDecoder.epoch(of: Instant(seconds: -1)) == -1)
  }
}
