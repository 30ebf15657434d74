import EventTime
import Testing

@Suite struct TimeZoneRuleTests {
  static func at(
    _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64 = 0, _ minute: Int64 = 0
  ) throws -> Instant {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    return Instant(seconds: date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60)
  }

  @Test func aZoneByNameKeepsUniversalTime() throws {
    #expect(TimeZoneRule.utc == TimeZoneRule(name: "UTC"))
    #expect(TimeZoneRule.utc.offsetSeconds(at: try Self.at(2024, 7, 1)) == 0)
    #expect(TimeZoneRule.utc.offsetSeconds(at: .distantPast) == 0)
    #expect(TimeZoneRule.utc.offsetSeconds(at: .distantFuture) == 0)
  }

  @Test func daysAndHoursAreThoseOfTheClockOnTheWall() throws {
    let paris = try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
    // Sunday 2024-06-30 23:30 UTC is Monday 01:30 in Paris.
    let late = try Self.at(2024, 6, 30, 23, 30)
    #expect(paris.hourOfWeek(at: late) == 1)
    #expect(paris.secondsOfDay(at: late) == 5400)
    #expect(paris.localDay(at: late) == CivilDate(year: 2024, month: 7, day: 1)?.daysSinceEpoch)
    #expect(TimeZoneRule.utc.hourOfWeek(at: late) == 167)
    let guadeloupe = try TimeZoneRule(name: "America/Guadeloupe", posix: "AST4")
    #expect(guadeloupe.hourOfWeek(at: try Self.at(2024, 7, 1, 3, 59)) == 167)
    #expect(guadeloupe.hourOfWeek(at: try Self.at(2024, 7, 1, 4)) == 0)
  }

  @Test func instantsBefore1970RoundDown() {
    let justBefore = Instant(microseconds: -1)
    #expect(TimeZoneRule.utc.localDay(at: justBefore) == -1)
    #expect(TimeZoneRule.utc.secondsOfDay(at: justBefore) == 86_399)
    #expect(TimeZoneRule.utc.hourOfWeek(at: justBefore) == 71)
  }

  @Test(
    arguments: [
      // Jn never counts 29 February, n does: day 60 of the one is 1 March in every year.
      ("AAA0BBB,J60/0,J300/0", 2024, 3, 1), ("AAA0BBB,J60/0,J300/0", 2023, 3, 1),
      ("AAA0BBB,59/0,J300/0", 2024, 2, 29), ("AAA0BBB,59/0,J300/0", 2023, 3, 1),
      ("AAA0BBB,M2.5.4/0,J300/0", 2024, 2, 29), ("AAA0BBB,M2.4.4/0,J300/0", 2024, 2, 22),
      ("AAA0BBB,M3.1.0/0,J300/0", 2024, 3, 3), ("AAA0BBB,M3.1.5/0,J300/0", 2024, 3, 1),
      // Times beyond a day, as RFC 8536 has them: Thursday + 72 h, and Monday − 24 h.
      ("AAA0BBB,M3.4.4/72,J300/0", 2024, 3, 31), ("AAA0BBB,M4.1.1/-24,J300/0", 2024, 3, 31),
      ("AAA0BBB,M3.3.0/167,J300/0", 2024, 3, 23),
    ] as [(String, Int64, Int64, Int64)])
  func summerBeginsOn(posix: String, year: Int64, month: Int64, day: Int64) throws {
    let zone = try TimeZoneRule(name: "test", posix: posix)
    let hour: Int64 = posix.contains("/167") ? 23 : 0
    let start = try Self.at(year, month, day, hour)
    #expect(zone.offsetSeconds(at: start) == 3600)
    #expect(zone.offsetSeconds(at: start - .seconds(1)) == 0)
  }

  @Test func summerMayLastAllYear() throws {
    let zone = try TimeZoneRule(name: "test", posix: "XXX3EDT4,0/0,J365/23")
    for hours in stride(from: Int64(0), to: 2 * 366 * 24, by: 1) {
      let offset = zone.offsetSeconds(at: try Self.at(2024, 1, 1) + .hours(hours))
      if offset != -4 * 3600 {
        Issue.record("standard time \(hours) h after 2024 began")
        return
      }
    }
  }

