import EventTime
import Testing

private func read(
  _ text: String, _ reader: (UnsafeRawBufferPointer) -> Instant?
) -> Int64? {
  Array(text.utf8).withUnsafeBytes { reader($0) }?.microseconds
}

/// Made once: a rule lays out its changes of two centuries.
private let universal = TimeZoneRule.utc

private func rfc3339(_ text: String, zone: TimeZoneRule = universal) -> Int64? {
  read(text) { Instant.rfc3339($0, zone: zone) }
}

private func paris() throws -> TimeZoneRule {
  try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
}

// Seconds since 1970 by `date -u -d … +%s` of GNU coreutils.
@Suite struct TimeParsingTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", Int64(0)),
    ("2026-03-01T20:04:05Z", 1_772_395_445_000_000),
    ("2026-03-01t20:04:05z", 1_772_395_445_000_000),
    ("2026-03-01 20:04:05", 1_772_395_445_000_000),
    ("2026-03-01T20:04:05.4Z", 1_772_395_445_400_000),
    ("2026-03-01T20:04:05.123456789Z", 1_772_395_445_123_456),
    ("2026-03-01T21:34:05+01:30", 1_772_395_445_000_000),
    ("2026-03-01T15:04:05-0500", 1_772_395_445_000_000),
    ("2026-03-01 20:04:05+00", 1_772_395_445_000_000),
    ("2026-03-01T20:04Z", 1_772_395_440_000_000),
    ("2026-03-01", 1_772_323_200_000_000),
    ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
    ("2000-02-29T23:59:59Z", 951_868_799_000_000),
    ("1969-12-31T23:59:59.999999Z", -1),
    ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
    ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
    ("2016-12-31T23:59:60Z", 1_483_228_799_999_999),
    ("2017-01-01T00:59:60.5+01:00", 1_483_228_799_999_999),
  ])
  func rfc3339IsRead(text: String, expected: Int64) {
    #expect(rfc3339(text) == expected)
  }

  @Test(
    arguments: [
      "", "2026", "2026-3-01T20:04:05Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-03-01T24:00:00Z", "2026-03-01T20:60:00Z", "2026-03-01T20:04:61Z",
      "2026-03-01T20:04:60Z",
      "2026-03-01T20:04:05.Z", "2026-03-01T20:04:05ZZ",
      "2026-03-01T20:04:05 Z",
      "2026-03-01T20:04:05+24:00", "2026-03-01T20:04:05+01:60", "2026-03-01T20:04:05+1",
      "2026-03-01X20:04:05Z", "2026-03-01T20", "+026-03-01T20:04:05Z", "2026-03-01T", "2026/03/01",
    ])
  func otherTextIsNoTime(text: String) {
    #expect(rfc3339(text) == nil)
  }

  @Test(arguments: [
    ("2026-03-01 21:04:05", Int64(1_772_395_445)), ("2026-07-01 22:04:05", 1_782_936_245),
    ("2026-07-01T22:04:05+02:00", 1_782_936_245), ("2026-03-29 01:59:59", 1_774_745_999),
    ("2026-03-29 03:00:00", 1_774_746_000), ("2026-10-25 03:00:00", 1_792_893_600),
  ])
  func timeWithoutOffsetIsLocal(text: String, seconds: Int64) throws {
    #expect(rfc3339(text, zone: try paris()) == seconds * 1_000_000)
  }

  @Test(arguments: [
    ("2026-03-29 02:30:00", Int64(1_774_747_800)), ("2026-10-25 02:30:00", 1_792_888_200),
  ])
  func skippedTimeIsReadAsBeforeAndRepeatedOneAsTheFirst(text: String, seconds: Int64) throws {
    #expect(rfc3339(text, zone: try paris()) == seconds * 1_000_000)
  }

  @Test(arguments: [
    ("Wed Oct 10 20:19:24 +0000 2018", Int64?(1_539_202_764)),
    ("Sun Mar 01 21:04:05 +0100 2026", 1_772_395_445),
    ("Thu Feb 29 00:00:00 +0000 2024", 1_709_164_800),
    ("Thu Feb 29 00:00:00 +0000 2023", nil), ("Wed Okt 10 20:19:24 +0000 2018", nil),
    ("Xyz Oct 10 20:19:24 +0000 2018", nil), ("Wed Oct 10 20:19:24 +00000 201", nil),
    ("Wed Oct 10 20:19:24 2018", nil), ("", nil),
  ])
  func twitterFormatIsRead(text: String, seconds: Int64?) {
    #expect(read(text) { Instant.twitter($0) } == seconds.map { $0 * 1_000_000 })
  }

  @Test(arguments: [
    ("01/03/2026", Int64?(1_772_319_600)), ("01/03/2026 21:04", 1_772_395_440),
    ("01/03/2026 21:04:05", 1_772_395_445), ("01/07/2026 00:00", 1_782_856_800),
    ("29/02/2024", 1_709_161_200), ("29/02/2026", nil), ("1/3/2026", nil), ("01/13/2026", nil),
    ("01/03/26", nil), ("01/03/2026 24:00", nil), ("01/03/2026 ", nil), ("", nil),
  ])
  func dayMonthYearIsLocal(text: String, seconds: Int64?) throws {
    let zone = try paris()
    #expect(read(text) { Instant.dayMonthYear($0, zone: zone) } == seconds.map { $0 * 1_000_000 })
  }

  @Test(arguments: [
    ("1772395445", EpochUnit.seconds, Int64?(1_772_395_445_000_000)),
    ("1772395445.25", .seconds, 1_772_395_445_250_000),
    ("1772395445250", .milliseconds, 1_772_395_445_250_000),
    ("1772395445250.5", .milliseconds, 1_772_395_445_250_500),
    ("1772395445250001", .microseconds, 1_772_395_445_250_001),
    ("-1.5", .seconds, -1_500_000), ("0", .seconds, 0),
    ("1772395445250001", .seconds, nil), ("99999999999999999999", .microseconds, nil),
    ("-", .seconds, nil), ("", .seconds, nil), ("1.", .seconds, nil), ("1e9", .seconds, nil),
    ("0x10", .seconds, nil), (" 1", .seconds, nil),
  ])
  func epochTextIsRead(text: String, unit: EpochUnit, expected: Int64?) {
    #expect(read(text) { Instant.epoch($0, unit: unit) } == expected)
  }

  @Test func epochNumbersAreRead() {
    #expect(
      Instant.epoch(Int64(1_772_395_445), unit: .seconds)?.microseconds == 1_772_395_445_000_000)
    #expect(Instant.epoch(Int64.max, unit: .milliseconds) == nil)
    #expect(Instant.epoch(Int64.max, unit: .microseconds) == nil)
    #expect(Instant.epoch(Int64.min, unit: .microseconds) == nil)
    #expect(Instant.epoch(1.5, unit: .seconds)?.microseconds == 1_500_000)
    #expect(Instant.epoch(1e300, unit: .seconds) == nil)
    #expect(Instant.epoch(Double.nan, unit: .seconds) == nil)
  }

  @Test func everyDayOfFourCenturiesFollowsTheOneBefore() {
    var times: [Int64] = []
    for year in 1900..<2300 {
      for month in 1...12 {
        for day in 1...31 {
          let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
          if let time = rfc3339(text) { times.append(time) }
        }
      }
    }
    // 400 years hold 97 leap days.
    #expect(times.count == 400 * 365 + 97)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 86_400_000_000 })
  }
}
