import Settings
import Testing

@Suite struct CanonicalTextTests {
  private let files = [
    "vigie.yaml": "sources: s\nthemes: themes\n",
    "s/a.yaml": "a: { time: /ts, where: { /k: a, /l: b }, topic: t }\n",
    "s/b.yaml": "b: { time: /ts }\n",
    "themes/fire.yaml": "name: fire\ntitle: { fr: a, en: a }\nterms: { fr: [feu, feux] }\n",
  ]

  private func text(with name: String = "none.yaml", _ text: String = "") throws -> String {
    try ConfigurationFolder(files.merging([name: text]) { $1 }).load().canonicalText
  }

  @Test(arguments: [
    ("vigie.yaml", "# words\nthemes: \"themes\"\n\nsources: [s/b.yaml, s/a.yaml]\n"),
    ("vigie.yaml", "sources: s\nthemes: themes\nlimits: { maxDepth: 64 }\n"),
    (
      "vigie.yaml",
      """
      sources: s
      themes: themes
      site: elsewhere
      instance: vigie-2
      language: en
      broker: { bootstrap: "kafka:9093", properties: { linger.ms: 5 } }
      limits: { batchRecords: 5, queueMegabytes: 9, maxPanesAhead: 99, hangSeconds: 9 }
      delivery: exactly-once
      shards: 3
      privacy: { key: { environment: KEY } }
      alerts: { topic: a, currentTopic: d }
      deadLetters: { topic: c, withPayload: true }
      topics: { inputPartitions: 3, internalPrefix: v., internalRetentionHours: 24 }
      http: { listen: none, maxConnections: 99, timeoutSeconds: 9 }
      """
    ),
    ("s/a.yaml", "a: { where: { /l: b, /k: a }, topic: other, time: { at: /ts }, kind: post }\n"),
  ])
  func whatChangesNoResultChangesNotTheText(_ name: String, _ text: String) throws {
    #expect(try self.text(with: name, text) == self.text())
  }

  @Test(arguments: [
    ("vigie.yaml", "sources: s\nthemes: themes\nlimits: { maxDepth: 65 }\n"),
    ("vigie.yaml", "sources: s\nthemes: themes\npaneSeconds: 30\n"),
    ("vigie.yaml", "sources: s\nthemes: themes\nprivacy: { minimumAuthors: 9 }\n"),
    ("vigie.yaml", "sources: s\n"),
    ("s/a.yaml", "a: { time: /ts, where: { /k: a, /l: c } }\n"),
    ("s/a.yaml", "c: { time: /ts, where: { /k: a, /l: b } }\n"),
    ("s/a.yaml", "a: { time: /t, where: { /k: a, /l: b } }\n"),
    ("s/a.yaml", "a: { time: /ts, where: { /k: a, /l: b }, maxDelaySeconds: 21 }\n"),
    ("s/a.yaml", "a: { time: /ts, where: { /k: a, /l: b }, retract: { /d: e }, id: /i }\n"),
    ("themes/fire.yaml", "name: fire\ntitle: { fr: a, en: a }\nterms: { fr: [feux, feu] }\n"),
    ("themes/fire.yaml", "name: fire\ntitle: { fr: a, en: a }\nterms: { en: [feu, feux] }\n"),
  ])
  func whatChangesResultsChangesTheText(_ name: String, _ text: String) throws {
    #expect(try self.text(with: name, text) != self.text())
  }

  @Test func linesAreSortedAndEachAKeyAndAValue() throws {
    let lines = try text().split(separator: "\n").map(String.init)
    #expect(lines == lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(lines.contains("limits.maxDepth=64"))
    #expect(lines.contains("source.a.where={\"/k\":\"a\",\"/l\":\"b\"}"))
    #expect(lines.contains("theme.fire.terms.fr=[\"feu\",\"feux\"]"))
    #expect(lines.contains("volume.falseAlarmsPerWeek=1.0"))
    #expect(lines.allSatisfy { $0.contains("=") })
  }
}
