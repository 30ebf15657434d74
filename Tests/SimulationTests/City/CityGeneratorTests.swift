import EventTime
import Foundation
import Simulation
import Testing

@Suite struct CityGeneratorTests {
  private func demo() -> CityScenario {
    .demo(start: monday, live: monday + .hours(2))
  }

  @Test func sameSeedGivesTheSameBytes() {
    var first = CityGenerator(seed: 42, scenario: demo())
    var second = CityGenerator(seed: 42, scenario: demo())
    let whole = first.records(until: monday + .hours(4))
    // In steps of another length, as a consumer may take them.
    var pieces: [CityRecord] = []
    for minute in 0..<240 { pieces += second.records(until: monday + .minutes(Int64(minute + 1))) }
    #expect(whole == pieces)
    #expect(whole.count > 3000)
  }

  @Test func anotherSeedGivesOthers() {
    var first = CityGenerator(seed: 1, scenario: demo())
    var second = CityGenerator(seed: 2, scenario: demo())
    let ids = Set(first.records(until: monday + .hours(1)).map(\.id))
    #expect(ids.isDisjoint(with: second.records(until: monday + .hours(1)).map(\.id)))
  }

  @Test func timesNeverGoBackAndStayBeforeTheEnd() {
    var city = CityGenerator(seed: 3, scenario: demo())
    let records = city.records(until: monday + .hours(5))
    #expect(zip(records, records.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(records.allSatisfy { $0.time >= monday && $0.time < monday + .hours(5) })
  }

  @Test func everyRecordIsJSONOfItsFormatWithItsTimeAndId() throws {
    var city = CityGenerator(seed: 4, scenario: demo())
    var operations: [String: Int] = [:]
    var ids: Set<[UInt8]> = []
    for record in city.records(until: monday + .hours(5)) {
      let json = try #require(record.json)
      if record.source == 0 {
        #expect(json["time_us"] as? Int64 == record.time.microseconds)
        let did = try #require(json["did"] as? String)
        let commit = try #require(json["commit"] as? [String: Any])
        let key = try #require(commit["rkey"] as? String)
        #expect(did.utf8.count == 32 && key.utf8.count == 13)
        #expect(Array("\(did)/\(key)".utf8) == record.id)
        let operation = try #require(commit["operation"] as? String)
        operations[operation, default: 0] += 1
        if operation == "delete" {
          #expect(ids.contains(record.id), "what is deleted was posted before")
        } else {
          #expect(ids.insert(record.id).inserted)
        }
      } else {
        #expect(json["ts"] as? String == rfc3339(record.time))
        #expect(Array((json["id"] as? String ?? "").utf8) == record.id)
        #expect(json["lat"] is Double && json["lon"] is Double)
        #expect((json["commune_insee"] as? String)?.count == 5)
        #expect(["app", "sms", "web", "114"].contains(json["canal"] as? String))
        #expect(ids.insert(record.id).inserted)
      }
    }
    #expect(operations["delete", default: 0] > 20)
  }

  @Test func ratesAreWhatWasAsked() {
    var scenario = CityScenario(start: monday)
    scenario.sources[0].recordsPerSecond = 0.1
    var city = CityGenerator(seed: 5, scenario: scenario)
    var counts = [0, 0]
    var nights = 0
    var evenings = 0
    city.next(until: monday + .days(7)) { source, time, _, _ in
      counts[source] += 1
      let hour = (time - monday).microseconds / 3_600_000_000 % 24
      if source == 0 && (2...4).contains(hour) { nights += 1 }
      if source == 0 && (19...21).contains(hour) { evenings += 1 }
    }
    #expect(abs(Double(counts[0]) / (0.1 * 7 * 86_400) - 1) < 0.03)
    #expect(abs(Double(counts[1]) / (0.06 * 7 * 86_400) - 1) < 0.05)
    #expect(Double(evenings) / Double(nights) > 5)
  }

  @Test(arguments: [0, 0.05])
  func countsAreAsDispersedAsAsked(dispersion: Double) {
    let source = CitySource(
      name: "bluesky", format: .jetstream, recordsPerSecond: 0.2, rhythm: .constant,
      dispersion: dispersion)
    var city = CityGenerator(
      seed: 6, scenario: CityScenario(start: monday, sources: [source]))
    var counts = [Double](repeating: 0, count: 576)
    city.next(until: monday + .days(2)) { _, time, _, _ in
      counts[Int((time - monday).microseconds / 300_000_000)] += 1
    }
    let mean = counts.reduce(0, +) / 576
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 575
    let expected = mean + dispersion * mean * mean
    #expect(abs(variance / expected - 1) < 0.25, "\(variance) for \(expected)")
  }

  @Test func languagesAndAuthorsHaveTheirShares() {
    var city = CityGenerator(seed: 7, scenario: CityScenario(start: monday))
    var languages: [String: Int] = [:]
    var authors: [String: Int] = [:]
    for record in city.records(until: monday + .hours(12)) where record.source == 0 {
      guard let json = record.json, let commit = json["commit"] as? [String: Any] else { continue }
      authors[json["did"] as? String ?? "", default: 0] += 1
      let post = commit["record"] as? [String: Any]
      if let language = (post?["langs"] as? [String])?.first {
        languages[language, default: 0] += 1
      }
    }
    let total = Double(languages.values.reduce(0, +))
    for (code, share) in [("fr", 0.7), ("en", 0.2), ("ar", 0.1)] {
      #expect(abs(Double(languages[code, default: 0]) / total - share) < 0.02)
    }
    let sorted = authors.values.sorted(by: >)
    let all = sorted.reduce(0, +)
    #expect(sorted.prefix(authors.count / 10).reduce(0, +) > all / 3, "a tenth writes a third")
    #expect(authors.count > 2000)
  }

  private func rfc3339(_ time: Instant) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime]
    let seconds = formatter.string(
      from: Date(timeIntervalSince1970: Double(time.microseconds / 1_000_000)))
    let milliseconds = String(time.microseconds / 1000 % 1000)
    return seconds.dropLast() + "."
      + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
  }
}
