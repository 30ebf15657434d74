/// `watchlist.yaml` of the directory of detectors.
package struct WatchListSettings: Sendable, Equatable {
  package var enabled: Bool
  package var holdMinutes: Int
  package var repeatMinutes: Int
  /// A file of entries; nil: only those of the topic.
  package var list: String?
}

extension WatchListSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    holdMinutes = s.integer(
      "holdMinutes", default: 30, in: 1...1440,
      "An alert of an entry and an area closes so long after its last read.")
    repeatMinutes = s.integer(
      "repeatMinutes", default: 5, in: 1...1440,
      "Further reads of an open alert are told at most so often.")
    let list = s.optionalText(
      "list", "File of entries, one JSON object a line, read at start; it is relative to this one.",
      .operation)
    self.list = list.map { Files.resolved($0, from: Files.directory(of: s.location.file)) }
  }
}
