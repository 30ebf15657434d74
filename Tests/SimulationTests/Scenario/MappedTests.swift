import EventTime
import Foundation
import Settings
import Signals
import Simulation
import Testing

/// The shipped scenarios are taken by the shipped mappings.
@Suite struct MappedTests {
  @Test(arguments: ["city", "night", "country"])
  func everyRecordIsAcceptedFilteredOrWithdrawn(name: String) throws {
    let config = scenarioRoot.appending(path: "Config").path(percentEncoded: false)
    let fixture = try ScenarioFixture(
      path: "\(config)/examples/scenarios/\(name).yaml", seed: 3,
      rate: name == "country" ? 0.0005 : 0.03)
    let territory = try loadTerritory(directory: "\(config)/territories/fr")
    for (index, source) in fixture.run.scenario.sources.enumerated() {
      var decoder = try SignalDecoder(
        spec: try mapping(source.name, config), territory: territory,
        lexicon: try Lexicon(themes: [], places: []),
        pseudonymKey: [UInt8](repeating: 7, count: 32),
        maxRecordBytes: 1 << 20, maxDepth: 64)
      var outcomes: [Outcome: Int] = [:]
      var located = 0
      var stream = fixture.run.stream(ofSource: index)
      var signals = SignalBuffer(capacity: 16)
      var goesOn = true
      var seen = 0
      while goesOn && seen < 3000 {
        goesOn = stream.step { bytes in
          seen += 1
          let record = [RecordView(payload: bytes, offset: 0, arrival: nil)]
          record.withUnsafeBufferPointer { decoder.decode($0, into: &signals) }
          for signal in signals.signals {
            outcomes[signal.outcome, default: 0] += 1
            if signal.area >= 0 { located += 1 }
          }
        }
      }
      #expect(outcomes[.rejected, default: 0] == 0, "\(source.name)")
      #expect(outcomes[.accepted, default: 0] > seen / 3, "\(source.name): \(outcomes)")
      if source.format == .jetstream {
        #expect(outcomes[.retraction, default: 0] > 0)
      } else if [.textAlert, .cyber].contains(source.format) {
        #expect(located == outcomes[.accepted], "\(source.name)")
      }
    }
  }

  private func mapping(_ name: String, _ config: String) throws -> SourceSpec {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "vigie-mapping-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("sources: \(config)/sources/\(name).yaml\ntimeZones: \(config)/timezones.yaml\n".utf8)
      .write(to: file)
    return try #require(
      try Configuration.load(path: file.path(percentEncoded: false)).sources.first)
  }
}
