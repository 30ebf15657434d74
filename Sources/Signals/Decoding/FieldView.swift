internal import CSimdJSON

/// A field as it stands in a record: plain bits, valid until the next record is extracted.
typealias FieldView = vigie_field

enum FieldType: UInt32 {
  case absent = 0
  case null
  case string
  case int64
  case uint64
  case double
  case bool
  case object
  case array
}

extension vigie_field {
  /// What the field is; the shim writes no other numbers than these.
  @inline(__always)
  var kind: FieldType { FieldType(rawValue: type) ?? .absent }

  /// There, and not null.
  @inline(__always)
  var isPresent: Bool { type > FieldType.null.rawValue }

  /// Not there, null, or an empty string.
  @inline(__always)
  var isBlank: Bool { !isPresent || (type == FieldType.string.rawValue && length == 0) }

  /// Neither a scalar nor absent.
  @inline(__always)
  var isContainer: Bool { type >= FieldType.object.rawValue }

  /// The text of a string; only of a string.
  @inline(__always)
  var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: Int(length)) }

  @inline(__always)
  var int64: Int64 { Int64(bitPattern: bits) }

  @inline(__always)
  var double: Double { Double(bitPattern: bits) }

  /// A string that lives outside the shim.
  init(text: UnsafeRawBufferPointer) {
    self.init(
      bytes: text.baseAddress?.assumingMemoryBound(to: UInt8.self), bits: 0,
      length: UInt32(truncatingIfNeeded: text.count), type: FieldType.string.rawValue)
  }

  /// A number, or a string that holds one, in millionths; or the reason why it is none.
  var millionths: (value: Int64, reason: RejectReason) {
    do {
      switch kind {
      case .int64: return (try Millionths.of(int64), .none)
      case .double: return (try Millionths.of(double), .none)
      case .string: return (try Millionths.of(text), .none)
      case .uint64: return (0, .numberOutOfRange)
      case .absent, .null: return (0, .missingField)
      case .bool, .object, .array: return (0, .wrongType)
      }
    } catch {
      switch error {
      case .notANumber: return (0, .wrongType)
      case .outOfRange: return (0, .numberOutOfRange)
      }
    }
  }
}
