// What a mapping must fulfil before it can be compiled.
extension SourceSpec {
  /// Throws when the paths do not suit the format, or the clock has no time.
  func check(paths: [FieldPath]) throws(MappingError) {
    guard paths.count <= SignalDecoder.maximumFields else {
      throw failure("the mapping", .tooManyFields)
    }
    if clock == .event && time == nil { throw failure("time", .noTime) }
    guard case .csv(_, let columns) = format else { return }
    for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
      throw failure(column, .repeatedColumn)
    }
    for path in paths {
      guard path.steps.count == 1, case .key(let name)? = path.steps.first else {
        throw failure(path.text, .notAColumn)
      }
      if !columns.isEmpty && !columns.contains(name) { throw failure(name, .unknownColumn) }
    }
  }

  /// The constant language, or 0.
  func constantLanguage() throws(MappingError) -> UInt16 {
    guard let text = constants[.language] else { return 0 }
    let bytes = Array(text.utf8)
    guard let code = bytes.withUnsafeBytes({ languageCode($0) }) else {
      throw failure(text, .notALanguage)
    }
    return code
  }

  /// The dense index of the constant category, or −1. Without declared values it is the only one.
  func constantCategory() throws(MappingError) -> Int32 {
    guard let text = constants[.category] else { return -1 }
    guard let category else { return 0 }
    guard let index = category.values.firstIndex(of: text) else {
      throw failure(text, .unknownCategory)
    }
    return Int32(index)
  }

  /// The dense index of the constant area, or −1.
  func constantArea(in territory: Territory) throws(MappingError) -> Int32 {
    guard let code = constants[.area] else { return -1 }
    let bytes = Array(code.utf8)
    let area = bytes.withUnsafeBytes { territory.area(code: $0) }
    guard area >= 0 || territory.areas.isEmpty else { throw failure(code, .unknownArea) }
    return area
  }

  private func failure(_ subject: String, _ reason: MappingError.Reason) -> MappingError {
    MappingError(source: name, subject: subject, reason: reason)
  }
}
