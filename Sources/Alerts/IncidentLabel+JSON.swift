internal import EventTime
package import Foundation

/// A line of labels that cannot be used.
package struct IncidentLabelError: Error, Sendable, Equatable {
  package var message: String
}

extension IncidentLabel {
  private struct Line: Codable {
    var id: String
    var kind: String
    var detectors: [String]?
    var alsoSeenBy: [String]?
    var sources: [String]?
    var areas: [String]?
    var neighbours: [String]?
    var onset: String
    var end: String
    var terms: [String]?
    var size: Double?
    var factor: Double?
  }

  /// One line of JSON, without a line end; its keys are sorted.
  package func encoded() -> Data {
    let line = Line(
      id: id, kind: kind, detectors: detectors, alsoSeenBy: alsoSeenBy, sources: sources,
      areas: areas, neighbours: neighbours, onset: onset.rfc3339, end: end.rfc3339, terms: terms,
      size: size, factor: factor)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(line)
    } catch {
      preconditionFailure("a label holds a number that is not finite")
    }
  }

  /// Reads a line; only `id`, `kind`, `onset` and `end` have to be there.
  package init(line bytes: Data) throws(IncidentLabelError) {
    let line: Line
    do {
      line = try JSONDecoder().decode(Line.self, from: bytes)
    } catch {
      throw IncidentLabelError(message: "no label: it needs the texts id, kind, onset and end")
    }
    func moment(_ text: String, _ key: String) throws(IncidentLabelError) -> Instant {
      var text = text
      let instant = text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
      guard let instant else {
        throw IncidentLabelError(message: "'\(key)' is no time: \(text)")
      }
      return instant
    }
    self.init(
      id: line.id, kind: line.kind, detectors: line.detectors ?? [],
      alsoSeenBy: line.alsoSeenBy ?? [], sources: line.sources ?? [], areas: line.areas ?? [],
      neighbours: line.neighbours ?? [], onset: try moment(line.onset, "onset"),
      end: try moment(line.end, "end"), terms: line.terms ?? [], size: line.size,
      factor: line.factor)
    guard onset < end else {
      throw IncidentLabelError(message: "'\(id)' ends before its onset")
    }
  }
}
