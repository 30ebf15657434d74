import Foundation

/// A JSON document as a value.
enum JSON: Decodable, Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  init(line: String) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(line.utf8))
  }

  subscript(key: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members[key] ?? .null
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// Without the member at a path of keys.
  func without(_ path: String...) -> JSON { without(path[...]) }

  private func without(_ path: ArraySlice<String>) -> JSON {
    guard case .object(var members) = self, let key = path.first else { return self }
    members[key] = path.count == 1 ? nil : members[key]?.without(path.dropFirst())
    return .object(members)
  }

  /// Where two documents differ, as paths; numbers may differ by one part in 10⁹, for the
  /// mathematical functions of processors do.
  func differences(from other: JSON, at path: String = "") -> [String] {
    switch (self, other) {
    case (.number(let a), .number(let b)):
      return abs(a - b) <= 1e-9 * max(abs(a), abs(b)) ? [] : ["\(path): \(a), expected \(b)"]
    case (.array(let a), .array(let b)) where a.count == b.count:
      return zip(a, b).enumerated().flatMap { index, pair in
        pair.0.differences(from: pair.1, at: "\(path)/\(index)")
      }
    case (.object(let a), .object(let b)):
      return Set(a.keys).union(b.keys).sorted().flatMap { key in
        guard let mine = a[key] else { return ["\(path)/\(key): not there"] }
        guard let theirs = b[key] else { return ["\(path)/\(key): not expected"] }
        return mine.differences(from: theirs, at: "\(path)/\(key)")
      }
    case (.null, .null): return []
    case (.bool(let a), .bool(let b)): return a == b ? [] : ["\(path): \(a), expected \(b)"]
    case (.string(let a), .string(let b)): return a == b ? [] : ["\(path): \(a), expected \(b)"]
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _):
      return ["\(path): \(self), expected \(other)"]
    }
  }
}
