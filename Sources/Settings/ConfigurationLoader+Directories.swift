extension ConfigurationLoader {
  mutating func loadThemes(_ value: Value?) -> [ThemeFile] {
    guard let value, let directory = directory(value) else { return [] }
    let paths = files(in: directory, from: value)
    if paths.count > Configuration.themeLimit {
      fail(
        .outOfRange, directory, from: value,
        "\(paths.count) themes, more than \(Configuration.themeLimit)")
    }
    let themes = paths.compactMap { path in
      let stem = Files.stem(of: path)
      return decode(path, from: value, prefix: "theme.\(stem).") { ThemeFile(&$0, stem: stem) }
    }
    return themes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  mutating func loadDetectors(_ value: Value?, _ known: KnownNames) -> VolumeSettings? {
    var volumePath: String?
    if let value, let directory = directory(value) {
      for path in files(in: directory, from: value) {
        if Files.stem(of: path) == "volume" {
          volumePath = path
        } else {
          errors.append(
            ConfigurationError(
              .unknownKey, at: SourceLocation(file: path),
              "no detector '\(Files.stem(of: path))'", suggestion: "detectors: volume"))
        }
      }
    }
    if let volumePath {
      return decode(volumePath, from: value, prefix: "volume.") {
        VolumeSettings(&$0, known: known)
      }
    }
    let ledger = Ledger(prefix: "volume.")
    var section = Section(absent: "", ledger: ledger, location: SourceLocation(file: ""))
    let settings = VolumeSettings(&section, known: known)
    take(ledger)
    return settings
  }
}
