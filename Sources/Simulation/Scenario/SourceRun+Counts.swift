internal import EventTime
internal import Glibc
internal import Settings

/// The zones in which phones are counted: the largest communes, with their usual presence.
struct PresenceZones: Sendable {
  struct Zone: Sendable {
    var code: Piece
    var area: Int
    /// People at the mean of the week.
    var base: Double
  }
  /// Something that brings people: from a moment to another, in one area.
  struct Draw: Sendable {
    var area: Int
    var start: Instant
    var end: Instant
    var factor: Double
    var rise: Double
  }

  /// Counts under it are not told.
  static let secrecy = 20
  let zones: [Zone]
  let draws: [Draw]

  init(_ world: SceneWorld, _ source: ScenarioSource) {
    var found: [Zone] = []
    var random = Xoshiro256(seed: world.seed, stream: 7)
    var all: [(area: Int, place: CityPlaces.Place, weight: Double)] = []
    for (area, cityArea) in world.territory.areas.enumerated() {
      for (number, commune) in cityArea.communes.enumerated() {
        all.append((area, world.places.place(area: area, number), commune.weight))
      }
    }
    for zone in all.sorted(by: { $0.weight > $1.weight }).prefix(source.places) {
      found.append(
        Zone(
          code: zone.place.code, area: zone.area,
          base: 4 * pow(zone.weight / 1000, 0.8)
            * random.logNormal(median: 1, deviation: 0.3)))
    }
    zones = found
    draws = Self.draws(world, source)
  }

  private static func draws(_ world: SceneWorld, _ source: ScenarioSource) -> [Draw] {
    var draws: [Draw] = []
    for incident in world.scenario.incidents
    where incident.sources.contains(source.name)
      && (incident.kind == .gathering || incident.kind == .movement)
    {
      let start = world.scenario.start + .minutes(Int64(incident.onsetMinutes))
      let step =
        Interval.minutes(Int64(incident.minutes)).microseconds / Int64(incident.areas.count)
      for (number, area) in incident.areas.enumerated() {
        let begin = start + Interval(microseconds: Int64(number) * step)
        draws.append(
          Draw(
            area: world.area(area), start: begin, end: begin + Interval(microseconds: step),
            factor: incident.factor, rise: 0.25))
      }
    }
    for event in world.scenario.events {
      let start = world.scenario.start + .minutes(Int64(event.startMinutes))
      draws.append(
        Draw(
          area: world.area(event.area), start: start, end: start + .minutes(Int64(event.minutes)),
          factor: event.factor, rise: 0.15))
    }
    return draws
  }

  /// How many times the usual is in an area at a moment.
  func factor(area: Int, at time: Instant) -> Double {
    var factor = 1.0
    for draw in draws where draw.area == area && time >= draw.start && time < draw.end {
      let share =
        Double((time - draw.start).microseconds) / Double((draw.end - draw.start).microseconds)
      factor += (draw.factor - 1) * Incident.strength(share: share, rise: draw.rise)
    }
    return factor
  }
}

extension SourceRun {
  /// One count of every zone when a step of the source begins in this cell.
  mutating func writePresence() {
    rate.advance(at: time)
    guard let zones, time.microseconds % (Int64(source.stepSeconds) * 1_000_000) == 0 else {
      return
    }
    let level = rate.level(at: time)
    for zone in zones.zones {
      var mean = zone.base * level * zones.factor(area: zone.area, at: time)
      if source.dispersion > 0 {
        mean *= random.gamma(shape: 1 / source.dispersion) * source.dispersion
      }
      let count = random.poissonCount(mean: mean)
      record.clear()
      record.append("{\"zone_id\":\"")
      record.append(zone.code, of: world.composer.pool)
      record.append("\",\"ts\":\"")
      record.append(rfc3339: time)
      record.append("\",\"pas_min\":")
      record.append(decimal: Int64(source.stepSeconds / 60))
      if count >= PresenceZones.secrecy {
        record.append(",\"presence\":")
        record.append(decimal: Int64(count))
        record.append(",\"entrees\":")
        record.append(decimal: Int64(random.poissonCount(mean: mean * 0.15)))
        record.append(",\"sorties\":")
        record.append(decimal: Int64(random.poissonCount(mean: mean * 0.15)))
      }
      record.append(",\"seuil_secret\":")
      record.append(decimal: Int64(PresenceZones.secrecy))
      record.append("}")
      push(at: time)
      sequence += 1
    }
  }

  /// A plate read by a camera, as Plate Recognizer writes it.
  mutating func writeRead(at time: Instant) {
    let vehicle = activity.draw(&random)
    var number = mix64(vehicle ^ world.salt ^ 0xCA5) % PlateText.count
    while world.isListed(number) { number = (number + 1) % PlateText.count }
    writeRead(
      PlateText.characters(number), camera: random.below(source.places),
      score: 820 + random.below(180), isForeign: random.chance(0.06), at: time)
  }

  mutating func writeRead(_ planned: PlannedRecord) {
    let plates = world.listedPlates
    var plate = PlateText.characters(
      plates[(planned.incident * 31 + planned.round / 3) % plates.count])
    // Every fifth read takes a digit for a letter.
    if planned.round % 5 == 4 { plate = PlateText.confused(plate) }
    writeRead(
      plate, camera: planRandom.below(source.places), score: 860 + planRandom.below(130),
      isForeign: false, at: planned.time)
  }

  private mutating func writeRead(
    _ plate: [UInt8], camera: Int, score: Int, isForeign: Bool, at time: Instant
  ) {
    record.append("{\"timestamp\":\"")
    record.append(rfc3339: time)
    record.append("\",\"plate\":\"")
    plate.withUnsafeBytes { record.append($0) }
    record.append("\",\"score\":0.")
    record.append(decimal: Int64(score), width: 3)
    record.append(isForeign ? ",\"region\":{\"code\":\"be\"}" : ",\"region\":{\"code\":\"fr\"}")
    record.append(",\"camera_id\":\"cam-")
    record.append(decimal: Int64(camera + 1), width: 3)
    record.append("\",\"candidates\":[{\"plate\":\"")
    plate.withUnsafeBytes { record.append($0) }
    record.append("\",\"score\":0.")
    record.append(decimal: Int64(score), width: 3)
    record.append("}]}")
  }
}
