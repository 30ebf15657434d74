import EventTime
import Testing

/// The shipped zones against Python's zoneinfo, 2012 to 2030.
@Suite struct TimeZoneTableTests {
  static let end: Int64 = 1_924_992_000  // 2031-01-01

  @Test func everyConfiguredZoneHasATable() throws {
    let zones = try ConfiguredZones.load().keys.sorted()
    #expect(try zones == ConfiguredZones.expected().keys.sorted())
    #expect(zones.count > 60)
  }

  @Test func offsetsAreThoseOfTheDatabase() throws {
    let zones = try ConfiguredZones.load()
    for (name, steps) in try ConfiguredZones.expected() {
      let zone = try #require(zones[name])
      for (index, step) in steps.enumerated() {
        let next = index + 1 < steps.count ? steps[index + 1].from : Self.end
        var seconds = step.from
        // Every seven hours, both ends included: no hour of the day is left out.
        while true {
          let offset = zone.offsetSeconds(at: Instant(seconds: seconds))
          if offset != step.offset {
            Issue.record("\(name) at \(seconds): \(offset), the database says \(step.offset)")
            return
          }
          if seconds == next - 1 { break }
          seconds = min(seconds + 25_200, next - 1)
        }
      }
    }
  }

  @Test func microsecondsBeforeAChangeStillHaveTheOldOffset() throws {
    let zones = try ConfiguredZones.load()
    for (name, steps) in try ConfiguredZones.expected() {
      let zone = try #require(zones[name])
      for (before, step) in zip(steps, steps.dropFirst()) {
        let last = Instant(microseconds: step.from * 1_000_000 - 1)
        #expect(zone.offsetSeconds(at: last) == before.offset, "\(name) before \(step.from)")
      }
    }
  }

  @Test func localTimesLeadBackToTheirInstants() throws {
    let zones = try ConfiguredZones.load()
    for (name, steps) in try ConfiguredZones.expected() {
      let zone = try #require(zones[name])
      for (before, step) in zip(steps, steps.dropFirst()) {
        let shift = step.offset - before.offset
        for minutes in stride(from: Int64(-300), through: 300, by: 10) {
          let instant = Instant(seconds: step.from + minutes * 60)
          let back = zone.instant(localSeconds: zone.localSeconds(at: instant))
          // What a clock that goes back shows a second time is taken to be the first.
          let repeated = shift < 0 && minutes >= 0 && minutes * 60 < -shift
          let expected = repeated ? instant - Interval.seconds(-shift) : instant
          #expect(back == expected, "\(name), \(minutes) min after \(step.from)")
        }
        if shift > 0 {
          // In the middle of what a clock that goes forward skips.
          let skipped = step.from + before.offset + shift / 2
          let instant = zone.instant(localSeconds: skipped)
          #expect(instant == Instant(seconds: skipped - before.offset), "\(name), \(skipped)")
        }
      }
    }
  }
}
