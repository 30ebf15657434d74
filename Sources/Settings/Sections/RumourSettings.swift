/// `rumour.yaml` of the directory of detectors.
package struct RumourSettings: Sendable, Equatable {
  package var enabled: Bool
  /// Chance alarms a week of the organic kind, over the group's clusters.
  package var falseAlarmsPerWeek: Double
  package var minimumAuthors: Int
  /// Authors from which words and an excerpt are shown.
  package var showFrom: Int
  package var coordinated: Bool
  package var reporting: [String]
  package var enquiry: [String]
  package var denial: [String]
  package var callToShare: [String]
  package var maximumClusters: Int
  package var maximumCandidates: Int
  package var maximumSpreading: Int
}

extension RumourSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 5, in: 0.01...1000,
      "Chance alarms a week over all clusters: the one knob.")
    minimumAuthors = s.integer(
      "minimumAuthors", default: 5, in: 2...64,
      "Distinct authors who tell it by themselves within an hour, below which nothing is said.")
    showFrom = s.integer(
      "showFrom", default: 10, in: 3...1000,
      "Members who must hold a word before it is shown, and authors before an excerpt is.")
    coordinated = s.boolean(
      "coordinated", default: true,
      "Whether pairs of accounts, as pseudonyms, are compared with chance; they go after 28 days.")
    reporting = s.themes(
      "reporting", default: ["reporting"], known,
      "Themes of reporting words: they make a candidate.")
    enquiry = s.themes(
      "enquiry", default: ["enquiry"], known, "Themes of enquiry: \"is this true\".")
    denial = s.themes(
      "denial", default: ["denial"], known, "Themes of denial: \"fake\", \"hoax\".")
    callToShare = s.themes(
      "callToShare", default: ["call-to-share"], known, "Themes of calls to share.")
    maximumClusters = s.integer(
      "maximumClusters", default: 840_000, in: 1000...1_048_575,
      "Clusters of near-duplicates; at the limit the least recently used goes, and is counted.")
    maximumCandidates = s.integer(
      "maximumCandidates", default: 524_288, in: 1000...1_048_575,
      "Clusters on a subject that matters; at the limit as above.")
    maximumSpreading = s.integer(
      "maximumSpreading", default: 65_536, in: 100...1_048_575,
      "Of them those that several authors wrote in; at the limit as above.")
  }
}

extension Section {
  /// Names of themes; of the default those that there are.
  fileprivate mutating func themes(
    _ name: String, default usual: [String], _ known: KnownNames, _ meaning: String
  ) -> [String] {
    let shown = "[\(usual.joined(separator: ", "))]"
    let value = declare(name, "list of themes", default: shown, meaning)
    var names = usual.filter(known.themes.contains)
    if let value, let elements = value.elements(acceptsSingle: true) {
      names = elements.compactMap { element in
        guard let text = element.text() else { return nil }
        if !known.themes.contains(text) {
          element.fail(
            .contradiction, "there is no '\(text)'",
            suggestion: suggestion(for: text, among: known.themes, noun: "there are"))
        }
        return text
      }
      if let twice = firstRepeat(names) { value.fail(.contradiction, "'\(twice)' stands twice") }
    }
    let texts = names.map { YAMLNode.quoted($0) }
    ledger.record(joined(path, name), "[\(texts.joined(separator: ","))]", .results)
    return names
  }
}
