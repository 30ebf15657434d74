public import EventTime

/// A homogenised message after mapping, pseudonymisation and classification.
///
/// It holds numbers only: no body, no name and no identifier can be in it. Plain bits, so that a
/// batch of them is one block of memory.
@frozen @usableFromInline
package struct Signal: BitwiseCopyable, Sendable {
  /// Where in its partition the record stood.
  @usableFromInline package var offset: Int64 = 0
  /// Event time by the clock that the source trusts.
  @usableFromInline package var time = Instant(microseconds: 0)
  /// When the record reached the log.
  @usableFromInline package var arrival = Instant(microseconds: 0)
  /// Keyed 48-bit hash of source and id, or of source and payload where the record has no id.
  @usableFromInline package var id: UInt64 = 0
  /// XXH3 of the whole payload: breaks ties between records of one id.
  @usableFromInline package var payload: UInt64 = 0
  /// Keyed 48-bit hash of the author within an epoch of 28 days; 0 when the source names none.
  @usableFromInline package var author: UInt64 = 0
  /// Hash of the folded text; 0 when there is none. Equal texts have equal hashes.
  @usableFromInline package var text: UInt64 = 0
  /// The id (as in `id`) of the post that this one shares, or 0.
  @usableFromInline package var original: UInt64 = 0
  /// Measured value in millionths, for counts and ratings.
  @usableFromInline package var value: Int64 = 0
  /// What the record names: the hash of a report's registrable domain, the keyed token of a read's
  /// identifier until the watch list was asked, of a match alone from then on; 0 is nothing.
  @usableFromInline package var item: UInt64 = 0
  /// One bit a theme, by dense index; bit 0 is theme `all` and is always set on a signal.
  @usableFromInline package var themes: UInt64 = 1
  /// Dense indexes into the lexicon's table of theme terms, the first four that matched.
  @usableFromInline package var terms = TermList()
  /// Dense index of the area in its territory; −1 when the signal has no place.
  @usableFromInline package var area: Int32 = -1
  /// Dense index of the category in the source's declared list; −1 when it has none.
  @usableFromInline package var category: Int32 = -1
  /// Dense index of the service that is rated in the source's declared list; −1 when it has none.
  @usableFromInline package var service: Int32 = -1
  /// Where what is read of its text begins among the details of its batch or pane, in units of
  /// `DetailArena.unit` bytes; −1: nothing.
  @usableFromInline package var detail: Int32 = -1
  /// Two ASCII letters of the language, first letter in the high byte; 0 when unknown.
  @usableFromInline package var language: UInt16 = 0
  @usableFromInline package var flags = SignalFlags()
  @usableFromInline package var outcome = Outcome.accepted
  /// Why a rejected record was rejected; `.none` otherwise.
  @usableFromInline package var reason = RejectReason.none

  @inlinable
  package init() {}

  /// Hash of a report's folded merchant, or 0. It stands where other kinds have their value: a report
  /// has none.
  @inlinable
  package var merchant: UInt64 {
    get { UInt64(bitPattern: value) }
    set { value = Int64(bitPattern: newValue) }
  }

  /// The record is a signal and counts.
  @inlinable
  package var isAccepted: Bool { if case .accepted = outcome { true } else { false } }

  /// The record withdraws another.
  @inlinable
  package var isRetraction: Bool { if case .retraction = outcome { true } else { false } }
}

/// At most four indexes of theme terms, in the order in which they matched.
@frozen @usableFromInline
package struct TermList: BitwiseCopyable, Sendable, Equatable {
  @usableFromInline package var count: UInt16 = 0
  @usableFromInline package var storage: (UInt16, UInt16, UInt16, UInt16) = (0, 0, 0, 0)

  @inlinable
  package init() {}

  /// Adds a term unless it is there already or four are held.
  @inlinable
  package mutating func insert(_ term: UInt16) {
    if count > 0 && storage.0 == term { return }
    if count > 1 && storage.1 == term { return }
    if count > 2 && storage.2 == term { return }
    if count > 3 && storage.3 == term { return }
    switch count {
    case 0: storage.0 = term
    case 1: storage.1 = term
    case 2: storage.2 = term
    case 3: storage.3 = term
    default: return
    }
    count += 1
  }

  @inlinable
  package subscript(index: Int) -> UInt16 {
    switch index {
    case 0: storage.0
    case 1: storage.1
    case 2: storage.2
    default: storage.3
    }
  }

  @inlinable
  package static func == (a: TermList, b: TermList) -> Bool {
    a.count == b.count && a.storage == b.storage
  }
}

/// Facts about a post that count in detection.
@frozen @usableFromInline
package struct SignalFlags: OptionSet, BitwiseCopyable, Sendable {
  @usableFromInline package let rawValue: UInt16
  @inlinable
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  @inlinable package static var repost: SignalFlags { SignalFlags(rawValue: 1) }
  @inlinable package static var reply: SignalFlags { SignalFlags(rawValue: 2) }
  @inlinable package static var link: SignalFlags { SignalFlags(rawValue: 4) }
  @inlinable package static var short: SignalFlags { SignalFlags(rawValue: 8) }
  /// The place was read in the text, not given by a field.
  @inlinable package static var placeFromText: SignalFlags { SignalFlags(rawValue: 16) }
  /// The link is a shortener's, of which every copy of a post may have one of its own.
  @inlinable package static var shortLink: SignalFlags { SignalFlags(rawValue: 32) }
}

/// What became of a record.
@frozen @usableFromInline
package enum Outcome: UInt8, BitwiseCopyable, Sendable {
  /// A signal: it counts.
  case accepted
  /// The record withdraws the signal of the same id.
  case retraction
  /// The mapping's `where` leaves it out: it only shows that the source lives.
  case filtered
  /// A count of a known area that is there without its value, under a threshold of secrecy: no
  /// signal, and no zero either.
  case hidden
  /// A null payload: it only shows that the source lives.
  case tombstone
  /// It goes to the dead letters with `reason`.
  case rejected
}

/// Why a record went to the dead letters. The names stand in dead letters and metrics.
@frozen @usableFromInline
package enum RejectReason: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case none
  /// Not a document of the source's format.
  case malformed
  case invalidUTF8
  case tooDeep
  /// The record is longer than `maxRecordBytes`.
  case tooLarge
  case truncated
  /// A mapped key stands twice in one object.
  case duplicateKey
  /// A number beyond 64 bits.
  case numberOutOfRange
  /// A required field is not there.
  case missingField
  /// A field has another type than its mapping says.
  case wrongType
  /// A time that its format or unit cannot read.
  case badTime
  /// Further ahead of its arrival than `maxAheadSeconds`.
  case future
  /// Older than its partition's frontier.
  case late
  /// Its pane and partition hold `maxEventsPerPane` already.
  case paneFull
  /// A CSV row with another number of columns than its header.
  case columnCount

  /// The name in dead letters, metrics and documentation.
  package var name: String {
    switch self {
    case .none: "none"
    case .malformed: "malformed"
    case .invalidUTF8: "invalid_utf8"
    case .tooDeep: "too_deep"
    case .tooLarge: "too_large"
    case .truncated: "truncated"
    case .duplicateKey: "duplicate_key"
    case .numberOutOfRange: "number_out_of_range"
    case .missingField: "missing_field"
    case .wrongType: "wrong_type"
    case .badTime: "bad_time"
    case .future: "future"
    case .late: "late"
    case .paneFull: "pane_full"
    case .columnCount: "column_count"
    }
  }
}
