/// A mapping that cannot be compiled.
package struct MappingError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// More than `SignalDecoder.maximumFields` different paths.
    case tooManyFields
    /// A path into a CSV row is the name of a column, and nothing else.
    case notAColumn
    /// `csv.columns` does not list it.
    case unknownColumn
    /// `csv.columns` lists it twice.
    case repeatedColumn
    /// `clock: event` without a time.
    case noTime
    /// The territory has no such area.
    case unknownArea
    /// The list of categories does not hold the constant one.
    case unknownCategory
    /// A language is two ASCII letters, alone or before a `-`.
    case notALanguage
    /// The C library could not allocate.
    case outOfMemory
  }
  package var source: String
  /// The path, column or value, as written in the configuration.
  package var subject: String
  package var reason: Reason

  package var description: String {
    let what =
      switch reason {
      case .tooManyFields: "maps more than \(SignalDecoder.maximumFields) fields"
      case .notAColumn: "is no name of a CSV column"
      case .unknownColumn: "is not in csv.columns"
      case .repeatedColumn: "stands twice in csv.columns"
      case .noTime: "is needed with clock: event"
      case .unknownArea: "is no area of the territory"
      case .unknownCategory: "is not among the values of category"
      case .notALanguage: "is no language (two letters)"
      case .outOfMemory: "could not be compiled: out of memory"
      }
    return "source \(source): \(subject) \(what)"
  }
}
