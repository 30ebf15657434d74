import Alerts
import EventTime
import Foundation
import Settings
import Simulation
import Testing

@Suite struct ScriptedTests {
  private static let sources = """
    sources:
      - { name: bluesky, recordsPerHour: 400, authors: 5000 }
      - { name: text-alert, format: text-alert, recordsPerHour: 60, authors: 3000 }
      - { name: jedonnemonavis, format: jedonnemonavis, recordsPerHour: 600, places: 4 }
      - { name: 17cyber, format: 17cyber, recordsPerHour: 60 }
      - { name: presence, format: presence, places: 10, stepSeconds: 600, dispersion: 0.005 }
      - { name: platerecognizer, format: plates, recordsPerHour: 300, places: 9 }
    """
  private static let incidents = """
    events:
      - { name: Salon, area: "68", startMinutes: 60, minutes: 120, factor: 3 }
    incidents:
      - { kind: rumour, sources: bluesky, areas: "67", onsetMinutes: 60, minutes: 60, size: 80, subject: water }
      - { kind: coordinated, sources: bluesky, onsetMinutes: 120, minutes: 120, size: 20, times: 4 }
      - { kind: panic, sources: [bluesky, text-alert], areas: "68", onsetMinutes: 200, minutes: 30, size: 60 }
      - { kind: gathering, sources: [bluesky, presence], areas: "67", onsetMinutes: 300, minutes: 120, size: 50, factor: 5 }
      - { kind: movement, sources: bluesky, areas: ["67", "68"], onsetMinutes: 430, minutes: 100, size: 60 }
      - { kind: emerging, sources: bluesky, onsetMinutes: 600, minutes: 60, size: 70 }
      - { kind: satisfaction, sources: jedonnemonavis, onsetMinutes: 360, minutes: 720, size: 0.5, subject: "2" }
      - { kind: scam, sources: 17cyber, onsetMinutes: 360, minutes: 720, size: 4, subject: rancongiciel }
      - { kind: domain, sources: 17cyber, onsetMinutes: 600, minutes: 300, size: 7, subject: neuf.example }
      - { kind: watchlist, sources: platerecognizer, onsetMinutes: 700, minutes: 60, size: 6 }
      - { kind: outage, sources: text-alert, onsetMinutes: 1000, minutes: 90 }
      - { kind: loss, sources: bluesky, onsetMinutes: 1100, minutes: 120, size: 0.7 }
      - { kind: surge, sources: bluesky, areas: "68", onsetMinutes: 800, minutes: 60, size: 90, subject: flood }
    """

  private func full() throws -> ScenarioFixture {
    try ScenarioFixture(Self.sources + "\n" + Self.incidents)
  }

