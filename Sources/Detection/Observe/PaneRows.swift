package import EventTime

/// A measured value of one cell: located posts counted, or what a numeric source reports.
package struct ValueRow: BitwiseCopyable, Sendable, Equatable {
  /// Dense index of the area.
  package var cell: Int32
  package var samples: Int32
  /// Records of the cell that were there without a value: hidden under a secrecy threshold.
  package var hidden: Int32
  /// In millionths.
  package var sum: Int64

  package init(cell: Int32, samples: Int32, hidden: Int32, sum: Int64) {
    self.cell = cell
    self.samples = samples
    self.hidden = hidden
    self.sum = sum
  }
}

/// How often one category (an answer) was given for one service in one area.
package struct RatingRow: BitwiseCopyable, Sendable, Equatable {
  /// Dense index in the source's declared services, their number for others; −1 without any.
  package var service: Int32
  /// −1 is no place.
  package var area: Int32
  /// Dense index in the source's declared categories.
  package var category: Int32
  package var count: Int32

  package init(service: Int32, area: Int32, category: Int32, count: Int32) {
    self.service = service
    self.area = area
    self.category = category
    self.count = count
  }
}

/// One report: of fraud, of a scam.
package struct ReportRow: BitwiseCopyable, Sendable, Equatable {
  package var time: Instant
  /// The report's token.
  package var id: UInt64
  package var offset: Int64
  /// Where the record stands; −1 is not known.
  package var partition: Int32 = -1
  package var area: Int32
  package var category: Int32
  /// Hashes of the registrable domain and of the folded merchant; 0 without one.
  package var domain: UInt64
  package var merchant: UInt64
  /// Their texts in `PaneRows.bytes`.
  package var domainStart: Int32 = 0
  package var domainCount: Int32 = 0
  package var merchantStart: Int32 = 0
  package var merchantCount: Int32 = 0

  package init(
    time: Instant, id: UInt64, offset: Int64, area: Int32, category: Int32, domain: UInt64,
    merchant: UInt64
  ) {
    self.time = time
    self.id = id
    self.offset = offset
    self.area = area
    self.category = category
    self.domain = domain
    self.merchant = merchant
  }
}

/// A read that an entry of the watch list names. A miss leaves nothing.
package struct HitRow: BitwiseCopyable, Sendable, Equatable {
  package var time: Instant
  /// Token of the entry.
  package var entry: UInt64
  package var id: UInt64
  package var offset: Int64
  /// Where the record stands; −1 is not known.
  package var partition: Int32 = -1
  package var area: Int32
  /// One character could be another one (0 and O, 1 and I, 8 and B, 5 and S): a person must look.
  package var isToVerify: Bool

  package init(
    time: Instant, entry: UInt64, id: UInt64, offset: Int64, area: Int32, isToVerify: Bool
  ) {
    self.time = time
    self.entry = entry
    self.id = id
    self.offset = offset
    self.area = area
    self.isToVerify = isToVerify
  }
}

/// What one pane of one partition has for the detectors that read no counts and no texts.
package struct PaneRows: Sendable {
  /// By cell.
  package var values: [ValueRow] = []
  /// By (service, area, category).
  package var ratings: [RatingRow] = []
  /// By time, then id.
  package var reports: [ReportRow] = []
  package var hits: [HitRow] = []
  package var bytes: [UInt8] = []

  package init() {}

  package var isEmpty: Bool {
    values.isEmpty && ratings.isEmpty && reports.isEmpty && hits.isEmpty
  }

  package mutating func removeAll() {
    values.removeAll(keepingCapacity: true)
    ratings.removeAll(keepingCapacity: true)
    reports.removeAll(keepingCapacity: true)
    hits.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}
