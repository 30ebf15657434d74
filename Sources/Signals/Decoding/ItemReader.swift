internal import EventTime

/// Reads what a record names beside its text: a report's domain and merchant, a read's identifier.
struct ItemReader: ~Copyable {
  private let domain: Int32
  private let merchant: Int32
  private let identifier: Int32
  private let kind: IdentifierKind
  private let hash: IdentifierHash
  private let suffixes: PublicSuffixes
  private let labels: ReportLabels?
  private let scrubber: Scrubber
  private var scrubbed: [UInt8]
  private var folded: FoldedText
  private var text: ByteScratch
  private let isMapped: Bool

  init(
    _ spec: SourceSpec, fields: inout FieldTable, key: [UInt8], suffixes: PublicSuffixes,
    labels: ReportLabels?
  ) {
    let (domain, merchant) = (
      fields.number(of: spec.domain), fields.number(of: spec.merchant)
    )
    let identifier = fields.number(of: spec.identifier?.path)
    self.domain = domain
    self.merchant = merchant
    self.identifier = identifier
    kind = spec.identifier?.kind ?? .number
    isMapped = max(domain, merchant, identifier) >= 0
    self.suffixes = suffixes
    self.labels = labels
    scrubber = Scrubber()
    scrubbed = []
    hash = IdentifierHash(key: key)
    folded = FoldedText()
    text = ByteScratch(capacity: 256)
  }

  /// Sets what the record names; what is there and names nothing is as if it were not there.
  @inline(__always)
  mutating func read(
    _ fields: UnsafePointer<FieldView>, into signal: inout Signal
  ) -> RejectReason {
    isMapped ? readMapped(fields, into: &signal) : .none
  }

  private mutating func readMapped(
    _ fields: UnsafePointer<FieldView>, into signal: inout Signal
  ) -> RejectReason {
    if domain >= 0 {
      let field = fields[Int(domain)]
      if field.isContainer { return .wrongType }
      if !field.isBlank { signal.item = readDomain(field) }
    }
    if merchant >= 0 {
      let field = fields[Int(merchant)]
      if field.isContainer { return .wrongType }
      if !field.isBlank { signal.merchant = readMerchant(field) }
    }
    if identifier >= 0 {
      let field = fields[Int(identifier)]
      if field.isContainer { return .wrongType }
      if !field.isBlank { signal.item = hash.token(bytes(of: field), kind) }
    }
    return .none
  }

  /// A string in place, a number by its digits.
  private mutating func bytes(of field: FieldView) -> UnsafeRawBufferPointer {
    if field.kind == .string { return field.text }
    text.removeAll()
    text.append(field)
    return text.bytes
  }

  private mutating func readDomain(_ field: FieldView) -> UInt64 {
    let given = bytes(of: field)
    return withUnsafeTemporaryAllocation(byteCount: HostName.capacity, alignment: 8) { host in
      let count = HostName.read(given, into: host)
      let host = UnsafeRawBufferPointer(rebasing: host[..<count])
      if HostName.isAddress(host) { return label(host) }
      // A host that is a public suffix itself is nobody's domain.
      guard let domain = suffixes.registrable(host) else { return 0 }
      return label(UnsafeRawBufferPointer(rebasing: host[domain]))
    }
  }

  /// What identifies a person goes before anything is kept; the words that are left, folded.
  private mutating func readMerchant(_ field: FieldView) -> UInt64 {
    let given = bytes(of: field)
    scrubbed.removeAll(keepingCapacity: true)
    scrubber.scrub(
      UnsafeRawBufferPointer(rebasing: given.prefix(TextLimits.wordBytes * 4)), into: &scrubbed)
    text.removeAll()
    scrubbed.withUnsafeBytes { folded.fold($0) }
    for word in 0..<folded.edgeCount / 2 {
      let (start, end) = (Int(folded.edges[2 * word]), Int(folded.edges[2 * word + 1]))
      if word > 0 { text.append(0x20) }
      text.append(UnsafeRawBufferPointer(start: folded.bytes + start, count: end - start))
    }
    return label(text.bytes)
  }

  private func label(_ text: UnsafeRawBufferPointer) -> UInt64 {
    guard text.count > 0 else { return 0 }
    let hash = hash64(text)
    let token = hash == 0 ? 1 : hash
    labels?.insert(token, text)
    return token
  }
}
