import EventTime
import Foundation
import Settings
import Testing

@Suite struct ScenarioFileTests {
  private static let head = "name: a\nstart: 2026-03-03T00:00:00Z\nterritory: .\n"
  private static let posts = "sources: [{ name: bluesky }, { name: p, format: presence }]\n"

  private func load(_ text: String) throws(ConfigurationErrors) -> Scenario {
    let path = FileManager.default.temporaryDirectory.path + "/vigie-\(UUID().uuidString).yaml"
    _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try Scenario.load(path: path)
  }

  @Test(arguments: ["city", "country", "night"])
  func shippedScenarioLoads(name: String) throws {
    let scenario = try Scenario.load(
      path: "\(repository)/Config/examples/scenarios/\(name).yaml")
    #expect(scenario.name == name && scenario.zone.name == "Europe/Paris")
    #expect(FileManager.default.fileExists(atPath: scenario.territory + "/communes.csv"))
  }

  @Test func countryHasFiveMillionPostsAndTwelveIncidents() throws {
    let country = try Scenario.load(path: "\(repository)/Config/examples/scenarios/country.yaml")
    let posts = try #require(country.sources.first { $0.format == .jetstream })
    #expect(abs(posts.recordsPerHour * 24 - 5_000_000) < 50_000)
    #expect(posts.harmlessViralShare == 0.3 && country.hours == 24)
    #expect(country.incidents.count == 12 && Set(country.incidents.map(\.kind)).count == 12)
  }

  @Test func keysThatAreLeftOutHaveTheirDefaults() throws {
    let scenario = try load(
      Self.head + Self.posts
        + "incidents: [{ kind: panic, sources: bluesky, areas: \"67\", onsetMinutes: 60 }]\n")
    #expect(scenario.hours == 24 && scenario.zone == .utc && scenario.areas.isEmpty)
    #expect(scenario.sources[0].warmupDays == 4 && scenario.sources[0].harmlessViralShare == 0.3)
    let panic = try #require(scenario.incidents.first)
    #expect(panic.size == 120 && panic.minutes == 60 && panic.sources == ["bluesky"])
    #expect(scenario.end - scenario.start == .hours(24))
  }

  @Test(arguments: [
    ("incident: []\n", "unknown key 'incident': did you mean 'incidents'?"),
    (
      "incidents: [{ kind: rumor, sources: bluesky, areas: \"67\" }]\n",
      "'rumor' is not a choice: did you mean 'rumour'?"
    ),
    (
      "incidents: [{ kind: panic, sources: bluesk, areas: \"67\" }]\n",
      "there is no source 'bluesk': did you mean 'bluesky'?"
    ),
    (
      "incidents: [{ kind: scam, sources: bluesky }]\n",
      "a scam does not show on 'bluesky': it needs 17cyber"
    ),
    ("incidents: [{ kind: panic, sources: bluesky }]\n", "a panic needs one area"),
    (
      "incidents: [{ kind: movement, sources: bluesky, areas: [\"67\"] }]\n",
      "a movement needs two areas or more"
    ),
    (
      "incidents: [{ kind: surge, sources: bluesky, areas: \"67\", subject: fier }]\n",
      "'fier' is no subject of a surge: did you mean 'fire'?"
    ),
    (
      "incidents: [{ kind: outage, sources: bluesky, onsetMinutes: 1400 }]\n",
      "it ends after the scenario"
    ),
    (
      "incidents: [{ kind: outage, sources: bluesky, onsetMinutes: -6000 }]\n",
      "it begins before 'bluesky' does"
    ),
    ("hours: 0\n", "0 is out of range: expected an integer, 1…8760"),
    ("areas: [\"67\"]\nevents: [{ name: b, area: \"68\" }]\n", "area '68' is not one of 'areas'"),
  ])
  func whatIsWrongIsSaid(text: String, says: String) {
    #expect {
      try load(Self.head + Self.posts + text)
    } throws: { error in
      (error as? ConfigurationErrors)?.description.contains(says) == true
    }
  }

  @Test func aScenarioWithoutSourcesOrTerritoryIsRefused() {
    #expect(throws: ConfigurationErrors.self) { try load(Self.head) }
    #expect(throws: ConfigurationErrors.self) {
      try load(Self.head.replacing("territory: .", with: "territory: nowhere") + Self.posts)
    }
  }
}
