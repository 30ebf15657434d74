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
}
