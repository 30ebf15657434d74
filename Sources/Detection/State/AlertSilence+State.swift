internal import Alerts
internal import EventTime

extension AlertStage {
  /// Writes the silences that hold into the cell `alerts/silences`, in the order of their beginning.
  func saveSilences(into cells: inout StateCells) {
    cells.write("alerts/silences", as: .silences) { writer in
      writer.count(silences.count)
      for silence in silences { silence.save(into: &writer) }
    }
  }

  mutating func loadSilences(_ cells: StateCells) throws(StateError) {
    silences = try cells.read("alerts/silences", as: .silences) { (reader) throws(StateError) in
      var silences: [AlertSilence] = []
      for _ in 0..<(try reader.count(elementBytes: 5)) {
        silences.append(try AlertSilence(from: &reader))
      }
      guard Set(silences.map(\.id)).count == silences.count else {
        throw .damaged("a silence that is there twice")
      }
      return silences
    }
  }
}

extension AlertSilence {
  func save(into writer: inout StateWriter) {
    for text in [id, author, reason] { writer.text(text) }
    writer.instant(expires)
    let parts = [
      matcher.detector, matcher.kind, matcher.source, matcher.dimension, matcher.area,
      matcher.item,
    ]
    for part in parts { writer.optionalText(part) }
    writer.count(matcher.severityAtMost ?? 0)
  }

  init(from reader: inout StateReader) throws(StateError) {
    id = try reader.text()
    author = try reader.text()
    reason = try reader.text()
    expires = try reader.instant()
    var matcher = AlertAction.Matcher()
    matcher.detector = try reader.optionalText()
    matcher.kind = try reader.optionalText()
    matcher.source = try reader.optionalText()
    matcher.dimension = try reader.optionalText()
    matcher.area = try reader.optionalText()
    matcher.item = try reader.optionalText()
    let severity = try reader.index(below: 5, "a severity")
    matcher.severityAtMost = severity == 0 ? nil : severity
    self.matcher = matcher
  }
}

extension StateWriter {
  mutating func optionalText(_ text: String?) {
    flag(text != nil)
    if let text { self.text(text) }
  }
}

extension StateReader {
  mutating func optionalText() throws(StateError) -> String? { try flag() ? try text() : nil }
}
