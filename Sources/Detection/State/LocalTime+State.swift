internal import EventTime

/// What tells local times apart from one configuration to the next.
struct LocalTimeIdentity: Equatable {
  let zone: String
  /// Of the zone's offsets.
  let rule: UInt64
  /// Of the calendar's days; 0 without a calendar.
  let calendar: UInt64
}

extension LocalTime {
  var identity: LocalTimeIdentity {
    var days: [UInt8] = []
    for day in holidays?.days ?? [] {
      for shift in [0, 8, 16, 24] as [Int32] {
        days.append(UInt8(truncatingIfNeeded: day >> shift))
      }
    }
    return LocalTimeIdentity(
      zone: zone.name, rule: zone.digest,
      calendar: days.isEmpty ? 0 : days.withUnsafeBytes { hash64($0) })
  }

  func save(into writer: inout StateWriter) {
    let identity = identity
    writer.text(identity.zone)
    writer.fixed64(identity.rule)
    writer.fixed64(identity.calendar)
    writer.count(bin)
    writer.signed(day)
    writer.flag(isHoliday)
    writer.double(observedMinutes)
    for visits in visits { writer.unsigned(UInt64(visits)) }
    for visits in dayVisits { writer.unsigned(UInt64(visits)) }
    writer.double(holidayHours)
  }

  /// What was saved of one local time, before it is known whose it is.
  static func load(
    _ reader: inout StateReader
  ) throws(StateError) -> (identity: LocalTimeIdentity, state: LocalTime) {
    let identity = LocalTimeIdentity(
      zone: try reader.text(), rule: try reader.fixed64(), calendar: try reader.fixed64())
    var state = LocalTime(zone: .utc, calendar: -1, holidays: nil)
    state.bin = try reader.index(below: WeekProfile.hours, "an hour of the week")
    state.day = try reader.integer(in: StateLimits.panes, "a day")
    state.isHoliday = try reader.flag()
    state.observedMinutes = try reader.double(in: StateLimits.sums, "minutes of an hour")
    for hour in state.visits.indices {
      state.visits[hour] = Int32(try reader.index(below: 1 << 30, "visits"))
    }
    for hour in state.dayVisits.indices {
      state.dayVisits[hour] = Int32(try reader.index(below: 1 << 30, "visits"))
    }
    state.holidayHours = try reader.double(in: StateLimits.sums, "hours of holidays")
    return (identity, state)
  }

  /// Goes on from what another of the same zone left.
  mutating func resume(_ saved: LocalTime) {
    bin = saved.bin
    day = saved.day
    isHoliday = saved.isHoliday
    observedMinutes = saved.observedMinutes
    visits = saved.visits
    dayVisits = saved.dayVisits
    holidayHours = saved.holidayHours
    deriveVariance()
  }

  /// Which saved local time each present one goes on from, nil for none.
  ///
  /// The same zone, rule and calendar first; of the others the first of the same zone: a calendar
  /// that got next year's days, or a zone whose law changed, keeps what it knows of the week.
  static func heirs(
    of saved: [LocalTimeIdentity], among present: [LocalTimeIdentity]
  ) -> [Int?] {
    var heirs = [Int?](repeating: nil, count: present.count)
    var isTaken = [Bool](repeating: false, count: saved.count)
    for isExact in [true, false] {
      for (place, identity) in present.enumerated() where heirs[place] == nil {
        let found = saved.indices.first {
          !isTaken[$0] && (isExact ? saved[$0] == identity : saved[$0].zone == identity.zone)
        }
        if let found {
          heirs[place] = found
          isTaken[found] = true
        }
      }
    }
    return heirs
  }
}
