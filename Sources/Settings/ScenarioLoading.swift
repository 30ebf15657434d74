extension Scenario {
  /// Reads the scenario at `path`; paths in it are relative to it.
  ///
  /// Throws all that is wrong with the file, not only the first. The territory is not read.
  package static func load(path: String) throws(ConfigurationErrors) -> Scenario {
    var loader = ConfigurationLoader()
    return try loader.loadScenario(path)
  }

  /// The bytes of a file of its territory, `areas` or `communes`.
  package func territoryTable(_ name: String) throws(TerritoryFileError) -> [UInt8] {
    let path = Files.resolved("\(name).csv", from: territory)
    do {
      return try Files.read(path, limit: Self.tableBytes)
    } catch {
      throw TerritoryFileError(path: path, line: 0, message: error.reason)
    }
  }

  /// The largest table that is read.
  private static let tableBytes = 64 << 20
}

extension ConfigurationLoader {
  fileprivate mutating func loadScenario(_ path: String) throws(ConfigurationErrors) -> Scenario {
    guard let root = root(path, from: nil, Ledger()) else { throw ConfigurationErrors(errors) }
    loadZones(root)
    guard var scenario = decode(root, { Scenario(&$0) }), errors.isEmpty else {
      throw ConfigurationErrors(errors)
    }
    scenario.territory = Files.resolved(scenario.territory, from: Files.directory(of: path))
    guard Files.isDirectory(scenario.territory) else {
      fail(.missingFile, scenario.territory, from: nil, "no such directory")
      throw ConfigurationErrors(errors)
    }
    return scenario
  }
}
