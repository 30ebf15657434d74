import Foundation
import Pipeline
import Settings
import Signals

/// The configuration that faults are simulated on, with 1, 2, 3 and 4 shards.
enum FaultAssemblies {
  static let all = Result { try load() }

  private static func load() throws -> [Assembly] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var configuration = try Configuration.load(
      path: root.appending(path: "Config/examples/faults/vigie.yaml").path)
    let territory =
      try configuration.territory.map { try loadTerritory(directory: $0) }
      ?? Territory(name: "none")
    return try (1...4).map { shards in
      configuration.shards = shards
      return try Assembly(
        configuration: configuration, territory: territory, territoryDigest: "test")
    }
  }
}
