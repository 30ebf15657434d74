internal import EventTime

/// Field numbers in one block of memory: the parts of an id, of a text.
struct FieldList: ~Copyable {
  private let numbers: UnsafeMutableBufferPointer<Int32>

  init(_ paths: [FieldPath], fields: inout FieldTable) {
    numbers = .allocate(capacity: paths.count)
    for (index, path) in paths.enumerated() {
      numbers.initializeElement(at: index, to: fields.number(of: path))
    }
  }

  deinit { numbers.deallocate() }

  var count: Int { numbers.count }
  var isEmpty: Bool { numbers.isEmpty }

  @inline(__always)
  subscript(index: Int) -> Int { Int(numbers[index]) }
}

/// A time field by its number, its format without payload and its zone.
struct CompiledTime {
  enum Format: UInt8, BitwiseCopyable {
    case rfc3339
    case epochSeconds
    case epochMilliseconds
    case epochMicroseconds
    case twitter
    case dayMonthYear
  }

  let field: Int32
  let format: Format
  let zone: TimeZoneRule

  init(_ time: TimeField?, fields: inout FieldTable) {
    field = fields.number(of: time?.path)
    var zone = TimeZoneRule.utc
    switch time?.format {
    case .rfc3339(let local)?: (format, zone) = (.rfc3339, local)
    case .dayMonthYear(let local)?: (format, zone) = (.dayMonthYear, local)
    case .epochSeconds?: format = .epochSeconds
    case .epochMilliseconds?: format = .epochMilliseconds
    case .epochMicroseconds?, nil: format = .epochMicroseconds
    case .twitter?: format = .twitter
    }
    self.zone = zone
  }

  var isMapped: Bool { field >= 0 }

  /// Reads the time of a record; `reason` is `none`, `missingField`, `wrongType` or `badTime`.
  func read(
    _ fields: UnsafePointer<FieldView>, reason: inout RejectReason
  ) -> Instant {
    let view = fields[Int(field)]
    var time: Instant?
    switch view.kind {
    case .absent, .null:
      reason = .missingField
      return .distantPast
    case .string: time = read(text: view.text)
    case .int64:
      guard let unit else { break }
      time = Instant.epoch(view.int64, unit: unit)
    case .double:
      guard let unit else { break }
      time = Instant.epoch(view.double, unit: unit)
    case .uint64: break
    case .bool, .object, .array:
      reason = .wrongType
      return .distantPast
    }
    if let time {
      reason = .none
      return time
    }
    // A number where a written time is mapped is the wrong type; one beyond the calendar is not.
    reason = view.kind != .string && unit == nil ? .wrongType : .badTime
    return .distantPast
  }

  private func read(text: UnsafeRawBufferPointer) -> Instant? {
    switch format {
    case .rfc3339: Instant.rfc3339(text, zone: zone)
    case .dayMonthYear: Instant.dayMonthYear(text, zone: zone)
    case .twitter: Instant.twitter(text)
    case .epochSeconds: Instant.epoch(text, unit: .seconds)
    case .epochMilliseconds: Instant.epoch(text, unit: .milliseconds)
    case .epochMicroseconds: Instant.epoch(text, unit: .microseconds)
    }
  }

  private var unit: EpochUnit? {
    switch format {
    case .epochSeconds: .seconds
    case .epochMilliseconds: .milliseconds
    case .epochMicroseconds: .microseconds
    case .rfc3339, .dayMonthYear, .twitter: nil
    }
  }
}

/// The fields of a place by number.
struct CompiledPlace: BitwiseCopyable {
  let code: Int32
  let commune: Int32
  let postcode: Int32
  let latitude: Int32
  let longitude: Int32
  let name: Int32
  let fromText: Bool

  init(_ place: PlaceFields, fields: inout FieldTable) {
    code = fields.number(of: place.code)
    commune = fields.number(of: place.commune)
    postcode = fields.number(of: place.postcode)
    latitude = fields.number(of: place.latitude)
    longitude = fields.number(of: place.longitude)
    name = fields.number(of: place.name)
    fromText = place.fromText
  }
}
