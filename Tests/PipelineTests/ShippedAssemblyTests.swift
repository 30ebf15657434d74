import Foundation
import Pipeline
import Settings
import Testing

/// What is shipped can be put together: themes compile, places are found, limits hold.
@Suite("Shipped configurations")
struct ShippedAssemblyTests {
  @Test(arguments: [
    "vigie.yaml", "examples/demo/vigie.yaml", "examples/bench/vigie.yaml",
    "examples/crisis/vigie.yaml", "examples/crisis/all.yaml", "examples/crisis/texts.yaml",
    "examples/crisis/texts-on-topic.yaml", "examples/first-stream/vigie.yaml",
  ])
  func canBePutTogether(name: String) throws {
    let path = ChainHarness.root.appending(path: "Config/\(name)").path
    let harness = try ChainHarness(configuration: path)
    let assembly = harness.assembly
    #expect(assembly.seriesCount > 0)
    #expect(assembly.seriesCount <= assembly.configuration.limits.maxSeries)
    #expect(assembly.themes.count == assembly.configuration.themes.count + 1)
  }

  @Test func otherTerritoryIsOtherDataAlone() throws {
    let path = ChainHarness.root.appending(path: "Config/territories/ma").path
    let morocco = try loadTerritory(directory: path)
    #expect(morocco.areas.count == 12)
    #expect(morocco.areas.allSatisfy { $0.zone == "Africa/Casablanca" })
  }
}
