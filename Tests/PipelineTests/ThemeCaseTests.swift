import Foundation
import Pipeline
import Settings
import Signals
import Testing

/// Sentences and the shipped themes that they belong to: `Tests/SignalsTests/Themes/cases.tsv`.
@Suite struct ThemeCaseTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var line: Int
    var sentence: String
    var themes: Set<String>
    var testDescription: String { "line \(line)" }
  }

  static let cases: [Case] = {
    let path = ChainHarness.root.appending(path: "Tests/SignalsTests/Themes/cases.tsv")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, row in
        let columns = row.split(separator: "\t")
        guard columns.count == 2, !row.hasPrefix("#") else { return nil }
        let themes = columns[1] == "-" ? [] : columns[1].split(separator: ",").map(String.init)
        return Case(line: index + 1, sentence: String(columns[0]), themes: Set(themes))
      }
  }()

  /// The shipped themes, put together as the daemon does it.
  static let assembly = Result {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "vigie-themes-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    let config = ChainHarness.root.appending(path: "Config").path
    let text = """
      sources: \(config)/sources/generic.yaml
      themes: \(config)/themes
      timeZones: \(config)/timezones.yaml

      """
    try Data(text.utf8).write(to: file)
    return try Assembly(
      configuration: Configuration.load(path: file.path), territory: Territory(name: "none"),
      territoryDigest: "")
  }

  @Test func everyThemeHasCasesForAndEveryLineIsRead() throws {
    let assembly = try Self.assembly.get()
    let named = Self.cases.reduce(into: Set<String>()) { $0.formUnion($1.themes) }
    #expect(named == Set(assembly.themes.dropFirst().map(\.name)))
    #expect(Self.cases.count > 200)
    #expect(Self.cases.count(where: \.themes.isEmpty) > 50)
  }

  @Test func sentencesBelongToTheirThemesAndToNoOthers() throws {
    let assembly = try Self.assembly.get()
    var scanner = TextScanner(lexicon: assembly.lexicon)
    for one in Self.cases {
      let found = Array(one.sentence.utf8).withUnsafeBytes { scanner.scan($0).themes }
      let names = assembly.themes.dropFirst().map(\.name).filter {
        found & assembly.lexicon.themeBit($0) != 0
      }
      #expect(Set(names) == one.themes, "cases.tsv:\(one.line): \(one.sentence)")
    }
  }
}
