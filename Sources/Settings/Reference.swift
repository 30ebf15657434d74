/// The keys of one kind of file.
package struct ReferenceSection: Sendable, Equatable {
  package var title: String
  package var entries: [ReferenceEntry]
}

/// Every key of every kind of file, as the decoder declares it.
package func configurationKeys() -> [ReferenceSection] {
  func section(
    _ title: String, path: String = "", _ body: (inout Section) -> Void
  ) -> ReferenceSection {
    let ledger = Ledger(isReference: true)
    var section = Section(absent: path, ledger: ledger, location: SourceLocation(file: ""))
    body(&section)
    return ReferenceSection(title: title, entries: ledger.entries)
  }
  return [
    section("vigie.yaml") { _ = MainFile(&$0, path: "") },
    section("sources/NAME.yaml", path: "NAME") { _ = SourceFile(&$0) },
    section("themes/NAME.yaml") { _ = ThemeFile(&$0, stem: nil) },
    section("timezones.yaml") { _ = TimeZoneTable(&$0) },
    section("scenarios/NAME.yaml") { _ = Scenario(&$0) },
  ]
    + DetectorFile.all.map { file in
      section("detectors/\(file.name).yaml") {
        file.declare(&$0, KnownNames(sources: [], themes: []))
      }
    }
}

/// Every key with type and range, default and meaning: a Markdown table for each kind of file.
package func configurationReference() -> String {
  func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
  let head = "| key | type | default | meaning |\n|---|---|---|---|\n"
  let tables = configurationKeys().map { section in
    let rows = section.entries.map { entry in
      let cells = ["`\(entry.keyPath)`", entry.type, entry.defaultText, entry.meaning]
      return "| \(cells.map(cell).joined(separator: " | ")) |\n"
    }
    return "# \(section.title)\n\n" + head + rows.joined()
  }
  return tables.joined(separator: "\n")
}
