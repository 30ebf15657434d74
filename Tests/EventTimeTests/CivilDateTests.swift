import EventTime
import Testing

@Suite struct CivilDateTests {
  @Test func countingDaysOneByOneGivesEveryDate() throws {
    var date = try #require(CivilDate(year: 1600, month: 1, day: 1))
    var days = date.daysSinceEpoch
    #expect(days == -135_140)
    var weekday = date.weekday
    while date.year < 2401 {
      #expect(CivilDate(daysSinceEpoch: days) == date && date.daysSinceEpoch == days)
      #expect(date.weekday == weekday)
      days += 1
      weekday = (weekday + 1) % 7
      date =
        try CivilDate(year: date.year, month: date.month, day: date.day + 1)
        ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
        ?? #require(CivilDate(year: date.year + 1, month: 1, day: 1))
    }
  }

  @Test func the1stOfJanuary1970WasAThursday() {
    #expect(CivilDate(daysSinceEpoch: 0) == CivilDate(year: 1970, month: 1, day: 1))
    #expect(CivilDate(daysSinceEpoch: 0).weekday == 3)
  }

  @Test(
    arguments: [
      (2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1),
      (2024, 1, 0), (2024, 1, 32),
    ] as [(Int64, Int64, Int64)])
  func aDayThatDoesNotExistIsNil(year: Int64, month: Int64, day: Int64) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }
}
