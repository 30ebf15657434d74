internal import CSimdJSON
internal import Crypto
internal import EventTime

/// Makes signals of the records of one source: parses, maps, filters, pseudonymises, classifies.
///
/// One record gives exactly one signal, whatever its bytes are:
/// - `tombstone` for a null payload;
/// - `rejected`, with the reason, for what cannot be read or mapped;
/// - `retraction` where all conditions of `retract` hold: it has time and id, and nothing else;
/// - `filtered` where `where` does not hold, for the header row of a CSV file, where any other mapped
///   `value` is absent or null, since absence is not zero, and for the record of an exercise
///   (`ExerciseMark`);
/// - `hidden` where the `value` of a count is absent or null and its area is known;
/// - `accepted` otherwise.
///
/// A required field is the time with `clock: event`, and each part of a mapped `id`; any other may
/// be absent. A number stands for its text in an id, an author, a category or a place, but a text
/// and a language must be strings. `value` and coordinates are numbers, or strings that hold one.
///
/// An instance is used by one thread. In steady state it allocates nothing: its buffers grow to the
/// largest record, and stay.
package struct SignalDecoder: ~Copyable {
  /// The different paths that a mapping may hold.
  package static var maximumFields: Int { 64 }
  /// A text of fewer words has the flag `short`: too little to tell its copies from chance.
  package static var shortTextWords: Int32 { 4 }

  let isCSV: Bool
  var json: JSONExtractor
  var csv: CSVExtractor
  let maxRecordBytes: Int

  let clock: SourceClock
  let conditions: ConditionList
  let retract: ConditionList
  let id: FieldList
  let original: FieldList
  let parent: FieldList
  let text: FieldList
  let markup: TextMarkup
  let time: CompiledTime
  let arrival: CompiledTime
  let author: Int32
  let language: Int32
  let link: Int32
  let value: Int32
  let category: Int32
  let categories: ValueList
  let service: Int32
  let services: ValueList
  let isCount: Bool
  var items: ItemReader
  let place: CompiledPlace
  let maxAhead: Interval

  let constantLanguage: UInt16
  let constantCategory: Int32
  let constantArea: Int32

  let territory: Territory
  var scanner: TextScanner
  var pseudonymiser: Pseudonymiser
  let postHash: KeyedHash
  let authorLabel: UInt64
  var fields: UnsafePointer<FieldView>
  /// The parts of an id or a text, joined.
  var joined: ByteScratch

  /// Text detectors read the source: every accepted post has a detail.
  let readsDetails: Bool
  /// Of the batch at hand; they change places with the buffer's.
  var details = DetailArena()
  var links = LinkReader()
  /// The text at hand, scrubbed.
  var excerpt: [UInt8] = []
  /// Token of the post that the one at hand shares or answers.
  var related: UInt64 = 0

  /// Compiles a mapping.
  ///
  /// `pseudonymKey` makes the tokens of authors and posts; they differ from source to source. A
  /// record longer than `maxRecordBytes` is rejected. Where text detectors read the source,
  /// `readsDetails` has a detail written for every accepted post. `suffixes` tell what of a host is a
  /// domain of its own; `labels` takes the names of reports' domains and merchants. Throws when the
  /// mapping contradicts itself or the territory.
  package init(
    spec: SourceSpec, territory: Territory, lexicon: borrowing Lexicon, pseudonymKey: [UInt8],
    maxRecordBytes: Int, maxDepth: Int = 1024, readsDetails: Bool = false,
    suffixes: PublicSuffixes = PublicSuffixes(), labels: ReportLabels? = nil
  ) throws(MappingError) {
    // Whatever can throw comes first: what owns memory is made whole or not at all.
    var table = FieldTable(spec)
    try spec.check(paths: table.paths)
    let language = try spec.constantLanguage()
    let category = try spec.constantCategory()
    let area = try spec.constantArea(in: territory)
    let isCSV = spec.format != .json
    let json = try JSONExtractor(
      paths: isCSV ? [] : table.paths, maxRecordBytes: maxRecordBytes, maxDepth: maxDepth,
      source: spec.name)

    self.isCSV = isCSV
    self.json = json
    constantLanguage = language
    constantCategory = category
    constantArea = area
    csv = CSVExtractor(paths: isCSV ? table.paths : [], format: spec.format)
    fields = csv.views
    conditions = ConditionList(spec.conditions, fields: &table)
    retract = ConditionList(spec.retract, fields: &table)
    time = CompiledTime(spec.time, fields: &table)
    arrival = CompiledTime(spec.arrival, fields: &table)
    id = FieldList(spec.id, fields: &table)
    original = FieldList(spec.original, fields: &table)
    parent = FieldList(spec.parent, fields: &table)
    text = FieldList(spec.text, fields: &table)
    author = table.number(of: spec.author)
    self.language = table.number(of: spec.language)
    link = table.number(of: spec.link)
    value = table.number(of: spec.value)
    self.category = table.number(of: spec.category?.path)
    place = CompiledPlace(spec.place, fields: &table)
    categories = ValueList(spec.category?.values ?? [])
    service = table.number(of: spec.service?.path)
    services = ValueList(spec.service?.values ?? [])
    isCount = spec.kind == .count
    items = ItemReader(
      spec, fields: &table, key: pseudonymKey, suffixes: suffixes, labels: labels)
    clock = spec.clock
    markup = spec.markup
    maxAhead = spec.maxAhead
    self.maxRecordBytes = maxRecordBytes
    joined = ByteScratch(capacity: 4096)
    self.readsDetails = readsDetails

    self.territory = territory
    scanner = TextScanner(lexicon: lexicon)
    var pseudonymiser = Pseudonymiser(key: pseudonymKey)
    postHash = KeyedHash(source: Array(spec.name.utf8), pseudonymiser: &pseudonymiser)
    self.pseudonymiser = pseudonymiser
    authorLabel = hash64(spec.name)
  }

  /// Tells that the next record is the first of another file: where `csv.columns` is empty it is
  /// the header.
  package mutating func beginFile() { csv.expectHeader() }

  /// Appends one signal for each record, in their order. O(bytes).
  package mutating func decode(
    _ records: UnsafeBufferPointer<RecordView>, into signals: inout SignalBuffer
  ) {
    signals.reserve(records.count)
    swap(&details, &signals.details)
    for record in records {
      decode(record, into: &signals.appendBlank().pointee)
    }
    swap(&details, &signals.details)
  }

  /// Fills a blank signal from a record.
  private mutating func decode(_ record: RecordView, into signal: inout Signal) {
    signal.offset = record.offset
    signal.arrival = record.arrival ?? .distantPast
    signal.time = signal.arrival
    guard !record.isTooLarge else { return SignalDecoder.reject(&signal, .tooLarge) }
    guard let start = record.payload.baseAddress else {
      signal.outcome = .tombstone
      return
    }
    guard !ExerciseMark.begins(record.payload) else {
      signal.outcome = .filtered
      return
    }
    signal.payload = vigie_payload_hash(
      start.assumingMemoryBound(to: UInt8.self), record.payload.count)
    let reason = extract(record, into: &signal)
    guard reason == .none else { return SignalDecoder.reject(&signal, reason) }
    guard signal.outcome == .accepted else { return }
    if !retract.isEmpty && retract.hold(for: fields) {
      signal.outcome = .retraction
    } else if !conditions.hold(for: fields) {
      signal.outcome = .filtered
      // The frontier moves by arrivals; a file may have none but the event's.
      if record.arrival == nil { _ = readTimes(record, into: &signal) }
      return
    }
    let mapped = map(record, into: &signal)
    if mapped != .none { SignalDecoder.reject(&signal, mapped) }
  }

  /// Parses the payload; a header row becomes a filtered signal.
  private mutating func extract(_ record: RecordView, into signal: inout Signal) -> RejectReason {
    guard record.payload.count <= maxRecordBytes else { return .tooLarge }
    guard isCSV else {
      return json.extract(record.payload, hasPadding: record.hasPadding, into: &fields)
    }
    var isHeader = false
    let reason = csv.extract(record.payload, isHeader: &isHeader)
    if isHeader { signal.outcome = .filtered }
    return reason
  }

  /// A rejected signal keeps what places it in its partition, and nothing that was mapped.
  private static func reject(_ signal: inout Signal, _ reason: RejectReason) {
    var rejected = Signal()
    rejected.offset = signal.offset
    rejected.arrival = signal.arrival
    rejected.time = signal.time
    rejected.payload = signal.payload
    rejected.outcome = .rejected
    rejected.reason = reason
    signal = rejected
  }
}
