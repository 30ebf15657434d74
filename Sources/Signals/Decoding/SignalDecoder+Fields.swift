package import EventTime

// From the views of a record to the parts of a signal. What can reject comes before what costs.
//
// Methods are mutating also where they change nothing: for others the compiler copies the whole
// decoder, bit by bit, before each call.
extension SignalDecoder {
  /// Fills in a record that is taken or withdrawn; the reason when it cannot be.
  mutating func map(_ record: RecordView, into signal: inout Signal) -> RejectReason {
    let timed = readTimes(record, into: &signal)
    if timed != .none { return timed }
    let identified = readID(record, into: &signal)
    if identified != .none || signal.outcome == .retraction { return identified }
    let valued = readValue(into: &signal)
    if valued != .none || signal.outcome == .filtered { return valued }
    if signal.outcome == .hidden { return readHiddenPlace(into: &signal) }
    let described = readCategory(into: &signal)
    if described != .none { return described }
    let rated = readService(into: &signal)
    if rated != .none { return rated }
    let named = items.read(fields, into: &signal)
    if named != .none { return named }
    let spoken = readLanguage(into: &signal)
    if spoken != .none { return spoken }
    let placed = readPlace(into: &signal)
    if placed != .none { return placed }
    readRelations(into: &signal)
    let written = readText(into: &signal)
    if written != .none { return written }
    return readAuthor(into: &signal)
  }

  /// Sets arrival and time. A record without arrival of its own takes that of the mapped field, and
  /// without one its event time.
  mutating func readTimes(_ record: RecordView, into signal: inout Signal) -> RejectReason {
    var reason = RejectReason.none
    var hasArrival = record.arrival != nil
    if !hasArrival && arrival.isMapped {
      let read = arrival.read(fields, reason: &reason)
      switch reason {
      case .none:
        signal.arrival = read
        signal.time = read
        hasArrival = true
      case .missingField: break
      default: return reason
      }
    }
    if hasArrival && (clock == .arrival || !time.isMapped) { return .none }
    guard time.isMapped else { return .missingField }
    let read = time.read(fields, reason: &reason)
    if reason == .missingField && hasArrival && signal.outcome == .retraction { return .none }
    guard reason == .none else { return reason }
    signal.time = read
    guard hasArrival else {
      signal.arrival = read
      return .none
    }
    return read - signal.arrival > maxAhead ? .future : .none
  }

  /// Sets the id from its parts, or from the payload where none is mapped.
  private mutating func readID(_ record: RecordView, into signal: inout Signal) -> RejectReason {
    if id.isEmpty {
      signal.id = postHash.token(record.payload)
      return .none
    }
    for part in 0..<id.count {
      let field = fields[id[part]]
      if field.isContainer { return .wrongType }
      if field.isBlank { return .missingField }
    }
    joined.removeAll()
    signal.id = SignalDecoder.token(
      of: id, in: fields, hash: postHash, joined: &joined)
    return .none
  }

  /// The token of an identity whose parts are all there. Between them stands 0xFF, which no UTF-8
  /// holds.
  private static func token(
    of parts: borrowing FieldList, in fields: UnsafePointer<FieldView>, hash: KeyedHash,
    joined: inout ByteScratch
  ) -> UInt64 {
    if parts.count == 1 && fields[parts[0]].kind == .string {
      return hash.token(fields[parts[0]].text)
    }
    joined.removeAll()
    for part in 0..<parts.count {
      if part > 0 { joined.append(0xFF) }
      joined.append(fields[parts[part]])
    }
    return hash.token(joined.bytes)
  }

  private static func areThere(
    _ parts: borrowing FieldList, in fields: UnsafePointer<FieldView>
  ) -> Bool {
    guard !parts.isEmpty else { return false }
    for part in 0..<parts.count {
      let field = fields[parts[part]]
      if field.isBlank || field.isContainer { return false }
    }
    return true
  }

  /// The token of another post's identity, written as `id` is, or as a URI that holds its two parts:
  /// authority and last segment, as in `at://did:plc:a/app.bsky.feed.post/3k1`. 0 for a text that is
  /// no such URI.
  private static func relation(
    _ parts: borrowing FieldList, idParts: Int, in fields: UnsafePointer<FieldView>,
    hash: KeyedHash, joined: inout ByteScratch
  ) -> UInt64 {
    guard parts.count == 1 && idParts == 2 else {
      return token(of: parts, in: fields, hash: hash, joined: &joined)
    }
    let slash = UInt8(ascii: "/")
    let field = fields[parts[0]]
    guard field.kind == .string, let colon = field.text.firstIndex(of: UInt8(ascii: ":")) else {
      return 0
    }
    let text = field.text
    let start = colon + 3
    guard start < text.count, text[colon + 1] == slash, text[colon + 2] == slash,
      let end = text[start...].firstIndex(of: slash), let last = text.lastIndex(of: slash),
      end > start, last + 1 < text.count
    else { return 0 }
    joined.removeAll()
    joined.append(UnsafeRawBufferPointer(rebasing: text[start..<end]))
    joined.append(0xFF)
    joined.append(UnsafeRawBufferPointer(rebasing: text[(last + 1)...]))
    return hash.token(joined.bytes)
  }

