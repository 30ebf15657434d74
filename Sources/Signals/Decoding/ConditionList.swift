/// The tests of a `where` or a `retract`, compiled to field numbers and one list of values.
struct ConditionList: ~Copyable {
  private enum Test: UInt8, BitwiseCopyable {
    case oneOf
    case noneOf
    case there
    case notThere
  }

  private struct Condition: BitwiseCopyable {
    var field: Int32
    var test: Test
    var lower: Int32
    var upper: Int32
  }

  private let conditions: UnsafeMutableBufferPointer<Condition>
  private let values: ValueList

  init(_ conditions: [FieldCondition], fields: inout FieldTable) {
    self.conditions = .allocate(capacity: conditions.count)
    var texts: [String] = []
    for (index, condition) in conditions.enumerated() {
      let lower = texts.count
      let test: Test
      switch condition.test {
      case .oneOf(let values):
        texts += values
        test = .oneOf
      case .noneOf(let values):
        texts += values
        test = .noneOf
      case .exists(let exists): test = exists ? .there : .notThere
      }
      self.conditions.initializeElement(
        at: index,
        to: Condition(
          field: fields.number(of: condition.path), test: test, lower: Int32(lower),
          upper: Int32(texts.count)))
    }
    values = ValueList(texts)
  }

  deinit { conditions.deallocate() }

  var isEmpty: Bool { conditions.isEmpty }

  /// Whether all of them hold; so they do when there is none. An object or an array is there, and
  /// equals no value.
  func hold(for fields: UnsafePointer<FieldView>) -> Bool {
    for condition in conditions {
      let field = fields[Int(condition.field)]
      let range = Int(condition.lower)..<Int(condition.upper)
      let holds =
        switch condition.test {
        case .oneOf: values.index(of: field, in: range) >= 0
        case .noneOf: field.isPresent && values.index(of: field, in: range) < 0
        case .there: field.isPresent
        case .notThere: !field.isPresent
        }
      if !holds { return false }
    }
    return true
  }
}
