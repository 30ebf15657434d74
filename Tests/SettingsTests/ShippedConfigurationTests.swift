import Foundation
import Settings
import Signals
import Testing

private func exist(_ names: String...) -> Bool {
  names.allSatisfy { FileManager.default.fileExists(atPath: "\(repository)/Config/\($0)") }
}

private func load(_ name: String) throws -> Configuration {
  try Configuration.load(path: "\(repository)/Config/\(name)")
}

@Suite struct ShippedConfigurationTests {
  @Test(
    .enabled(
      if: exist("sources/generic.yaml"), "no source file stands in Config/sources yet"))
  func productionConfigurationLoads() throws {
    let configuration = try load("vigie.yaml")
    #expect(configuration.timeZone.name == "Europe/Paris")
    #expect(!configuration.sources.isEmpty && !configuration.themes.isEmpty)
  }

  @Test func crisisTakesPostsOnTopicAsOneSeries() throws {
    let configuration = try load("examples/crisis/vigie.yaml")
    #expect(configuration.timeZone.name == "America/Chicago")
    #expect(configuration.territory == nil && configuration.themes.isEmpty)
    let source = try #require(configuration.sources.first)
    #expect(configuration.sources.count == 1 && source.name == "generic")
    #expect(source.clock == .event && source.author == nil)
    #expect(source.conditions.map(\.test) == [.oneOf(["on-topic"])])
    #expect(configuration.volume.falseAlarmsPerWeek == 5)
    #expect(configuration.volume.minimumAuthors == 0)
    #expect(
      configuration.volume.series == [
        SeriesSelection(themes: .listed(["all"]), areas: false)
      ])
  }

  @Test func firstStreamLoads() throws {
    let configuration = try load("examples/first-stream/vigie.yaml")
    #expect(configuration.sources.map(\.topic) == ["posts"])
    #expect(configuration.topics.replicationFactor == 1)
  }

  /// Vigie's own file, apart from the files that it names.
  @Test func productionFileIsRightByItself() throws {
    let main = try String(contentsOfFile: "\(repository)/Config/vigie.yaml", encoding: .utf8)
    let volume = try String(
      contentsOfFile: "\(repository)/Config/detectors/volume.yaml", encoding: .utf8)
    let folder = try ConfigurationFolder([
      "vigie.yaml": main, "detectors/volume.yaml": volume,
      "sources/a.yaml": "a: { time: /ts }\n", "territories/fr/README.md": "",
      "timezones.yaml": "zones: { Europe/Paris: { rule: \"CET-1CEST,M3.5.0,M10.5.0/3\" } }\n",
      "themes/fire.yaml": "name: fire\ntitle: { fr: a, en: a }\nterms: { fr: [feu] }\n",
    ])
    #expect(folder.errors() == [])
    let configuration = try folder.load()
    #expect(configuration.volume.holidays.map(\.name) == ["alsace-moselle", "france"])
  }

  /// The values written out in it are those that a file without them has.
  @Test func productionFileShowsTheDefaults() throws {
    let main = try String(contentsOfFile: "\(repository)/Config/vigie.yaml", encoding: .utf8)
    let own = ["site", "timeZone", "timeZones", "sources", "themes", "territory", "detectors"]
    let lines = main.split(separator: "\n").filter { line in
      !own.contains { line.hasPrefix($0 + ":") }
    }
    let shown = try ConfigurationFolder(
      plainFiles(with: "vigie.yaml", "sources: posts.yaml\n" + lines.joined(separator: "\n"))
    ).load()
    var plain = try ConfigurationFolder(plainFiles).load()
    plain.path = shown.path
    // What has no default that production should run with.
    #expect(shown.delivery == .exactlyOnce && shown.privacy.key != nil)
    plain.delivery = shown.delivery
    plain.privacy.key = shown.privacy.key
    #expect(shown == plain)
  }
}
