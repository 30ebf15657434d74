extension Log {
  /// The same with fields that were gathered.
  func callAsFunction(_ level: Level, _ event: String, fields: [(String, String)]) {
    self(level, event, ["detail": fields.map { "\($0.0)=\($0.1)" }.joined(separator: " ")])
  }
}
