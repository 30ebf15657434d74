/// One key as `vigie check --reference` prints it.
package struct ReferenceEntry: Sendable, Equatable {
  /// From the top of its file; `NAME` stands for a free name, `[]` for the elements of a list.
  package var keyPath: String
  /// With the range or the choices.
  package var type: String
  /// As it would be written; `required`, or `none`.
  package var defaultText: String
  package var meaning: String
}

/// Whether a key changes the alerts that the same records give.
enum Effect {
  /// It does: it is part of the configuration's hash.
  case results
  /// It does not: addresses, names of topics, sizes of buffers.
  case operation
}

/// What the decoding of one file gathers besides its values.
///
/// The same functions that decode a file also declare its keys: with `isReference` they run over
/// an empty file, and only the declarations are kept.
final class Ledger {
  let isReference: Bool
  /// Stands before every canonical line of the file, as in `source.`.
  let prefix: String
  /// The zones that names may speak of.
  let zones: TimeZoneTable
  var errors: [ConfigurationError] = []
  /// Decoded values that change results, one a line.
  var lines: [String] = []
  var entries: [ReferenceEntry] = []

  init(
    prefix: String = "", zones: TimeZoneTable = TimeZoneTable(), isReference: Bool = false
  ) {
    self.prefix = prefix
    self.zones = zones
    self.isReference = isReference
  }

  func record(_ path: String, _ value: String, _ effect: Effect) {
    if effect == .results, !isReference { lines.append("\(prefix)\(path)=\(value)") }
  }
}