  @Test func everyKindHasACompleteLabel() throws {
    let fixture = try full()
    let labels = fixture.run.labels
    #expect(labels.first?.kind == IncidentLabel.judgedKind)
    let incidents = labels.filter(\.isIncident)
    #expect(Set(incidents.map(\.kind)) == Set(ScenarioIncident.Kind.allCases.map(\.rawValue)))
    #expect(Set(labels.map(\.id)).count == labels.count)
    for label in incidents {
      #expect(!label.detectors.isEmpty && !label.sources.isEmpty && label.size != nil)
      let scripted = try #require(
        fixture.run.scenario.incidents.first { $0.kind.rawValue == label.kind })
      #expect(label.areas == scripted.areas)
      #expect(label.onset == ScenarioFixture.start + .minutes(Int64(scripted.onsetMinutes)))
      #expect(label.end == label.onset + .minutes(Int64(scripted.minutes)))
      #expect(try IncidentLabel(line: label.encoded()) == label)
    }
    let event = try fixture.label(IncidentLabel.announcedKind)
    #expect(event.factor == 3 && event.terms == ["Salon"] && event.neighbours.contains("67"))
    #expect(
      fixture.run.hints(directory: "d").contains(
        """
          - { name: "Salon", area: "68", start: 2026-03-03T01:00:00Z, end: 2026-03-03T03:00:00Z, \
        factor: 3.0 }
        """))
  }

  @Test func incidentsAddAndChangeNoOtherRecord() throws {
    let adding = Self.incidents.split(separator: "\n").filter {
      !$0.contains("outage") && !$0.contains("loss") && !$0.contains("satisfaction")
    }.joined(separator: "\n")
    let fixture = try ScenarioFixture(Self.sources + "\n" + adding)
    let quiet = try ScenarioFixture(Self.sources)
    // Presence is multiplied: all else is there as it was.
    for source in [0, 1, 2, 3, 5] {
      func texts(_ fixture: ScenarioFixture) throws -> [String: Int] {
        try fixture.lines(source).reduce(into: [:]) { counts, line in
          counts[try essence(line), default: 0] += 1
        }
      }
      let all = try texts(fixture)
      for (text, count) in try texts(quiet) { #expect(all[text, default: 0] >= count) }
    }
  }

  /// What a record says and when; its id holds the number of records before it.
  private func essence(_ line: [UInt8]) throws -> String {
    let json = try object(line)
    let commit = json["commit"] as? [String: Any]
    let record = commit?["record"] as? [String: Any]
    let time = json["time_us"] ?? json["ts"] ?? json["created_at"] ?? json["timestamp"] ?? ""
    let said =
      record?["text"] ?? json["texte"] ?? json["description"] ?? json["plate"] ?? json["did"] ?? ""
    return "\(time) \(said)"
  }

  @Test func aRumourIsToldByManyInNearlyTheSameWordsSharedAskedAndDenied() throws {
    let fixture = try full()
    let label = try fixture.label("rumour")
    let posts = try fixture.posts().filter { $0.time >= label.onset && $0.time < label.end }
    let tellings = posts.filter {
      $0.text?.contains("contamin") == true || $0.text?.contains("ملوث") == true
    }
    #expect((70...85).contains(tellings.count))
    #expect(Set(tellings.map(\.author)).count > 70)
    #expect(Set(tellings.compactMap(\.text)).count > 40)
    #expect(tellings.allSatisfy { $0.text?.contains("Strasbourg") == true })
    let uris = Set(
      tellings.map { "at://\($0.author)/app.bsky.feed.post/\($0.id.split(separator: "/")[1])" })
    #expect(posts.count { $0.original.map(uris.contains) ?? false } > 50)
    let answers = posts.filter { $0.isReply && $0.text?.contains("Strasbourg") == true }
    #expect(answers.count >= 8)
  }

  @Test func accountsOfAGroupComeTogetherAgainAndAgain() throws {
    let group = Self.incidents.split(separator: "\n").filter { $0.contains("coordinated") }
    let fixture = try ScenarioFixture(
      Self.sources + "\nincidents:\n" + group.joined(separator: "\n"))
    let label = try fixture.label("coordinated")
    let quiet = Set(try ScenarioFixture(Self.sources).posts().compactMap(\.text))
    let posts = try fixture.posts().filter { $0.text.map { !quiet.contains($0) } ?? false }
    let floods = Dictionary(grouping: posts) {
      ($0.time - label.onset).microseconds / 1_800_000_000
    }
    #expect(floods.count == 4)
    for (_, flood) in floods {
      let times = flood.map(\.time)
      let first = try #require(times.min())
      let last = try #require(times.max())
      #expect(last - first < .seconds(46) && (14...20).contains(flood.count))
    }
    #expect(Set(posts.map(\.author)).count <= 20)
  }

  @Test func aTopicIsAWordThatNobodyUsedInDistinctTexts() throws {
    let fixture = try full()
    let label = try fixture.label("emerging")
    let term = try #require(label.terms.first)
    let found = try fixture.posts().filter { $0.text?.contains(term) == true }
    // Some records come twice.
    let posts = Dictionary(grouping: found, by: \.id).values.compactMap(\.first)
    #expect((68...72).contains(posts.count) && Set(posts.compactMap(\.text)).count == posts.count)
    #expect(posts.allSatisfy { $0.time >= label.onset && $0.time < label.end })
  }

  @Test func aSilentSourceIsSilentAndALossIsAsLargeAsAsked() throws {
    let fixture = try full()
    let outage = try fixture.label("outage")
    for line in fixture.lines(1) {
      let text = try #require(try object(line)["ts"] as? String)
      let moment = try time(text)
      #expect(moment < outage.onset || moment >= outage.end)
    }
    let loss = try fixture.label("loss")
    let quiet = try ScenarioFixture(Self.sources).posts()
    func count(_ posts: [SimulatedPost]) -> Double {
      Double(posts.count { $0.time >= loss.onset && $0.time < loss.end })
    }
    let left = try count(fixture.posts()) / count(quiet)
    #expect(abs(left - 0.3) < 0.06)
  }

  @Test func ratingsFallAndReportsRiseWithTheirIncidents() throws {
    let fixture = try full()
    let fall = try fixture.label("satisfaction")
    var good: [Bool: Int] = [:]
    var all: [Bool: Int] = [:]
    for line in fixture.lines(2) {
      let json = try object(line)
      guard json["product_id"] as? Int == 2 else { continue }
      let moment = try time(try #require(json["created_at"] as? String))
      let within = moment >= fall.onset && moment < fall.end
      let answers = try #require(json["answers"] as? [[String: Any]])
      all[within, default: 0] += 1
      if answers.first?["intention"] as? String == "good" { good[within, default: 0] += 1 }
    }
    func share(_ within: Bool) -> Double { Double(good[within] ?? 0) / Double(all[within] ?? 1) }
    #expect(abs(share(false) - share(true) - 0.5) < 0.06)

    let reports = try fixture.lines(3).map(object)
    #expect(reports.count { $0["indicateur"] as? String == "neuf.example" } == 7)
    let scam = try fixture.label("scam")
    let ransoms = try reports.filter { $0["categorie"] as? String == "rancongiciel" }
      .count { try time(try #require($0["ts"] as? String)) >= scam.onset }
    // One in fifty of 60 an hour for twelve hours, times four, and as much again after it.
    #expect((35...85).contains(ransoms))
  }

  @Test func aGatheringMultipliesPresenceAndLowCountsAreNotTold() throws {
    let fixture = try full()
    let label = try fixture.label("gathering")
    let quiet = try ScenarioFixture(Self.sources)
    func people(_ fixture: ScenarioFixture, _ area: String) throws -> Double {
      try fixture.lines(4).map(object).reduce(0) { sum, json in
        let moment = try time(try #require(json["ts"] as? String))
        guard (json["zone_id"] as? String)?.hasPrefix(area) == true,
          moment > label.onset + .minutes(40), moment < label.onset + .minutes(70)
        else { return sum }
        return sum + Double(json["presence"] as? Int ?? 0)
      }
    }
    #expect(try people(fixture, "67") > 4 * people(quiet, "67"))
    let other = try people(fixture, "68") / people(quiet, "68")
    #expect(abs(other - 1) < 0.25)
    for line in fixture.lines(4) {
      if let count = try object(line)["presence"] as? Int { #expect(count >= 20) }
    }
  }

  @Test func listedPlatesAreReadInTheirIncidentAlone() throws {
    let fixture = try full()
    let label = try fixture.label("watchlist")
    let listed = try Dictionary(
      uniqueKeysWithValues: fixture.run.watchList.map { line in
        let json = try object(Array(line.utf8))
        return (
          try #require(json["identifier"] as? String), try #require(json["entry"] as? String)
        )
      })
    let hits = try fixture.lines(5).map(object).filter {
      listed.keys.contains($0["plate"] as? String ?? "")
    }
    #expect((5...6).contains(hits.count), "of six reads one may take a digit for a letter")
    for hit in hits {
      let moment = try time(try #require(hit["timestamp"] as? String))
      #expect(moment >= label.onset && moment < label.end)
      #expect(label.terms.contains(try #require(listed[hit["plate"] as? String ?? ""])))
    }
  }

  private func time(_ text: String) throws -> Instant {
    var text = text
    let instant = text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
    return try #require(instant)
  }
}