  @Test func theRuleHoldsBeyondTheYearsThatAreLaidOut() throws {
    let paris = try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
    #expect(paris.offsetSeconds(at: try Self.at(1969, 7, 1)) == 7200)
    #expect(paris.offsetSeconds(at: try Self.at(2100, 12, 31, 23)) == 3600)
    #expect(paris.offsetSeconds(at: try Self.at(2101, 1, 1)) == 3600)
    #expect(paris.offsetSeconds(at: try Self.at(2350, 7, 1)) == 7200)
    let sydney = try TimeZoneRule(name: "Sydney", posix: "AEST-10AEDT,M10.1.0,M4.1.0/3")
    #expect(sydney.offsetSeconds(at: try Self.at(1970, 1, 1)) == 39_600)
    #expect(sydney.offsetSeconds(at: try Self.at(2350, 7, 1)) == 36_000)
  }

  @Test func anExceptionHoldsFromItsBeginningUntilItsEnd() throws {
    let from = try Self.at(2024, 3, 10, 2)
    let until = try Self.at(2024, 4, 14, 2)
    let zone = try TimeZoneRule(
      name: "Africa/Casablanca", posix: "<+01>-1",
      exceptions: [TimeZoneRule.Exception(from: from, until: until, offsetSeconds: 0)])
    #expect(zone.offsetSeconds(at: from - .seconds(1)) == 3600)
    #expect(zone.offsetSeconds(at: from) == 0)
    #expect(zone.offsetSeconds(at: until - .seconds(1)) == 0)
    #expect(zone.offsetSeconds(at: until) == 3600)
  }

  @Test(arguments: [
    "", "C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-25", "CET-1:60", "CET-1CEST,M13.5.0,J1",
    "CET-1CEST,M3.6.0,J1", "CET-1CEST,M3.0.0,J1", "CET-1CEST,M3.5.7,J1", "CET-1CEST,J0,J1",
    "CET-1CEST,J366,J1", "CET-1CEST,366,J1", "CET-1CEST,J60/168,J300", "<+01-1", "<+1>-1",
    "CET-1CEST,M3.5.0,M10.5.0/3x", " CET-1", "Europe/Paris", "CET-1CEST,M3.5,J1",
  ])
  func aMalformedRuleIsRefused(posix: String) {
    #expect(throws: TimeZoneError.self) { try TimeZoneRule(name: "test", posix: posix) }
  }

  @Test func theErrorSaysWhere() {
    #expect(
      throws: TimeZoneError(
        message: "time-zone rule “CET-1CEST,M13.5.0”, column 12: expected a month, 1 to 12")
    ) { try TimeZoneRule(name: "test", posix: "CET-1CEST,M13.5.0") }
  }

  @Test func exceptionsMustBeOrderedApartAndWithinTheTable() throws {
    let one = TimeZoneRule.Exception(
      from: Instant(seconds: 100), until: Instant(seconds: 200), offsetSeconds: 0)
    let two = TimeZoneRule.Exception(
      from: Instant(seconds: 150), until: Instant(seconds: 300), offsetSeconds: 0)
    let early = TimeZoneRule.Exception(
      from: Instant(seconds: -1), until: Instant(seconds: 300), offsetSeconds: 0)
    let empty = TimeZoneRule.Exception(
      from: Instant(seconds: 100), until: Instant(seconds: 100), offsetSeconds: 0)
    let far = TimeZoneRule.Exception(
      from: Instant(seconds: 100), until: .distantFuture, offsetSeconds: 0)
    let wide = TimeZoneRule.Exception(
      from: Instant(seconds: 100), until: Instant(seconds: 200), offsetSeconds: 100_000)
    let fine = TimeZoneRule.Exception(
      from: Instant(microseconds: 1), until: Instant(seconds: 200), offsetSeconds: 0)
    for exceptions in [[one, two], [two, one], [early], [empty], [far], [wide], [fine]] {
      #expect(throws: TimeZoneError.self) {
        try TimeZoneRule(name: "test", posix: "<+01>-1", exceptions: exceptions)
      }
    }
    #expect(try TimeZoneRule(name: "a", posix: "<+01>-1", exceptions: [one]).name == "a")
  }
}
