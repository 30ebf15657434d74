internal import Signals

/// Sources that the detectors of texts and of crowds look at together.
package struct GroupSettings: Sendable, Equatable {
  /// Where none are configured: the name of the group of all sources of posts.
  package static let standardName = "public"

  package var name: String
  package var sources: [String]

  package init(name: String, sources: [String]) {
    self.name = name
    self.sources = sources
  }
}

extension GroupSettings {
  /// The groups of `vigie.yaml`; nil where it names none.
  static func read(_ s: inout Section) -> [GroupSettings]? {
    let entries = s.map(
      "groups", keys: "NAME", type: "list of sources",
      "Sources that rumour, panic, emerging and crowd look at together; none: all posts are one, "
        + "public."
    ) { entry, value -> GroupSettings? in
      let names = (value.elements(acceptsSingle: true, count: 1...1000) ?? []).compactMap {
        $0.text()
      }
      if let twice = firstRepeat(names) { value.fail(.contradiction, "'\(twice)' stands twice") }
      return GroupSettings(name: entry.key, sources: names)
    }
    let groups = entries.map(\.value).sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    return groups.isEmpty ? nil : groups
  }

  /// One group of every source of posts; none without any.
  static func standard(_ sources: [SourceSpec]) -> [GroupSettings] {
    let posts = sources.filter { $0.kind == .post }.map(\.name)
    return posts.isEmpty ? [] : [GroupSettings(name: standardName, sources: posts)]
  }
}

extension ConfigurationLoader {
  /// Checks the groups against the sources that there are.
  mutating func groups(_ main: MainFile, _ sources: [SourceSpec]) -> [GroupSettings] {
    guard let groups = main.groups else { return GroupSettings.standard(sources) }
    let names = sources.map(\.name)
    var groupOf: [String: String] = [:]
    for group in groups {
      if names.contains(group.name) {
        fail(main, "group '\(group.name)' has the name of a source", suggestion: nil)
      }
      for name in group.sources {
        if !names.contains(name) {
          fail(
            main, "group '\(group.name)': there is no source '\(name)'",
            suggestion: suggestion(for: name, among: names, noun: "sources"))
        }
        if let other = groupOf.updateValue(group.name, forKey: name) {
          fail(
            main, "source '\(name)' stands in the groups '\(other)' and '\(group.name)'",
            suggestion: nil)
        }
      }
    }
    return groups
  }

  private mutating func fail(_ main: MainFile, _ message: String, suggestion: String?) {
    errors.append(
      ConfigurationError(
        .contradiction, at: SourceLocation(file: main.configuration.path), keyPath: "groups",
        message, suggestion: suggestion))
  }
}