  private mutating func readRelations(into signal: inout Signal) {
    if SignalDecoder.areThere(original, in: fields) {
      signal.flags.insert(.repost)
      signal.original = SignalDecoder.relation(
        original, idParts: id.count, in: fields, hash: postHash, joined: &joined)
    }
    related = signal.original
    if SignalDecoder.areThere(parent, in: fields) {
      signal.flags.insert(.reply)
      if readsDetails && related == 0 {
        related = SignalDecoder.relation(
          parent, idParts: id.count, in: fields, hash: postHash, joined: &joined)
      }
    }
    if link >= 0 && !fields[Int(link)].isBlank { signal.flags.insert(.link) }
  }

  /// Sets the value in millionths; without it the record is filtered out, of a count it is hidden.
  private mutating func readValue(into signal: inout Signal) -> RejectReason {
    guard value >= 0 else { return .none }
    let field = fields[Int(value)]
    guard field.isPresent else {
      signal.outcome = isCount ? .hidden : .filtered
      return .none
    }
    let read = field.millionths
    signal.value = read.value
    return read.reason
  }

  private mutating func readCategory(into signal: inout Signal) -> RejectReason {
    signal.category = constantCategory
    guard category >= 0 else { return .none }
    let field = fields[Int(category)]
    if field.isContainer { return .wrongType }
    guard !field.isBlank else { return .none }
    let known = categories.index(of: field, in: categories.indices)
    signal.category = Int32(known >= 0 ? known : categories.indices.count)
    return .none
  }

  /// A count without its value says something of its area alone: without one it is filtered out.
  private mutating func readHiddenPlace(into signal: inout Signal) -> RejectReason {
    let reason = readPlace(into: &signal)
    if reason == .none, signal.area < 0 { signal.outcome = .filtered }
    return reason
  }

  private mutating func readService(into signal: inout Signal) -> RejectReason {
    guard service >= 0 else { return .none }
    let field = fields[Int(service)]
    if field.isContainer { return .wrongType }
    guard !field.isBlank else { return .none }
    let known = services.index(of: field, in: services.indices)
    signal.service = Int32(known >= 0 ? known : services.indices.count)
    return .none
  }

  private mutating func readLanguage(into signal: inout Signal) -> RejectReason {
    signal.language = constantLanguage
    guard language >= 0 else { return .none }
    let field = fields[Int(language)]
    guard field.isPresent else { return .none }
    guard field.kind == .string else { return .wrongType }
    signal.language = languageCode(field.text) ?? constantLanguage
    return .none
  }

  private mutating func readAuthor(into signal: inout Signal) -> RejectReason {
    guard author >= 0 else { return .none }
    let field = fields[Int(author)]
    if field.isContainer { return .wrongType }
    guard !field.isBlank else { return .none }
    var name = field.text
    if field.kind != .string {
      joined.removeAll()
      joined.append(field)
      name = joined.bytes
    }
    signal.author = pseudonymiser.token(
      name, label: authorLabel, epoch: SignalDecoder.epoch(of: signal.time))
    return .none
  }

  /// The epoch of pseudonyms, 28 days long, that holds `time`.
  package static func epoch(of time: Instant) -> Int64 {
    floorDivide(time.microseconds, Interval.days(28).microseconds)
  }

  /// The first of these that answers: code, commune, postcode, coordinates, name. The text comes
  /// after them.
  private mutating func readPlace(into signal: inout Signal) -> RejectReason {
    signal.area = constantArea
    var reason = RejectReason.none
    if let bytes = placeText(place.code, &reason) {
      let area = territory.area(code: bytes)
      if area >= 0 { signal.area = area; return .none }
    }
    if reason == .none, let bytes = placeText(place.commune, &reason) {
      let area = territory.area(communeCode: bytes)
      if area >= 0 { signal.area = area; return .none }
    }
    if reason == .none, let bytes = placeText(place.postcode, &reason) {
      let area = territory.area(postcode: bytes)
      if area >= 0 { signal.area = area; return .none }
    }
    guard reason == .none else { return reason }
    if place.latitude >= 0 && place.longitude >= 0 {
      let latitude = fields[Int(place.latitude)]
      let longitude = fields[Int(place.longitude)]
      if !latitude.isBlank && !longitude.isBlank {
        let north = latitude.millionths
        let east = longitude.millionths
        if north.reason != .none { return north.reason }
        if east.reason != .none { return east.reason }
        let area = territory.area(
          latitude: Double(north.value) / 1e6, longitude: Double(east.value) / 1e6)
        if area >= 0 { signal.area = area; return .none }
      }
    }
    if let bytes = placeText(place.name, &reason) {
      let area = territory.area(name: bytes)
      if area >= 0 { signal.area = area }
    }
    return reason
  }

  /// The text of a place's field, a number by its digits; nil when it is not there.
  private mutating func placeText(
    _ number: Int32, _ reason: inout RejectReason
  ) -> UnsafeRawBufferPointer? {
    guard number >= 0 else { return nil }
    let field = fields[Int(number)]
    if field.isContainer {
      reason = .wrongType
      return nil
    }
    guard !field.isBlank else { return nil }
    if field.kind == .string { return field.text }
    joined.removeAll()
    joined.append(field)
    return joined.bytes
  }
}
