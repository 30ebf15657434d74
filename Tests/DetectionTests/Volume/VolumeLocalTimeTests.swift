import Detection
import EventTime
import Testing

@Suite("Volume: local time")
struct VolumeLocalTimeTests {
  /// Strong rhythm in Paris time over five weeks that hold the change to summer time.
  private static func run(zone: TimeZoneRule, paris: TimeZoneRule) -> VolumeFixture {
    // Monday, 2024-03-04T00:00Z; the clocks change on Sunday the 31st.
    let start = Instant(seconds: 1_709_510_400)
    var run = VolumeFixture(paneSeconds: 300, promise: 1, series: 6, start: start) {
      $0.territoryZone = zone
    }
    var random = TestRandom(state: 31)
    var rows: [SeriesCount] = []
    for minute in stride(from: 0, to: 35 * 1440, by: 5) {
      rows.removeAll(keepingCapacity: true)
      let now = start + .minutes(Int64(minute))
      let hour = paris.secondsOfDay(at: now) / 3600
      let rate = hour < 6 ? 1.5 : hour < 7 ? 12 : hour < 21 ? 36 : 9
      for area in 0..<6 {
        let count = random.poisson(rate)
        if count > 0 { rows.append(VolumeFixture.row(count, area: Int32(area))) }
      }
      run.step(rows)
    }
    return run
  }

  @Test func aChangeOfClocksMakesNoAlarmInLocalTime() throws {
    let paris = try TimeZoneRule(name: "Europe/Paris", posix: "CET-1CEST,M3.5.0,M10.5.0/3")
    // The rules hold from the third week on; the change comes at the end of the fourth.
    let third = Instant(seconds: 1_709_510_400 + 14 * 86_400)
    let local = VolumeLocalTimeTests.run(zone: paris, paris: paris)
    let localAlarms = local.opened.count { local.paneLength.start(of: $0.pane) > third }
    #expect(localAlarms == 0)
    // The same counts by a profile in universal time do alarm: the test can fail.
    let universal = VolumeLocalTimeTests.run(zone: .utc, paris: paris)
    let alarms = universal.opened.count { universal.paneLength.start(of: $0.pane) > third }
    #expect(alarms > 0)
  }

  @Test func aHolidayOfTheCalendarIsLearned() {
    // Days 50, 57 and 64 after 2024-01-01 are Mondays with double counts.
    let firstDay: Int32 = 19_723
    func alarms(calendar: Bool) -> Int {
      var run = VolumeFixture(paneSeconds: 300, promise: 1, series: 8) {
        let days = [50, 57, 64, 71].map { firstDay + Int32($0) }
        $0.holidays = calendar ? [HolidayCalendar(days: days)] : []
        $0.territoryCalendar = 0
        $0.calendars = [Int32](repeating: 0, count: 8)
      }
      var random = TestRandom(state: 13)
      var rows: [SeriesCount] = []
      for minute in stride(from: 0, to: 72 * 1440, by: 5) {
        rows.removeAll(keepingCapacity: true)
        let day = minute / 1440
        let isHoliday = day == 50 || day == 57 || day == 64 || day == 71
        for area in 0..<8 {
          let count = random.poisson(isHoliday ? 16 : 8)
          if count > 0 { rows.append(VolumeFixture.row(count, area: Int32(area))) }
        }
        run.step(rows)
      }
      let last = run.paneLength.pane(of: VolumeFixture.start + .days(71))
      return run.opened.count { $0.pane >= last }
    }
    let unknown = alarms(calendar: false)
    let known = alarms(calendar: true)
    #expect(known == 0 && unknown > 0, "known \(known), unknown \(unknown)")
  }
}
