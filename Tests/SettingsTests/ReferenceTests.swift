import Foundation
import Settings
import Testing

/// A file of the repository's `Config`.
private func shipped(_ name: String) throws -> String {
  try String(contentsOfFile: "\(repository)/Config/\(name)", encoding: .utf8)
}

private func keys(_ title: String) throws -> [ReferenceEntry] {
  try #require(configurationKeys().first { $0.title == title }).entries
}

@Suite struct ReferenceTests {
  @Test func everyKeyIsOneRowWithAllItsColumns() {
    let sections = configurationKeys()
    #expect(
      sections.map(\.title) == [
        "vigie.yaml", "sources/NAME.yaml", "themes/NAME.yaml", "timezones.yaml",
        "scenarios/NAME.yaml",
        "detectors/crowd.yaml", "detectors/emerging.yaml", "detectors/panic.yaml",
        "detectors/rumour.yaml", "detectors/satisfaction.yaml", "detectors/scam.yaml",
        "detectors/silence.yaml", "detectors/situation.yaml", "detectors/volume.yaml",
        "detectors/watchlist.yaml",
      ])
    for section in sections {
      let paths = section.entries.map(\.keyPath)
      #expect(Set(paths).count == paths.count, "a key of \(section.title) stands twice")
      for entry in section.entries {
        #expect(!entry.type.isEmpty && !entry.defaultText.isEmpty && !entry.meaning.isEmpty)
      }
    }
    let rows = configurationReference().split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count == sections.map(\.entries.count).reduce(0, +))
  }

  @Test(arguments: [
    "| `limits.maxDepth` | integer, 4…1024 | 64 | "
      + "JSON nested deeper goes to the dead letters as too_deep. |",
    "| `http.listen` | host:port or none | 127.0.0.1:9470 | "
      + "Where /livez, /readyz and /metrics are; there is no authentication. |",
    "| `sources` | path or list of paths | required | "
      + "Files of sources, directories of them, or patterns as sources/*.yaml. |",
    "| `NAME.kind` | post, feedback, report, count, read | post | What one record is. |",
    "| `NAME.time.at` | path | required | Where the time stands. |",
    "| `broker.properties.PROPERTY` | text | none | "
      + "A property of librdkafka, passed through; no secrets. |",
    "| `series[].areas` | boolean | true | Whether every area is a series besides the territory. |",
    "| `falseAlarmsPerWeek` | number, 0.01…1000 | 1 | "
      + "Chance alarms a week over all its series: the one knob. |",
  ])
  func rowSaysTypeRangeDefaultAndMeaning(_ row: String) {
    #expect(configurationReference().split(separator: "\n").contains(row[...]))
  }

  /// Names of the keys of a file as a person sees them, those in comments too.
  @Test(arguments: [
    ("vigie.yaml", "vigie.yaml"), ("detectors/volume.yaml", "detectors/volume.yaml"),
  ])
  func shippedFileShowsEveryKey(_ title: String, _ file: String) throws {
    let blocks = try Dictionary(
      shipped(file).split(separator: "\n").reduce(into: [(String, String)]()) { blocks, line in
        if let name = line.wholeMatch(of: /([a-zA-Z]+):.*/) {
          blocks.append((String(name.1), String(line)))
        } else if !blocks.isEmpty {
          blocks[blocks.count - 1].1 += "\n" + line
        }
      }, uniquingKeysWith: { first, _ in first })
    for entry in try keys(title) {
      let steps = entry.keyPath.replacing("[]", with: "").split(separator: ".").map(String.init)
      let block = try #require(blocks[steps[0]], "\(entry.keyPath) is not in \(file)")
      guard steps.count > 1, let last = steps.last(where: { $0 != "NAME" && $0 != "PROPERTY" })
      else { continue }
      #expect(
        block.contains(try Regex("(^|[\\s{,#])\(last):")), "\(entry.keyPath) is not in \(file)")
    }
  }

  @Test func descriptionOfSourceFilesHasEveryKeyWithItsRangeAndDefault() throws {
    let text = try shipped("sources/README.md")
    for entry in try keys("sources/NAME.yaml") {
      let steps = entry.keyPath.split(separator: ".").dropFirst().filter { $0 != "PATH" }
      let last = try #require(steps.last)
      #expect(text.contains(try Regex("[`{ .]\(last)[`,:} ]")), "\(entry.keyPath)")
      if entry.type.hasPrefix("integer") {
        #expect(
          text.contains("| `\(last)` | \(entry.type) | \(entry.defaultText) |"),
          "\(entry.keyPath)")
      }
    }
  }

  @Test func everyKeyOfTheReferenceIsTaken() throws {
    // The other direction, that a key outside it is refused, is what strict decoding means.
    let source = try keys("sources/NAME.yaml").map(\.keyPath)
    #expect(source.contains("NAME.csv.delimiter") && source.contains("NAME.where.PATH"))
    let main = try keys("vigie.yaml").filter {
      $0.type.hasPrefix("integer") || $0.type == "boolean"
    }
    #expect(main.count > 12)
    for entry in main {
      let steps = entry.keyPath.split(separator: ".")
      var text = "\(steps[steps.count - 1]): \(entry.defaultText)"
      for step in steps.dropLast().reversed() { text = "\(step): { \(text) }" }
      let folder = try ConfigurationFolder(
        plainFiles(with: "vigie.yaml", "sources: posts.yaml\n\(text)\n"))
      #expect(folder.errors() == [])
    }
  }
}
